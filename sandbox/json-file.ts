import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf } from './values.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder; name a JSON file',
  EACCES: 'this user may not read it',
};

/** The code of an error of the operating system; empty for any other. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** Line and column of what is wrong, counted from 1, where the parser says its position. */
const placeIn = (text: string, message: string): string => {
  const position = /at position (\d+)(?! \(line)/.exec(message)?.[1];
  if (position === undefined) return '';
  const lines = text.slice(0, Number(position)).split('\n');
  return ` (line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`;
};

/** Windows begins files with a byte-order mark, some of its programs write UTF-16. */
const decoded = (bytes: Buffer): string => {
  const encodings: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' };
  const encoding = encodings[bytes.subarray(0, 2).toString('hex')] ?? 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
};

const textOf = (file: string | URL, name: string): string => {
  try {
    return decoded(readFileSync(file));
  } catch (error) {
    throw new Error(`${name} cannot be read: ${REASONS[codeOf(error)] ?? messageOf(error)}`);
  }
};

/** The text of a JSON file and what it says. Throws with one line that says what is wrong and where. */
export const readJsonFile = (
  file: string | URL,
): { readonly text: string; readonly value: unknown } => {
  const name = file instanceof URL ? fileURLToPath(file) : file;
  const text = textOf(file, name);
  if (text.trim() === '') throw new Error(`${name} is empty; it should hold JSON`);
  try {
    return { text, value: JSON.parse(text) };
  } catch (error) {
    const message = messageOf(error);
    throw new Error(`${name} is not JSON: ${message}${placeIn(text, message)}`);
  }
};
