import { parseArgs } from 'node:util';
import pc from 'picocolors';
import type { Journal, JournalEntry } from '../journal.ts';
import { codeOf } from '../json-file.ts';
import type { Sandbox } from '../start.ts';
import { messageOf } from '../values.ts';

const OPTIONS = {
  port: { type: 'string', default: '9000' },
  fixture: { type: 'string' },
  serverless: { type: 'string' },
  signed: { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads command line words; never throws. */
export const readArguments = (words: readonly string[]) => {
  try {
    const { values } = parseArgs({ args: [...words], options: OPTIONS });
    const { port, fixture, serverless, signed, help, 'no-build': isBuilt } = values;
    if (help) return { kind: 'help' } as const;
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new Error(`--port ${port} is not a port (0 to 65535, 0 for any free one)`);
    const read = { port: Number(port), fixture, serverless, isBuilt, signed };
    return { kind: 'run', arguments: read } as const;
  } catch (error) {
    return { kind: 'wrong', reason: messageOf(error) } as const;
  }
};

export type Arguments = Extract<
  ReturnType<typeof readArguments>,
  { readonly kind: 'run' }
>['arguments'];

const COLOURS = {
  api: 'blue',
  status: 'green',
  invoke: 'cyan',
  event: 'magenta',
  message: 'yellow',
  http: 'bold',
  log: 'dim',
  fault: 'red',
} as const satisfies Record<JournalEntry['kind'], string>;

/**
 * One journal entry as one line: time (UTC), kind, what happened.
 *
 * @param colored true for a terminal; else the line has no escape codes.
 */
export const formatEntry = (entry: JournalEntry, colored: boolean): string => {
  const { at, kind, summary, detail } = entry;
  const colors = pc.createColors(colored);
  const paint = colors[COLOURS[kind]];
  const time = new Date(at).toISOString().slice(11, 23);
  // Control characters of a log line must not reach the terminal.
  const text = `${kind === 'log' ? `${detail.function}: ` : ''}${summary}`.replace(/\p{Cc}/gu, ' ');
  return `${colors.dim(time)} ${paint(kind.padEnd(7))} ${paint(text)}`;
};

export interface Command {
  readonly usage: string;
  /** Starts; what it throws is printed and ends the program with exit code 1. */
  start(args: Arguments): Promise<Sandbox>;
  /** Printed when it listens. */
  greet(sandbox: Sandbox, args: Arguments): string;
}

/** What a person reads when it could not start. */
const explain = (error: unknown, port: number): string => {
  if (codeOf(error) === 'EADDRINUSE')
    return `Port ${port} is in use. Stop what listens there, or choose another one with --port.`;
  if (codeOf(error) === 'EACCES') return `Port ${port} may not be used by this user.`;
  return messageOf(error);
};

const stream = (journal: Journal): void => {
  const colored = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  journal.follow((entry) => process.stdout.write(`${formatEntry(entry, colored)}\n`));
};

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

/** Ctrl-C ends everything in order; a second one ends it at once. */
const stopOnSignal = (sandbox: Sandbox): void => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    process.stdout.write('\nStopping.\n');
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(`It did not stop cleanly: ${messageOf(error)}`),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
};

/** Runs a command with the words of the command line. */
export const main = async (command: Command): Promise<void> => {
  const read = readArguments(process.argv.slice(2));
  if (read.kind === 'wrong') return fail(`${read.reason}\n\n${command.usage}`);
  if (read.kind === 'help') {
    process.stdout.write(`${command.usage}\n`);
    return;
  }
  process.on('uncaughtException', (error) => fail(`The sandbox died: ${error.stack ?? error}`));
  const args = read.arguments;
  try {
    const sandbox = await command.start(args);
    stopOnSignal(sandbox);
    process.stdout.write(`${command.greet(sandbox, args)}\n`);
    stream(sandbox.journal);
  } catch (error) {
    fail(explain(error, args.port));
  }
};
