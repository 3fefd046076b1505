import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, bundle, bundleChunks } from './bundle.ts';
import { type Packed, writePacks } from './packs/pack.ts';
import { REHEARSALS } from './packs/rehearsals.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const FUNCTIONS = ['request', 'poller', 'accepter', 'router'] as const;

/**
 * How a function is written: `packs` is what is deployed, `packs-of-source` the same without bytecode;
 * for comparison, `whole` has the official SDKs whole in ordinary files, `external` leaves them where
 * they are.
 */
export type Form = 'packs' | 'packs-of-source' | 'whole' | 'external';

export interface BuildOptions {
  /** Folder that gets one folder a function; `dist` by default. */
  readonly outDir?: string;
  /** `packs` by default. */
  readonly form?: Form;
}

export interface BuiltFunction extends Bundle, Partial<Pick<Packed, 'packs'>> {
  readonly name: string;
}

const entryOf = (name: string): string => path.join(ROOT, 'functions', `${name}.ts`);

const packed = async (name: string, folder: string, bytecode: boolean): Promise<BuiltFunction> => {
  const rehearsal = REHEARSALS[name];
  if (!rehearsal) throw new Error(`build/packs/rehearsals.ts does not say what ${name} does`);
  const chunks = await bundleChunks(entryOf(name), folder, { pruned: true });
  const { files, packs } = await writePacks(folder, chunks, rehearsal, { bytecode });
  return { name, metafile: chunks.metafile, files, packs };
};

const plain = async (name: string, folder: string, external: boolean): Promise<BuiltFunction> => ({
  name,
  ...(await bundle(entryOf(name), folder, { pruned: false, external })),
});

const FORMS: Readonly<Record<Form, (name: string, folder: string) => Promise<BuiltFunction>>> = {
  packs: (name, folder) => packed(name, folder, true),
  'packs-of-source': (name, folder) => packed(name, folder, false),
  whole: (name, folder) => plain(name, folder, false),
  external: (name, folder) => plain(name, folder, true),
};

const existing = async (): Promise<readonly string[]> => {
  const present = new Set(await readdir(path.join(ROOT, 'functions')));
  return FUNCTIONS.filter((name) => present.has(`${name}.ts`));
};

/** Builds every function into `{outDir}/{function}/index.js`; rejects when a bundle is not whole. */
export const build = async ({
  outDir = path.join(ROOT, 'dist'),
  form = 'packs',
}: BuildOptions = {}): Promise<readonly BuiltFunction[]> =>
  Promise.all((await existing()).map((name) => FORMS[form](name, path.join(outDir, name))));

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

const report = (built: readonly BuiltFunction[]): string =>
  built
    .map(({ name, files }) => {
      const all = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
      return `dist/${name}/index.js ${kilobytes(files['index.js'] ?? 0)}, whole folder ${kilobytes(all)}`;
    })
    .join('\n');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const whole = process.env.PEERFLOW_BUILD === 'whole';
  const built = await build(whole ? { form: 'whole', outDir: path.join(ROOT, 'dist-whole') } : {});
  process.stdout.write(`${report(built)}\n`);
}
