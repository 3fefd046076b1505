import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfChanged, FUNCTIONS } from '../../../build/build.ts';
import { bundle } from '../../../build/bundle.ts';
import { rehearse } from '../../../build/cache/code-cache.ts';
import { create, httpCall, REHEARSALS } from '../../../build/cache/rehearsals.ts';
import { readManifest } from '../../../build/outputs/manifest.ts';
import { sbomOf } from '../../../build/outputs/sbom.ts';
import { readBuild, traced } from '../../../build/trace.ts';
import { DIST, functionNames } from '../../budget/functions.ts';

const root = await mkdtemp(path.join(tmpdir(), 'peerflow-dist-'));
beforeAll(() => buildIfChanged());
afterAll(() => rm(root, { recursive: true }));

/** A copy of a function far from the project, from its node_modules and its package.json. */
const copyOf = async (name: string): Promise<string> => {
  const folder = await mkdtemp(path.join(root, `${name}-`));
  await cp(path.join(DIST, name), folder, { recursive: true });
  return folder;
};

/** Runs a snippet with `handler` and `codeCache` of a function; resolves with what it printed. */
const run = async (folder: string, snippet: string, ...flags: string[]): Promise<string> => {
  const code = `const { handler, codeCache } = require(${JSON.stringify(`${folder}/index.js`)}); ${snippet}`;
  const env = { PATH: process.env.PATH ?? '' };
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-e', code], { env });
  return stdout.trim();
};

const stateOf = (folder: string) => run(folder, 'console.log(codeCache, typeof handler)');

/** A snippet that hands an event to the request function and prints what it makes of the `answer`. */
const asked = (event: object, printed: string): string => `
  const event = ${JSON.stringify(JSON.stringify(event))};
  const context = { requestId: 'r', region: 'cn-hangzhou', accountId: '1210123456123456',
    credentials: { accessKeyId: 'STS.x', accessKeySecret: 'y', securityToken: 'z' },
    function: { name: 'peerflow-request', timeout: 60 } };
  process.env.PEERFLOW_LOG_LEVEL = 'error';
  handler(Buffer.from(event), context).then((answer) => console.log(${printed}));`;

const edit = async (file: string, change: (bytes: Buffer) => Buffer): Promise<void> =>
  writeFile(file, change(await readFile(file)));

const withByte = (at: number) => (bytes: Buffer) => {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};

describe('a built function', () => {
  it.each(functionNames())(
    '%s runs elsewhere with its code cache, and needs nothing',
    async (name) => {
      expect(await stateOf(await copyOf(name))).toBe('used function');
    },
  );

  it.each([
    [
      'the source is another',
      'main.js',
      (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('\n')]),
    ],
    ['it was made by another V8', 'main.cache', withByte(0)],
    ['it names another source', 'main.cache', withByte(60)],
    ['its bytes are damaged', 'main.cache', withByte(5_000)],
    ['it is cut short', 'main.cache', (bytes: Buffer) => bytes.subarray(0, 300)],
    ['it is empty', 'main.cache', () => Buffer.alloc(0)],
  ])('ignores a code cache when %s', async (_, file, change) => {
    const folder = await copyOf('accepter');
    await edit(path.join(folder, file), change);
    expect(await stateOf(folder)).toBe('none function');
  });

  it('answers all the same when V8 rejects the code cache, because its flags are others', async () => {
    const folder = await copyOf('request');
    const snippet = asked(httpCall('GET', '/healthz'), 'codeCache, answer.statusCode');

    expect(await run(folder, snippet)).toBe('used 200');
    expect(await run(folder, snippet, '--no-opt')).toBe('rejected 200');
  });

  it('runs without a code cache', async () => {
    const folder = await copyOf('accepter');
    await rm(path.join(folder, 'main.cache'));
    expect(await stateOf(folder)).toBe('none function');
  });

  it('throws errors whose stack traces lead to the sources', async () => {
    const stack = await run(
      await copyOf('poller'),
      "handler(Buffer.from('{}'), {}).catch(({ stack }) => console.log(stack));",
    );

    const { text, warnings } = traced(stack, readBuild);

    expect(stack).toMatch(/poller@[0-9a-f]{8}\/main\.js:\d+:\d+/);
    expect(warnings).toEqual([]);
    expect(text).not.toContain('main.js');
    expect(text).toMatch(/\(functions\/serve\.ts:\d+:\d+\)/);
  });

  it('reads a policy that stands beside it, wherever it is started', async () => {
    const folder = await copyOf('request');
    const policy = [{ name: 'nobody', effect: 'deny' }];
    await writeFile(path.join(folder, 'policy.json'), JSON.stringify(policy));

    const body = await run(
      folder,
      `process.env.PEERFLOW_POLICY = 'policy.json';
      ${asked(httpCall('POST', '/peerings', create), 'JSON.stringify(answer)')}`,
    );

    expect(JSON.parse(body)).toMatchObject({ statusCode: 403 });
    expect(body).toContain('nobody');
  });

  it.each(functionNames())('%s does in its rehearsal what it is made for', async (name) => {
    const rehearsal = REHEARSALS[name];
    if (!rehearsal) throw new Error(`${name} has no rehearsal`);

    const { answers } = await rehearse(await copyOf(name), rehearsal);

    expect(answers).toHaveLength(rehearsal.events.length);
    expect(answers.filter((answer) => typeof answer === 'string')).toEqual([]);
  });
});

describe('a build', () => {
  it('is there for every function', () => {
    expect(FUNCTIONS).toEqual(expect.arrayContaining([...functionNames()]));
  });

  it('is reproducible: the same sources give the same bundle and the same bill of materials', async () => {
    const { code, output } = await bundle('functions/accepter.ts');

    const [main, sbom] = await Promise.all([
      readFile(path.join(DIST, 'accepter/main.js'), 'utf8'),
      readFile(path.join(DIST, 'sbom/accepter.json'), 'utf8'),
    ]);
    expect(code).toBe(main);
    expect(await sbomOf('accepter', output)).toBe(sbom);
  });

  it('has a manifest with the SHA-256 of each file', async () => {
    const manifest = await readManifest(DIST);
    const bytes = await readFile(path.join(DIST, 'request/main.js'));

    expect(Object.keys(manifest?.files ?? {})).toEqual(
      expect.arrayContaining(['request/index.js', 'request/main.cache', 'sbom/request.json']),
    );
    expect(manifest?.files['request/main.js']).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
  });

  it('is not made again while nothing has changed', async () => {
    expect(await buildIfChanged()).toBe(false);
  });

  it('names in its bill of materials every package with code in the bundle', async () => {
    const { components, ...sbom } = JSON.parse(
      await readFile(path.join(DIST, 'sbom/request.json'), 'utf8'),
    );

    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
    expect(components).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'valibot',
          purl: expect.stringMatching(/^pkg:npm\/valibot@\d/),
          licenses: [{ license: { id: 'MIT' } }],
          hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
        }),
        expect.objectContaining({
          purl: expect.stringMatching(/^pkg:npm\/%40alicloud\/openapi-core@/),
        }),
      ]),
    );
    expect(components.map(({ name }: { name: string }) => name)).not.toContain('lodash');
  });
});
