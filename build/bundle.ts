import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build as esbuild, type Metafile, type Plugin } from 'esbuild';
import { pruneSdks } from './prune/prune-sdks.ts';

export const ROOT = path.resolve(import.meta.dirname, '..');

export interface Bundle {
  /** One CommonJS module, in ASCII. */
  readonly code: string;
  /** Its source map, JSON. */
  readonly map: string;
  readonly metafile: Metafile;
}

export interface BundleOptions {
  /** Cuts the official SDKs down to what is used; true by default. Without, they come whole: to compare. */
  readonly pruned?: boolean;
  /** As others do; false by default: V8 starts a readable bundle as quickly. */
  readonly minify?: boolean;
}

const BUILT_IN = new Set(builtinModules.flatMap((each) => [each, `node:${each}`]));

/** Optional natives of the WebSocket and debug stacks, and the proxy stack of fc2's HTTP client. */
const OPTIONAL = ['bufferutil', 'utf-8-validate', 'supports-color', 'proxy-agent', 'graceful-fs'];

/** A bundle must run with no node_modules beside it. */
const assertSelfContained = (entry: string, { outputs }: Metafile): void => {
  const missing = Object.values(outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path: target }) => external && !BUILT_IN.has(target))
    .map(({ path: target }) => target);
  if (missing.length > 0)
    throw new Error(`The bundle of ${entry} still needs ${[...new Set(missing)].join(', ')}`);
};

/** The loader reads Latin-1, which is quick, and right for ASCII alone. */
const assertAscii = (entry: string, code: string): void => {
  const line = code.split('\n').find((each) => /[^\n\t\x20-\x7e]/.test(each));
  if (line !== undefined)
    throw new Error(`The bundle of ${entry} is not ASCII; escape this: ${line.slice(0, 200)}`);
};

/** Documents that are served now and then: a tenth of their bytes, inflated when somebody asks. */
const packedDocuments: Plugin = {
  name: 'packed-documents',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/docs\/.*\.json$/ }, async ({ path: file }) => {
      const text = JSON.stringify(JSON.parse(await readFile(file, 'utf8')));
      const packed = deflateRawSync(text, { level: 9 }).toString('base64');
      const contents = `const { inflateRawSync } = require('node:zlib');
module.exports = JSON.parse(inflateRawSync(Buffer.from('${packed}', 'base64')).toString());`;
      return { contents, loader: 'js' };
    }),
};

/**
 * Bundles an entry with everything that it imports. What it imports lazily is in the bundle too, and runs
 * when it is asked for. Rejects when a cut of the pruning does not fit, or the bundle is not whole.
 */
export const bundle = async (
  entry: string,
  { pruned = true, minify = false }: BundleOptions = {},
): Promise<Bundle> => {
  const { outputFiles, metafile } = await esbuild({
    absWorkingDir: ROOT,
    entryPoints: { main: entry },
    outdir: path.join(ROOT, 'dist'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // `import()` within CommonJS goes through the loader of ES modules, which costs milliseconds a file.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname' },
    minify,
    legalComments: 'none',
    sourcemap: 'external',
    // The same paths, hence the same bytes, wherever node_modules is linked from.
    preserveSymlinks: true,
    write: false,
    metafile: true,
    logLevel: 'warning',
    external: pruned ? [] : OPTIONAL,
    plugins: pruned ? [packedDocuments, pruneSdks()] : [packedDocuments],
  });
  const textOf = (ending: string): string =>
    outputFiles.find(({ path: file }) => file.endsWith(ending))?.text ?? '';
  const code = textOf('.js');
  if (pruned) {
    assertSelfContained(entry, metafile);
    assertAscii(entry, code);
  }
  return { code, map: textOf('.map'), metafile };
};
