import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readJsonFile } from '../../../sandbox/json-file.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'json-file-'));
});

afterAll(() => rm(folder, { recursive: true }));

const TEXT = '{"name":"杭州"}';
const utf16 = Buffer.from(`\ufeff${TEXT}`, 'utf16le');

it.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16, little end first', utf16],
  ['UTF-16, big end first', Buffer.from(utf16).swap16()],
])('a JSON file may be %s', async (name, bytes) => {
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, bytes);
  expect(readJsonFile(file)).toEqual({ text: TEXT, value: { name: '杭州' } });
});
