import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { pack, parameterized } from '../pack.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const publishShape = v.looseObject({
  Edition: v.literal('3.0.0'),
  Type: v.literal('Project'),
  Name: v.literal('peerflow'),
  Version: v.string(),
  Parameters: v.looseObject({
    required: v.array(v.string()),
    properties: v.record(v.string(), v.looseObject({ title: v.string(), default: v.string() })),
  }),
});
const publish = v.parse(publishShape, parse(read('publish.yaml')));

it('publish.yaml has the version of the project', () => {
  const { version } = v.parse(v.object({ version: v.string() }), JSON.parse(read('package.json')));
  expect(publish.Version).toBe(version);
  expect(read('deploy/package/version.md')).toContain(version);
});

it('every parameter of publish.yaml is filled into s.yaml, and no other', () => {
  const used = [...parameterized(read('s.yaml')).matchAll(/\{\{ (\w+) \}\}/g)].map(
    ([, name]) => name,
  );
  const asked = Object.keys(publish.Parameters.properties);
  expect(used.filter((name) => name !== 'access').sort()).toEqual(asked.toSorted());
  expect(publish.Parameters.required).toEqual(asked);
});

it('titles of parameters are in Chinese and in English', () => {
  for (const { title } of Object.values(publish.Parameters.properties)) {
    expect(title).toMatch(/^\p{Script=Han}+ \/ [A-Z][a-z]+$/u);
  }
});

it('the package holds what s init needs, and what a project needs to deploy', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peerflow-pack-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await pack(join(folder, 'package'));
  const files = [
    ...['publish.yaml', 'version.md', 'readme.md', 'readme_en.md', 'hook/index.js', 'src/s.yaml'],
    ...['src/account.cjs', 'src/readme.md', 'src/deploy/peerflow.template.json'],
    ...['src/deploy/accepter.template.json', 'src/deploy/policies/deployer.json'],
  ];
  expect(files.filter((each) => !existsSync(join(folder, 'package', each)))).toEqual([]);
});
