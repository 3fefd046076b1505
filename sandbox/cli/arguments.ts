import { parseArgs } from 'node:util';

export interface Arguments {
  readonly port: number;
  readonly fixture: string | undefined;
  readonly serverless: string | undefined;
  /** True: `dist/` is taken as it is. */
  readonly isBuilt: boolean;
  /** True: HTTP triggers ask for the signatures that `s.yaml` says. */
  readonly signed: boolean;
}

export const DEFAULT_PORT = 9000;

const OPTIONS = {
  port: { type: 'string' },
  fixture: { type: 'string' },
  serverless: { type: 'string' },
  signed: { type: 'boolean' },
  'no-build': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Read =
  | { readonly kind: 'run'; readonly arguments: Arguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly reason: string };

const parse = (words: readonly string[]) =>
  parseArgs({ args: [...words], options: OPTIONS }).values;

const wrong = (reason: string): Read => ({ kind: 'wrong', reason });

/** Reads command line words; never throws. */
export const readArguments = (words: readonly string[]): Read => {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(words);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (values.help === true) return { kind: 'help' };
  const port = values.port ?? String(DEFAULT_PORT);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return wrong(`--port ${port} is not a port (0 to 65535, 0 for any free one)`);
  }
  return {
    kind: 'run',
    arguments: {
      port: Number(port),
      fixture: values.fixture,
      serverless: values.serverless,
      isBuilt: values['no-build'] ?? false,
      signed: values.signed ?? false,
    },
  };
};
