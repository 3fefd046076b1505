import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';
import { CUTS } from './cuts/index.ts';
import { type PrunedClient, pruneClient } from './generated/client.ts';
import { pruneModel, pruneModels } from './generated/models.ts';
import { namesUsed } from './source/names.ts';
import { STUBS, type Stub } from './stubs.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const STUB_FOLDER = path.join(import.meta.dirname, 'stubs');
/** Where it is looked up which operations are called. */
const OUR_CODE = ['functions', 'lib'].map((folder) => path.join(ROOT, folder));

/** `@alicloud/vpc20160428` and its like: product and version, written by one generator. */
const CLIENT = /\/@alicloud\/[a-z-]+\d{8}\/dist\/client\.js$/;
const MODEL_INDEX = /\/@alicloud\/[a-z-]+\d{8}\/dist\/models\/model\.js$/;
/** Any model; for the index the rule above comes first. */
const MODEL = /\/@alicloud\/[a-z-]+\d{8}\/dist\/models\/\w+\.js$/;

const broken = (file: string, because: string): Error =>
  new Error(
    `${path.relative(process.cwd(), file)} no longer looks as the pruning assumes (${because}). Read the new source, then correct build/prune (docs/pruning.md).`,
  );

const loaded = (file: string, contents: string | undefined, because: string): OnLoadResult => {
  if (contents === undefined) throw broken(file, because);
  return { contents, loader: 'js' };
};

const exactly = (texts: readonly string[]): RegExp =>
  new RegExp(`^(?:${texts.map((text) => text.replace(/[./]/g, '\\$&')).join('|')})$`);

/** The stand-in of a module, nothing where none is meant; throws when an unknown file reaches for it. */
const standInFor = (module: string, importer: string): string | undefined => {
  if (!importer.includes('node_modules')) return undefined;
  const stubs = STUBS.filter((stub) => stub.module === module);
  const isMeant = ({ importers }: Stub) => importers.some((file) => file.test(importer));
  const stub = stubs.find(isMeant);
  if (stub) return path.join(STUB_FOLDER, stub.standIn);
  // Files beside the importer bear such names in other packages, too.
  if (module.startsWith('.')) return undefined;
  throw broken(importer, `it does not import ${module}, for which a stand-in is put`);
};

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
    const clientAt = (file: string): PrunedClient => {
      const client = pruneClient(readFileSync(file, 'utf8'), used);
      if (client) return client;
      throw broken(file, 'a generated client, each operation of which ends in callApi()');
    };

    build.onResolve({ filter: exactly(STUBS.map(({ module }) => module)) }, (wanted) => {
      const standIn = standInFor(wanted.path, wanted.importer);
      return standIn === undefined ? undefined : { path: standIn };
    });
    for (const { file, cut, because } of CUTS)
      build.onLoad({ filter: file }, (found) =>
        loaded(found.path, cut(readFileSync(found.path, 'utf8')), because),
      );
    build.onLoad({ filter: CLIENT }, (found) => ({
      contents: clientAt(found.path).source,
      loader: 'js',
    }));
    build.onLoad({ filter: MODEL_INDEX }, (found) => {
      const { models } = clientAt(path.join(path.dirname(found.path), '../client.js'));
      const index = pruneModels(readFileSync(found.path, 'utf8'), models, used);
      return loaded(found.path, index, 'a generated index, one export after the other');
    });
    build.onLoad({ filter: MODEL }, (found) =>
      loaded(
        found.path,
        pruneModel(readFileSync(found.path, 'utf8')),
        'a generated model that imports the runtime alone',
      ),
    );
  },
});
