import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { ROOT } from '../bundle.ts';

/** What a build is made from. */
const SOURCES = ['functions', 'lib', 'build', 'page', 'docs/openapi.json', 'package-lock.json'];

const manifestSchema = v.object({
  /** SHA-256 over everything that went into the build. */
  inputs: v.string(),
  node: v.string(),
  /** SHA-256 by file. */
  files: v.record(v.string(), v.string()),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;

const FILE = 'manifest.json';

const filesUnder = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
};

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 by file, of every file in a folder but the manifest. */
const hashesIn = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const files = (await filesUnder(folder)).filter((file) => file !== path.join(folder, FILE));
  const entries = files.map(
    async (file) => [path.relative(folder, file), sha256(await readFile(file))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
};

/** SHA-256 over the sources of a build and the version of Node.js, which the code caches are for. */
export const hashInputs = async (): Promise<string> => {
  const lists = await Promise.all(SOURCES.map((each) => filesUnder(path.join(ROOT, each))));
  const hash = createHash('sha256').update(process.version);
  const files = lists.flatMap((files, at) =>
    files.length > 0 ? files : [path.join(ROOT, SOURCES[at] ?? '')],
  );
  for (const file of files) {
    const bytes = await readFile(file).catch(() => '');
    hash.update(`${path.relative(ROOT, file)}\0${sha256(bytes)}\n`);
  }
  return hash.digest('hex');
};

/** Writes `manifest.json` into a built folder: the hash of every file. */
export const writeManifest = async (folder: string, inputs: string): Promise<void> => {
  const manifest: Manifest = { inputs, node: process.version, files: await hashesIn(folder) };
  await writeFile(path.join(folder, FILE), `${JSON.stringify(manifest, null, 1)}\n`);
};

/** The manifest of a built folder, if it is whole and every file is what the manifest says. */
export const readManifest = async (folder: string): Promise<Manifest | undefined> => {
  const text = await readFile(path.join(folder, FILE), 'utf8').catch(() => 'null');
  const manifest = v.safeParse(manifestSchema, JSON.parse(text));
  if (!manifest.success) return undefined;
  const hashes = await hashesIn(folder);
  const wanted = Object.entries(manifest.output.files);
  return wanted.every(([file, hash]) => hashes[file] === hash) ? manifest.output : undefined;
};
