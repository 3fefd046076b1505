import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, bundle, bundleChunks } from './bundle.ts';
import { type Packed, writePacks } from './packs/pack.ts';
import { REHEARSALS } from './packs/rehearsals.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const FUNCTIONS = ['request', 'poller', 'accepter', 'router'] as const;

export interface BuildOptions {
  /** Folder that gets one folder a function; `dist` by default. */
  readonly outDir?: string;
  /** Without pruning the bundles hold the SDKs whole: only for comparison. */
  readonly pruned?: boolean;
}

export interface BuiltFunction extends Bundle, Partial<Pick<Packed, 'packs'>> {
  readonly name: string;
}

const entryOf = (name: string): string => path.join(ROOT, 'functions', `${name}.ts`);

const packed = async (name: string, folder: string): Promise<BuiltFunction> => {
  const rehearsal = REHEARSALS[name];
  if (!rehearsal) throw new Error(`build/packs/rehearsals.ts does not say what ${name} does`);
  const chunks = await bundleChunks(entryOf(name), folder, { pruned: true });
  return { name, metafile: chunks.metafile, ...(await writePacks(folder, chunks, rehearsal)) };
};

const buildOne = async (name: string, outDir: string, pruned: boolean): Promise<BuiltFunction> => {
  const folder = path.join(outDir, name);
  if (pruned) return packed(name, folder);
  return { name, ...(await bundle(entryOf(name), folder, { pruned })) };
};

const existing = async (): Promise<readonly string[]> => {
  const present = new Set(await readdir(path.join(ROOT, 'functions')));
  return FUNCTIONS.filter((name) => present.has(`${name}.ts`));
};

/** Builds every function into `{outDir}/{function}/index.js`; rejects when a bundle is not whole. */
export const build = async (options: BuildOptions = {}): Promise<readonly BuiltFunction[]> => {
  const outDir = options.outDir ?? path.join(ROOT, 'dist');
  const pruned = options.pruned ?? true;
  return Promise.all((await existing()).map((name) => buildOne(name, outDir, pruned)));
};

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

const report = (built: readonly BuiltFunction[]): string =>
  built
    .map(({ name, files }) => {
      const all = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
      return `dist/${name}/index.js ${kilobytes(files['index.js'] ?? 0)}, whole folder ${kilobytes(all)}`;
    })
    .join('\n');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const unpruned = process.env.PEERFLOW_BUILD === 'unpruned';
  const built = await build(
    unpruned ? { pruned: false, outDir: path.join(ROOT, 'dist-unpruned') } : {},
  );
  process.stdout.write(`${report(built)}\n`);
}
