import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { hashInputs, readManifest, writeManifest } from '../../../../build/outputs/manifest.ts';

const root = await mkdtemp(path.join(tmpdir(), 'peerflow-manifest-'));
const dist = path.join(root, 'dist');
const main = path.join(dist, 'request/main.js');
afterAll(() => rm(root, { recursive: true }));

beforeEach(async () => {
  await rm(dist, { recursive: true, force: true });
  await mkdir(path.dirname(main), { recursive: true });
  await writeFile(main, '1');
  await writeManifest(dist, 'inputs');
});

describe('the manifest of a build', () => {
  it('has the SHA-256 of every file', async () => {
    expect(await readManifest(dist)).toEqual({
      inputs: 'inputs',
      node: process.version,
      files: {
        'request/main.js': '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b',
      },
    });
  });

  it('does not count when a file was changed since', async () => {
    await writeFile(main, '2');
    expect(await readManifest(dist)).toBeUndefined();
  });

  it('does not count when a file is gone', async () => {
    await rm(main);
    expect(await readManifest(dist)).toBeUndefined();
  });

  it('is nothing where nothing was built', async () => {
    expect(await readManifest(path.join(root, 'nowhere'))).toBeUndefined();
  });
});

describe('the hash of what a build is made from', () => {
  it('is the same for the same sources', async () => {
    const [one, again] = await Promise.all([hashInputs(), hashInputs()]);

    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toBe(one);
  });
});
