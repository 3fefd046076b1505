import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import type { Cut } from './cuts/cut.ts';
import { generatedCuts } from './cuts/generated.ts';
import { officialCuts } from './cuts/official.ts';
import { type Helpers, serveHelpers, shareHelpers } from './helpers.ts';
import { namesUsed } from './names.ts';
import { SdkSource, Unexpected } from './sdk-source.ts';
import { STUBS, type Stub } from './stubs.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const STUB_FOLDER = path.join(import.meta.dirname, 'stubs');
/** Where it is looked up which operations are called. */
const OUR_CODE = ['functions', 'lib'].map((folder) => path.join(ROOT, folder));
const CORE_RUNTIME = path.join(ROOT, 'node_modules/@darabonba/typescript');
const LAZY = 'lazy';

/** Of all other files only comments and repetitions go: comments make a third of the SDKs. */
const COMMENTS: Cut = {
  file: /\/node_modules\/(?:@alicloud|@darabonba|httpx|kitx|sax|xml2js)\/.*\.js$/,
  because: 'a script',
  cut: () => {},
};

/** The first rule that fits a file is followed. */
const CUTS = [...officialCuts, ...generatedCuts, COMMENTS];

const broken = (file: string, because: string): Error =>
  new Error(
    `${path.relative(process.cwd(), file)} no longer looks as the pruning assumes (${because}). Read the new source, then correct build/prune (docs/pruning.md).`,
  );

const sourceAt = (file: string): SdkSource => new SdkSource(readFileSync(file, 'utf8'));

/** A file of an SDK as it goes into a bundle. Throws, naming the file, when a cut does not fit it. */
const cutFile = (file: string, used: ReadonlySet<string>, shared: Helpers): string => {
  const rule = CUTS.find((it) => it.file.test(file));
  if (!rule) return readFileSync(file, 'utf8');
  try {
    const source = sourceAt(file);
    const beside = (other: string) => sourceAt(path.join(path.dirname(file), other));
    rule.cut(source, { used, beside });
    shareHelpers(source, shared);
    return source.toString();
  } catch (error) {
    if (error instanceof Unexpected) throw broken(file, `${rule.because}; but ${error.message}`);
    throw error;
  }
};

/** The stub of a module, nothing where none is meant; throws when an unknown file reaches for it. */
const stubFor = (module: string, importer: string): Stub | undefined => {
  if (!importer.includes('node_modules')) return undefined;
  const stubs = STUBS.filter((stub) => stub.module === module);
  const stub = stubs.find(({ importers }) => importers.some((file) => file.test(importer)));
  // Files beside the importer bear such names in other packages, too.
  if (stub || module.startsWith('.')) return stub;
  throw broken(importer, `it does not import ${module}, for which a stand-in is put`);
};

/** A module that loads the one of this name when one of its members is asked for. */
const lazyModule = (name: string): string => {
  const members = STUBS.find(({ module }) => module === name)?.standIn ?? [];
  return `module.exports = { ${[...members].map((it) => `get ${it}() { return require("${name}").${it}; }`)} };`;
};

const exactly = (texts: readonly string[]): RegExp =>
  new RegExp(`^(?:${texts.map((text) => text.replace(/[./]/g, '\\$&')).join('|')})$`);

export interface PruneOptions {
  /** Folders of the code that calls the SDKs; `functions` and `lib` by default. */
  readonly usedIn?: readonly string[];
}

/**
 * Keeps out of the bundles what these functions never run of the official SDKs: operations that our code
 * does not call with their models, other ways of signing, WebSocket and proxy stacks, the credentials
 * provider chain, libraries of which one function is used. Each cut states what the SDK's source must
 * still look like; when an update breaks that, the build fails and names the file.
 */
export const pruneSdks = ({ usedIn = OUR_CODE }: PruneOptions = {}): Plugin => ({
  name: 'prune-sdks',
  setup: (build) => {
    const used = namesUsed(usedIn);
    const shared: Helpers = new Map();
    serveHelpers(build, shared);
    build.onResolve({ filter: exactly(STUBS.map(({ module }) => module)) }, (wanted) => {
      const stub = wanted.namespace === LAZY ? undefined : stubFor(wanted.path, wanted.importer);
      if (typeof stub?.standIn === 'string') return { path: path.join(STUB_FOLDER, stub.standIn) };
      return stub && { path: stub.module, namespace: LAZY };
    });
    build.onLoad({ filter: /.*/, namespace: LAZY }, ({ path: module }) => ({
      contents: lazyModule(module),
      // Every SDK gets the xml2js of the core: the older one of the SMQ client lets XML write prototypes.
      resolveDir: CORE_RUNTIME,
    }));
    for (const { file } of CUTS)
      build.onLoad({ filter: file }, (found) => ({
        contents: cutFile(found.path, used, shared),
        loader: 'js',
      }));
  },
});
