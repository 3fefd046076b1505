import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build as esbuild, type Metafile, type Plugin } from 'esbuild';
import { pruneSdks } from './prune/prune-sdks.ts';

export const ROOT = path.resolve(import.meta.dirname, '..');

export type Output = Metafile['outputs'][string];

export interface Bundle {
  /** One CommonJS module, in ASCII. */
  readonly code: string;
  /** Its source map, JSON. */
  readonly map: string;
  /** What it is made of. */
  readonly output: Output;
  /** What it reads from its folder when somebody asks, by file name. */
  readonly documents: Readonly<Record<string, Buffer>>;
}

export interface BundleOptions {
  /** Cuts the official SDKs down to what is used; true by default. Without, they come whole: to compare. */
  readonly pruned?: boolean;
  /** As others do; false by default: V8 starts a readable bundle as quickly. */
  readonly minify?: boolean;
}

/** Where the bundles would be written; source maps start from there. */
const OUT = 'dist';

const BUILT_IN = new Set(builtinModules.flatMap((each) => [each, `node:${each}`]));

/** Optional natives of the WebSocket and debug stacks, and the proxy stack of fc2's HTTP client. */
const OPTIONAL = ['bufferutil', 'utf-8-validate', 'supports-color', 'proxy-agent', 'graceful-fs'];

/** A bundle must run with no node_modules beside it. */
const assertSelfContained = (entry: string, { imports }: Output): void => {
  const missing = imports
    .filter(({ external, path: target }) => external && !BUILT_IN.has(target))
    .map(({ path: target }) => target);
  if (missing.length > 0)
    throw new Error(`The bundle of ${entry} still needs ${[...new Set(missing)].join(', ')}`);
};

/**
 * The loader reads Latin-1, which is quick, and right for ASCII alone. The bundler leaves other characters in
 * comments, where any text will do, and in regular expressions, where an escape means the same.
 */
const inAscii = (code: string): string =>
  code.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What a document, the page or the Chinese texts export, by name. */
const exportsOf = async (file: string): Promise<Readonly<Record<string, unknown>>> =>
  file.endsWith('.json')
    ? { default: JSON.parse(await readFile(file, 'utf8')) }
    : { ...(await import(pathToFileURL(file).href)) };

/** Documents by the source that they are made of. */
type Packed = Map<string, { readonly name: string; readonly bytes: Buffer }>;

const PACKED = /\/docs\/.*\.json$|\/page\.generated\.ts$|\/texts\/chinese\.ts$/;

/**
 * What is asked for now and then lies packed beside the bundle, which is read at every start. Functions return
 * what they return at the build, and read it when they are called; values are read by the module itself.
 */
const packedDocuments = (packed: Packed): Plugin => ({
  name: 'packed-documents',
  setup: ({ onLoad }) =>
    onLoad({ filter: PACKED }, async ({ path: file }) => {
      const exported = Object.entries(await exportsOf(file));
      const name = path.basename(file).replace(/\..*/, '.deflate');
      const values = exported.map(([each, it]) => [each, typeof it === 'function' ? it() : it]);
      const json = JSON.stringify(Object.fromEntries(values));
      const bytes = deflateRawSync(json, { level: 9 });
      packed.set(path.relative(ROOT, file), { name, bytes });
      const lines = exported.map(([each, it]) => {
        const value = `${typeof it === 'function' ? '() => ' : ''}values().${each}`;
        return `export ${each === 'default' ? each : `const ${each} =`} ${value};`;
      });
      const contents = `let read;
const values = () => {
  const { inflateRawSync } = require('node:zlib');
  const { readFileSync } = require('node:fs');
  read ??= JSON.parse(inflateRawSync(readFileSync(\`\${__dirname}/${name}\`)).toString());
  return read;
};
${lines.join('\n')}`;
      return { contents, loader: 'js' };
    }),
});

const run = (
  entries: Readonly<Record<string, string>>,
  { pruned, minify }: BundleOptions,
  packed: Packed,
) =>
  esbuild({
    absWorkingDir: ROOT,
    entryPoints: entries,
    outdir: OUT,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // `import()` within CommonJS goes through the loader of ES modules, which costs milliseconds a file.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname' },
    minify: minify ?? false,
    legalComments: 'none',
    sourcemap: 'external',
    // The same paths, hence the same bytes, wherever node_modules is linked from.
    preserveSymlinks: true,
    write: false,
    metafile: true,
    logLevel: 'warning',
    external: pruned ? [] : OPTIONAL,
    plugins: pruned ? [packedDocuments(packed), pruneSdks()] : [packedDocuments(packed)],
  });

/**
 * Bundles each entry, by name, with everything that it imports. What it imports lazily is in its bundle too,
 * and runs when it is asked for. Rejects when a cut of the pruning does not fit, or a bundle is not whole.
 */
export const bundleAll = async (
  entries: Readonly<Record<string, string>>,
  { pruned = true, minify = false }: BundleOptions = {},
): Promise<ReadonlyMap<string, Bundle>> => {
  const packed: Packed = new Map();
  const { outputFiles, metafile } = await run(entries, { pruned, minify }, packed);
  const textOf = (file: string): string =>
    outputFiles.find(({ path: each }) => each === path.join(ROOT, OUT, file))?.text ?? '';
  const bundleOf = (name: string): Bundle => {
    const output = metafile.outputs[`${OUT}/${name}.js`];
    if (!output) throw new Error(`esbuild wrote no bundle of ${name}`);
    if (pruned) assertSelfContained(name, output);
    const own = [...packed].filter(([file]) => file in output.inputs);
    return {
      code: inAscii(textOf(`${name}.js`)),
      map: textOf(`${name}.js.map`),
      output,
      documents: Object.fromEntries(own.map(([, document]) => [document.name, document.bytes])),
    };
  };
  return new Map(Object.keys(entries).map((name) => [name, bundleOf(name)]));
};

/** Bundles one entry. */
export const bundle = async (entry: string, options?: BundleOptions): Promise<Bundle> => {
  const [only] = (await bundleAll({ main: entry }, options)).values();
  if (!only) throw new Error(`esbuild wrote no bundle of ${entry}`);
  return only;
};
