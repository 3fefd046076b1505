import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Recorded output in a document. */
export interface RecordedBlock {
  readonly command: string;
  readonly output: string;
  /** The block with its markers. */
  readonly whole: string;
}

const BLOCK = /<!-- recorded: (.+?) -->\n```text\n([\s\S]*?)```\n<!-- \/recorded -->/g;

export const recordedBlocks = (text: string): readonly RecordedBlock[] =>
  [...text.matchAll(BLOCK)].map(([whole, command = '', output = '']) => ({
    command,
    output,
    whole,
  }));

/** Every document: those of the root, and those under docs/. */
export const documentFiles = async (root: string): Promise<readonly string[]> => {
  const inRoot = (await readdir(root)).filter((name) => name.endsWith('.md'));
  const inDocs = await readdir(path.join(root, 'docs'), { recursive: true });
  return [
    ...inRoot.sort().map((name) => path.join(root, name)),
    ...inDocs
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => path.join(root, 'docs', name)),
  ];
};
