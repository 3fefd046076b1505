import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readJsonFile } from '../json-file.ts';

export interface Example {
  /** File name without folder and ending; part of the Idempotency-Key. */
  readonly name: string;
  /** The text as it is in the file: the function judges what it says, not the demo. */
  readonly text: string;
  readonly value: unknown;
  /** Where it goes although its shape would not say so. */
  readonly door?: 'queue';
}

const FOLDER = path.resolve(import.meta.dirname, '../../examples');

/** Reads a request of the user's own or an example. Throws with a line that says what is wrong. */
export const readExample = (file: string): Example => ({
  name: path.basename(file, '.json'),
  ...readJsonFile(file),
});

/** The examples of a folder of the project, in the order of their names. */
export const examplesIn = (folder: string): readonly Example[] => {
  const from = path.join(FOLDER, folder);
  const names = readdirSync(from).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => ({
    ...readExample(path.join(from, name)),
    ...(folder === 'queue' ? { door: 'queue' as const } : {}),
  }));
};
