import { mkdir, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { type BuildResult, build as esbuild, type Metafile, transform } from 'esbuild';
import { pruneSdks } from './prune/prune-sdks.ts';

export interface Bundle {
  /** Bytes by file name. */
  readonly files: Readonly<Record<string, number>>;
  readonly metafile: Metafile;
}

/** What a bundle consists of, before it is written. */
export interface Chunks {
  /** CommonJS by file name. */
  readonly code: ReadonlyMap<string, string>;
  readonly metafile: Metafile;
}

export interface BundleOptions {
  /** Cuts the official SDKs down to what is used; without, they come whole: only for comparison. */
  readonly pruned: boolean;
  /** False saves time where nobody looks at the bytes; true by default. */
  readonly minify?: boolean;
  /** Packages stay where they are, in node_modules: for comparison with programs that do no better. */
  readonly external?: boolean;
}

/** ESM with splitting: what is imported lazily becomes a sibling file, what is shared is not doubled. */
const split = (
  entry: string,
  folder: string,
  { pruned, minify = true, external = false }: BundleOptions,
): Promise<BuildResult<{ write: false; metafile: true }>> =>
  esbuild({
    entryPoints: { index: entry },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify,
    legalComments: 'none',
    write: false,
    metafile: true,
    chunkNames: '[name]-[hash]',
    logLevel: 'warning',
    // Optional natives of the WebSocket and debug stacks, and the proxy stack of fc2's HTTP client.
    ...(external ? { packages: 'external' as const } : {}),
    external: ['bufferutil', 'utf-8-validate', 'supports-color', 'proxy-agent', 'graceful-fs'],
    plugins: pruned ? [pruneSdks()] : [],
  });

const OWN_MODULE = /^\.{1,2}\//;
const BUILT_IN = new Set(builtinModules.flatMap((each) => [each, `node:${each}`]));

/** A bundle must run with no node_modules beside it. */
const assertSelfContained = (folder: string, metafile: Metafile): void => {
  const strangers = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external }) => external)
    .map(({ path: target }) => target)
    .filter((target) => !BUILT_IN.has(target) && !OWN_MODULE.test(target));
  if (strangers.length > 0)
    throw new Error(
      `${path.relative(process.cwd(), folder)} still needs ${[...new Set(strangers)].join(', ')}`,
    );
};

/** Function Compute's Node.js takes CommonJS by default: every chunk is turned, lazy imports stay lazy. */
const toCommonJs = async (code: string, minify: boolean): Promise<string> => {
  const { code: commonJs } = await transform(code, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // `import()` within CommonJS goes through the loader of ES modules, which costs milliseconds a file.
    supported: { 'dynamic-import': false },
    minify,
    legalComments: 'none',
  });
  return commonJs;
};

/** Bundles an entry, in memory: `index.js`, and sibling chunks for what it imports lazily or shares. */
export const bundleChunks = async (
  entry: string,
  folder: string,
  options: BundleOptions,
): Promise<Chunks> => {
  const { outputFiles, metafile } = await split(entry, folder, options);
  if (options.pruned) assertSelfContained(folder, metafile);
  const code = new Map<string, string>();
  for (const file of outputFiles)
    code.set(path.basename(file.path), await toCommonJs(file.text, options.minify ?? true));
  return { code, metafile };
};

/** Empties a folder and writes files into it; returns their bytes. */
export const writeFolder = async (
  folder: string,
  files: ReadonlyMap<string, string | Buffer>,
): Promise<Readonly<Record<string, number>>> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) await writeFile(path.join(folder, name), text);
  // Chunks are CommonJS whatever package.json lies above the folder.
  await writeFile(path.join(folder, 'package.json'), '{"type":"commonjs"}\n');
  return Object.fromEntries([...files].map(([name, text]) => [name, Buffer.byteLength(text)]));
};

/** Bundles an entry into `{folder}/index.js`, with sibling files for what it imports lazily. */
export const bundle = async (
  entry: string,
  folder: string,
  options: BundleOptions,
): Promise<Bundle> => {
  const { code, metafile } = await bundleChunks(entry, folder, options);
  return { files: await writeFolder(folder, code), metafile };
};
