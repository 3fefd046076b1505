import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildResult, build as esbuild, type Metafile, transform } from 'esbuild';
import { pruneSdks } from './prune/prune-sdks.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const FUNCTIONS = ['request', 'poller', 'accepter', 'router'] as const;

export interface BuildOptions {
  /** Folder that gets one folder a function; `dist` by default. */
  readonly outDir?: string;
  /** Without pruning the bundles hold the SDKs whole: only for comparison. */
  readonly pruned?: boolean;
}

export interface BuiltFunction {
  readonly name: string;
  /** Bytes by file name. */
  readonly files: Readonly<Record<string, number>>;
  readonly metafile: Metafile;
}

const entryOf = (name: string): string => path.join(ROOT, 'functions', `${name}.ts`);

/** ESM with splitting: what is imported lazily becomes a sibling file, what is shared is not doubled. */
const bundle = (
  name: string,
  pruned: boolean,
): Promise<BuildResult<{ write: false; metafile: true }>> =>
  esbuild({
    entryPoints: { index: entryOf(name) },
    outdir: path.join(ROOT, 'dist', name),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    write: false,
    metafile: true,
    chunkNames: '[name]-[hash]',
    logLevel: 'warning',
    // Optional natives of the WebSocket and debug stacks, and the proxy stack of fc2's HTTP client.
    external: ['bufferutil', 'utf-8-validate', 'supports-color', 'proxy-agent', 'graceful-fs'],
    plugins: pruned ? [pruneSdks()] : [],
  });

const OWN_MODULE = /^\.{1,2}\//;
const BUILT_IN = new Set(builtinModules.flatMap((each) => [each, `node:${each}`]));

/** A bundle must run with no node_modules beside it. */
const assertSelfContained = (name: string, metafile: Metafile, pruned: boolean): void => {
  if (!pruned) return;
  const strangers = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external }) => external)
    .map(({ path: target }) => target)
    .filter((target) => !BUILT_IN.has(target) && !OWN_MODULE.test(target));
  if (strangers.length > 0)
    throw new Error(`dist/${name} still needs ${[...new Set(strangers)].join(', ')}`);
};

/** Function Compute's Node.js takes CommonJS by default: every chunk is turned, lazy imports stay lazy. */
const toCommonJs = async (code: string): Promise<string> => {
  const { code: commonJs } = await transform(code, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // `import()` within CommonJS goes through the loader of ES modules, which costs milliseconds a file.
    supported: { 'dynamic-import': false },
    minify: true,
    legalComments: 'none',
  });
  return commonJs;
};

const buildOne = async (name: string, outDir: string, pruned: boolean): Promise<BuiltFunction> => {
  const { outputFiles, metafile } = await bundle(name, pruned);
  assertSelfContained(name, metafile, pruned);
  const folder = path.join(outDir, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files: Record<string, number> = {};
  for (const file of outputFiles) {
    const target = path.basename(file.path);
    const code = await toCommonJs(file.text);
    await writeFile(path.join(folder, target), code);
    files[target] = Buffer.byteLength(code);
  }
  // Chunks are CommonJS whatever package.json lies above the folder.
  await writeFile(path.join(folder, 'package.json'), '{"type":"commonjs"}\n');
  return { name, files, metafile };
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
