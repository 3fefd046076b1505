import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';
import { type Chunks, writeFolder } from '../bundle.ts';
import { staticClosure } from './closure.ts';
import { packBytes } from './format.ts';
import type { Rehearsal } from './rehearsals.ts';
import { rehearse } from './rehearse.ts';

export interface Packed {
  /** Bytes by file name. */
  readonly files: Readonly<Record<string, number>>;
  /** The chunks that each pack holds, by file name. */
  readonly packs: Readonly<Record<string, readonly string[]>>;
}

/** `main` loads with the function, `work` with the first call of the cloud. */
const MAIN = 'main';
const WORK = 'work';

/** Bytecode is recorded for the runtime of the functions only: no other could use it. */
const RUNTIME = '20';

const LOADER = path.join(import.meta.dirname, 'loader.cjs');

/** Chunks by pack; names are without their ending. */
type Layout = ReadonlyMap<string, readonly string[]>;

const stem = (file: string): string => file.replace(/\.js$/, '');

const loaderFor = async (layout: Layout): Promise<string> => {
  const packOf = Object.fromEntries(
    [...layout].flatMap(([pack, names]) =>
      names.filter((name) => name !== pack).map((name) => [name, pack]),
    ),
  );
  const { code } = await transform(await readFile(LOADER, 'utf8'), {
    platform: 'node',
    target: 'node20',
    minify: true,
    define: { __PACK_OF__: JSON.stringify(packOf) },
  });
  return code;
};

/** Everything that is not in a pack of several has one of its own. */
const layoutOf = (groups: Layout, { code }: Chunks): Layout => {
  const grouped = new Set([...groups.values()].flat());
  const alone = [...code.keys()].map(stem).filter((name) => !grouped.has(name));
  return new Map([...groups, ...alone.map((name) => [name, [name]] as const)]);
};

const write = async (
  folder: string,
  layout: Layout,
  { code }: Chunks,
  bytecode: ReadonlyMap<string, Buffer> = new Map(),
): Promise<Packed['files']> => {
  const files = new Map<string, string | Buffer>([['index.js', await loaderFor(layout)]]);
  for (const [pack, names] of layout) {
    const chunks = new Map(names.map((name) => [name, code.get(`${name}.js`) ?? '']));
    files.set(`${pack}.pack`, packBytes(chunks, bytecode.get(pack)));
  }
  return writeFolder(folder, files);
};

const isRuntime = (): boolean => process.versions.node.split('.')[0] === RUNTIME;

export interface PackOptions {
  /** False: packs with source alone, as a runtime with another V8 sees them. */
  readonly bytecode?: boolean;
}

/**
 * Writes a function as packs: what loads with it, what its most frequent work loads besides (found out
 * by rehearsing that), and the rest one by one; with the bytecode of the first two.
 */
export const writePacks = async (
  folder: string,
  chunks: Chunks,
  rehearsal: Rehearsal,
  { bytecode = true }: PackOptions = {},
): Promise<Packed> => {
  const main = [...staticClosure(chunks.metafile)].map(stem);
  await write(folder, layoutOf(new Map([[MAIN, main]]), chunks), chunks);
  const opened = [...(await rehearse(folder, rehearsal)).keys()];
  const work = opened.filter((name) => name !== MAIN);
  const groups = new Map([[MAIN, main], ...(work.length > 0 ? [[WORK, work] as const] : [])]);
  const layout = layoutOf(groups, chunks);
  let files = await write(folder, layout, chunks);
  if (bytecode && isRuntime())
    files = await write(folder, layout, chunks, await rehearse(folder, rehearsal));
  const packs = [...layout].map(([pack, names]) => [
    `${pack}.pack`,
    names.map((name) => `${name}.js`),
  ]);
  return { files, packs: Object.fromEntries(packs) };
};
