import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Example {
  /** File name without folder and ending; part of the Idempotency-Key. */
  readonly name: string;
  /** The bytes as they are in the file: the function judges them, not the demo. */
  readonly body: string;
}

const FOLDER = path.resolve(import.meta.dirname, '../../examples');

const read = async (file: string): Promise<Example> => ({
  name: path.basename(file, '.json'),
  body: await readFile(file, 'utf8'),
});

/** The files named, or every example of the project in the order of their names. */
export const readExamples = async (files: readonly string[]): Promise<readonly Example[]> => {
  if (files.length > 0) return Promise.all(files.map(read));
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map((name) => read(path.join(FOLDER, name))));
};
