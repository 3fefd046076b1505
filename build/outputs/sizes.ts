import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** Bytes of a function's folder. */
export interface Sizes {
  /** Without its code cache, which another V8 makes larger or smaller. */
  readonly code: number;
  readonly whole: number;
  /** As Function Compute keeps and transfers it. */
  readonly zipped: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

export const sizesOf = async (folder: string): Promise<Sizes> => {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readFile(path.join(folder, name)) })),
  );
  return {
    code: sum(files.map(({ name, bytes }) => (name === 'main.cache' ? 0 : bytes.length))),
    whole: sum(files.map(({ bytes }) => bytes.length)),
    zipped: sum(files.map(({ bytes }) => deflateRawSync(bytes).length)),
  };
};
