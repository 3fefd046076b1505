import { describe, expect, it } from 'vitest';
import { findCredentials, fromEnvironment } from '../../../cli/api/credentials.ts';
import { targetOf } from '../../../cli/api/target.ts';

const KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: ' id\n',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret\n',
};

describe('credentials of the environment', () => {
  it('are trimmed, with the token where there is one', async () => {
    const found = await fromEnvironment({ ...KEYS, ALIBABA_CLOUD_SECURITY_TOKEN: ' t ' }).find();
    expect(found).toEqual({ accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 't' });
  });

  it('are missing where one of the two is', async () => {
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: _, ...half } = KEYS;
    expect(await fromEnvironment(half).find()).toEqual({ missing: 'only one of the two is set' });
    expect(await fromEnvironment({}).find()).toEqual({ missing: 'not set' });
  });
});

describe('the chain', () => {
  const source = (name: string, found: 'keys' | 'none') => ({
    name,
    find: async () =>
      found === 'keys' ? { accessKeyId: name, accessKeySecret: 's' } : { missing: 'empty' },
  });

  it('takes the first source that has any', async () => {
    const sources = [source('a', 'none'), source('b', 'keys'), source('c', 'keys')];
    expect(await findCredentials(sources)).toMatchObject({ ok: true, source: 'b' });
  });

  it('says where it looked when there are none', async () => {
    const sources = [source('a', 'none'), source('b', 'none')];
    expect(await findCredentials(sources)).toEqual({ ok: false, looked: ['a: empty', 'b: empty'] });
  });

  it('has the environment, both files and the role of the machine for a deployment', () => {
    const { sources } = targetOf({ endpoint: 'https://x.example' }, {});
    expect(sources.map(({ name }) => name)).toEqual([
      expect.stringContaining('ALIBABA_CLOUD_ACCESS_KEY_ID'),
      expect.stringMatching(/\.aliyun\/config\.json$/),
      expect.stringMatching(/\.alibabacloud\/credentials$/),
      expect.stringContaining('ALIBABA_CLOUD_ECS_METADATA'),
    ]);
  });

  it('has the environment only for a sandbox, and files only for a profile by name', () => {
    const sandbox = targetOf({ endpoint: 'http://127.0.0.1:9000' }, {});
    expect(sandbox.sources).toHaveLength(1);
    const named = targetOf({ endpoint: 'https://x.example', profile: 'p' }, KEYS);
    expect(named.sources.some(({ name }) => name.startsWith('environment'))).toBe(false);
  });

  it('keeps the path of a custom domain', () => {
    const { base } = targetOf({ endpoint: 'https://x.example/api' }, {});
    expect(new URL('peerings', base).href).toBe('https://x.example/api/peerings');
  });
});
