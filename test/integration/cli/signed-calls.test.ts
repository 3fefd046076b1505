import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBin } from './bin.ts';
import { signerOf } from './oracle.ts';
import { type LocalServer, type Received, startServer } from './server.ts';

const SECRET = 'n0t-for-any-eye';
const KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAItest',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET,
};
const EMPTY = JSON.stringify({ connections: [], nextToken: null });

describe('calls of the command-line client', () => {
  let server: LocalServer;
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'peerflow-home-'));
    server = await startServer(({ method }) =>
      method === 'GET'
        ? { status: 200, body: EMPTY }
        : { status: 202, body: JSON.stringify({ requestId: 'r', status: 'Queued', detail: 'x' }) },
    );
  });
  afterEach(async () => {
    await server.close();
    await rm(home, { recursive: true });
  });
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runBin([...args, '--endpoint', server.url], { HOME: home, ...env });
  const first = (): Received => {
    const [one] = server.received;
    if (!one) throw new Error('nothing was received');
    return one;
  };

  it('are signed with the keys of the environment, query and body included', async () => {
    const list = await run(['list', '--request-id', 'a b+c/d=e', '--vpc', 'vpc-ä*'], KEYS);
    expect([list.exit, signerOf(first(), SECRET)]).toEqual([0, 'LTAItest']);
    const create = ['create', 'vpc-a', 'vpc-b', '--region', 'cn-hangzhou', '--no-wait'];
    expect((await run(create, KEYS)).exit).toBe(0);
    const post = server.received.at(-1);
    expect(post && signerOf(post, SECRET)).toBe('LTAItest');
    expect(post?.body).toContain('"vpcId":"vpc-a"');
  });

  it('carry the security token within the signature', async () => {
    await run(['list'], { ...KEYS, ALIBABA_CLOUD_SECURITY_TOKEN: 'token' });
    expect(first().headers['x-acs-security-token']).toBe('token');
    expect(signerOf(first(), SECRET)).toBe('LTAItest');
  });

  it('go unsigned to a sandbox where there are no credentials', async () => {
    expect((await run(['list'])).exit).toBe(0);
    expect(first().headers.authorization).toBe('Unsigned');
  });

  it('use a profile of the Alibaba Cloud CLI', async () => {
    await mkdir(path.join(home, '.aliyun'));
    const key = { access_key_id: 'LTAIcli', access_key_secret: SECRET };
    const profiles = [
      { name: 'default', mode: 'AK', access_key_id: 'other', access_key_secret: 'other' },
      { name: 'team', mode: 'AK', ...key },
    ];
    const config = JSON.stringify({ current: 'default', profiles });
    await writeFile(path.join(home, '.aliyun/config.json'), config);
    expect((await run(['list', '--profile', 'team'])).exit).toBe(0);
    expect(signerOf(first(), SECRET)).toBe('LTAIcli');
  });

  it('use a section of the shared credentials file', async () => {
    await mkdir(path.join(home, '.alibabacloud'));
    const section = `[team]\ntype = access_key\naccess_key_id = LTAIini\naccess_key_secret = ${SECRET}\n`;
    await writeFile(path.join(home, '.alibabacloud/credentials'), section);
    expect((await run(['list'], { ALIBABA_CLOUD_PROFILE: 'team' })).exit).toBe(0);
    expect(signerOf(first(), SECRET)).toBe('LTAIini');
  });
});

describe('credentials that cannot be found', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'peerflow-home-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('end the command with the places that were looked at, and nothing is called', async () => {
    const { exit, err } = await runBin(['list', '--endpoint', 'https://peerflow.invalid'], {
      HOME: home,
    });
    expect(exit).toBe(1);
    expect(err).toContain('ALIBABA_CLOUD_ACCESS_KEY_SECRET): not set');
    expect(err).toContain(`${path.join(home, '.aliyun/config.json')}: no such file`);
    expect(err).toContain(`${path.join(home, '.alibabacloud/credentials')}: no such file`);
  });

  it('never show what stands in a file that cannot be read', async () => {
    await mkdir(path.join(home, '.aliyun'));
    await writeFile(path.join(home, '.aliyun/config.json'), `{"access_key_secret":"${SECRET}"`);
    const { err } = await runBin(['list', '--endpoint', 'https://peerflow.invalid'], {
      HOME: home,
    });
    expect(err).toContain('not a configuration of the Alibaba Cloud CLI');
    expect(err).not.toContain(SECRET);
  });

  it('name the profiles that there are', async () => {
    await mkdir(path.join(home, '.aliyun'));
    const config = JSON.stringify({ current: 'a', profiles: [{ name: 'a' }, { name: 'b' }] });
    await writeFile(path.join(home, '.aliyun/config.json'), config);
    const args = ['list', '--endpoint', 'https://peerflow.invalid', '--profile', 'c'];
    const { err } = await runBin(args, { HOME: home });
    expect(err).toContain('no profile “c”; there are a, b');
  });
});
