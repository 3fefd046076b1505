import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';
import { type Chunks, writeFolder } from '../bundle.ts';
import { staticClosure } from './closure.ts';
import type { Rehearsal } from './rehearsals.ts';
import { rehearse } from './rehearse.ts';

export interface Packed {
  /** Bytes by file name. */
  readonly files: Readonly<Record<string, number>>;
  /** The chunks that each pack holds. */
  readonly packs: Readonly<Record<string, readonly string[]>>;
}

/** `main.js` loads with the function, `work.js` with the first call of the cloud. */
const MAIN = 'main.js';
const WORK = 'work.js';

/** Bytecode is recorded for the runtime of the functions only: no other could use it. */
const RUNTIME = '20';

const LOADER = path.join(import.meta.dirname, 'loader.cjs');

type Layout = ReadonlyMap<string, readonly string[]>;

/**
 * The loader reads packs as Latin-1, which is quick, and right for ASCII alone. The bundler leaves
 * characters beyond it in regular expressions only, where an escape means the same.
 */
const inAscii = (text: string): string =>
  text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A pack is an expression: an object with each chunk as a function of its name. */
const packOf = (names: readonly string[], code: Chunks['code']): string => {
  const chunks = names.map(
    (name) => `${JSON.stringify(name)}:function(exports,require,module){${code.get(name) ?? ''}\n}`,
  );
  return inAscii(`({${chunks.join(',\n')}})`);
};

const loaderFor = async (layout: Layout): Promise<string> => {
  const packOfChunk = Object.fromEntries(
    [...layout].flatMap(([pack, names]) =>
      names.filter((name) => name !== pack).map((name) => [name, pack]),
    ),
  );
  const source = await readFile(LOADER, 'utf8');
  const { code } = await transform(source, {
    platform: 'node',
    target: 'node20',
    minify: true,
    define: { __PACK_OF__: JSON.stringify(packOfChunk) },
  });
  return code;
};

const write = async (folder: string, layout: Layout, { code }: Chunks): Promise<void> => {
  const files = new Map([['index.js', await loaderFor(layout)]]);
  for (const [pack, names] of layout) files.set(pack, packOf(names, code));
  await writeFolder(folder, files);
};

/** Everything that is not in a pack of several has a file of its own. */
const layoutOf = (groups: Layout, { code }: Chunks): Layout => {
  const grouped = new Set([...groups.values()].flat());
  const alone = [...code.keys()].filter((name) => !grouped.has(name));
  return new Map([...groups, ...alone.map((name) => [name, [name]] as const)]);
};

const sizesIn = async (folder: string): Promise<Record<string, number>> => {
  const sizes: Record<string, number> = {};
  for (const file of (await readdir(folder)).sort())
    sizes[file] = (await stat(path.join(folder, file))).size;
  return sizes;
};

const isBytecode = (file: string): boolean => !/\.(js|json)$/.test(file);

const withoutBytecode = async (folder: string): Promise<void> => {
  for (const file of await readdir(folder)) if (isBytecode(file)) await rm(path.join(folder, file));
};

/**
 * Writes a function as packs: what loads with it, what its most frequent work loads besides (found out
 * by rehearsing that), and the rest file by file; with the bytecode of the first two.
 */
export const writePacks = async (
  folder: string,
  chunks: Chunks,
  rehearsal: Rehearsal,
): Promise<Packed> => {
  const main = [...staticClosure(chunks.metafile)];
  await write(folder, layoutOf(new Map([[MAIN, main]]), chunks), chunks);
  const opened = await rehearse(folder, rehearsal);
  const work = opened.filter((name) => chunks.code.has(name));
  const groups = new Map([[MAIN, main], ...(work.length > 0 ? [[WORK, work] as const] : [])]);
  const layout = layoutOf(groups, chunks);
  await write(folder, layout, chunks);
  await rehearse(folder, rehearsal);
  if (process.versions.node.split('.')[0] !== RUNTIME) await withoutBytecode(folder);
  return { files: await sizesIn(folder), packs: Object.fromEntries(layout) };
};
