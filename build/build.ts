import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, bundle } from './bundle.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const FUNCTIONS = ['request', 'poller', 'accepter', 'router'] as const;

export interface BuildOptions {
  /** Folder that gets one folder a function; `dist` by default. */
  readonly outDir?: string;
  /** Without pruning the bundles hold the SDKs whole: only for comparison. */
  readonly pruned?: boolean;
}

export interface BuiltFunction extends Bundle {
  readonly name: string;
}

const entryOf = (name: string): string => path.join(ROOT, 'functions', `${name}.ts`);

const buildOne = async (name: string, outDir: string, pruned: boolean): Promise<BuiltFunction> => ({
  name,
  ...(await bundle(entryOf(name), path.join(outDir, name), { pruned })),
});

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
