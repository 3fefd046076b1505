import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ValidationFacts, validateRequest } from '../../../../lib/peering/request/validate.ts';

const facts: ValidationFacts = {
  accountId: '1210123456123456',
  regions: ['cn-hangzhou', 'cn-shanghai', 'cn-hongkong'],
  defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
  name: 'peerflow',
};
const base = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };
const far = { ...base, acceptingRegionId: 'cn-shanghai' };
const tags = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: '' }));

const pointersOf = (body: Record<string, unknown>, more: Partial<ValidationFacts> = {}) => {
  const result = validateRequest(body, { ...facts, ...more });
  return result.ok ? [] : result.errors.map(({ pointer }) => pointer);
};

describe('a request that breaks a rule', () => {
  it.each<readonly [string, Record<string, unknown>, string]>([
    ['no region', { vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' }, '/regionId'],
    ['a region that is not managed', { ...base, regionId: 'us-east-1' }, '/regionId'],
    ['a VPC that is none', { ...base, vpcId: 'vsw-a' }, '/vpcId'],
    ['a number for a VPC', { ...base, vpcId: 5 }, '/vpcId'],
    ['itself', { ...base, acceptingVpcId: 'vpc-a' }, '/acceptingVpcId'],
    ['a short name', { ...base, name: 'x' }, '/name'],
    ['a long name', { ...base, name: 'x'.repeat(129) }, '/name'],
    ['a name that starts with a digit', { ...base, name: '1st' }, '/name'],
    ['a URL for a description', { ...base, description: 'https://x.example' }, '/description'],
    ['bandwidth within a region', { ...base, bandwidth: 10 }, '/bandwidth'],
    ['no bandwidth at all', { ...far, bandwidth: 0 }, '/bandwidth'],
    ['half a megabit', { ...far, bandwidth: 1.5 }, '/bandwidth'],
    ['bandwidth as text', { ...far, bandwidth: '100' }, '/bandwidth'],
    ['a link type within a region', { ...base, linkType: 'Gold' }, '/linkType'],
    ['a link type nobody offers', { ...far, linkType: 'Silver' }, '/linkType'],
    ['eighteen tags', { ...base, tag: tags(18) }, '/tag'],
    ['a tag of ours', { ...base, tag: [{ key: 'peerflow:state', value: '' }] }, '/tag/0/key'],
    ['a reserved tag', { ...base, tag: [{ key: 'acs:x', value: '' }] }, '/tag/0/key'],
    ['a tag without a key', { ...base, tag: [{ key: '', value: '' }] }, '/tag/0/key'],
    ['a tag twice', { ...base, tag: [{ key: 'a' }, { key: 'a' }] }, '/tag/1/key'],
    ['a URL in a tag', { ...base, tag: [{ key: 'a', value: 'http://x' }] }, '/tag/0/value'],
    ['a long token', { ...base, clientToken: 'x'.repeat(65) }, '/clientToken'],
    ['a Chinese token', { ...base, clientToken: '令牌' }, '/clientToken'],
    ['a rounded account', { ...base, acceptingAliUid: 253460731706911258n }, '/acceptingAliUid'],
    ['an account that is none', { ...base, acceptingAliUid: 'me' }, '/acceptingAliUid'],
    ['both spellings', { ...base, VpcId: 'vpc-a' }, '/VpcId'],
    ['an unknown field', { ...base, vpc: 'vpc-a' }, '/vpc'],
    ['a field of another action', { ...base, force: true }, '/force'],
    ['routes to nowhere', { ...base, routes: 'left' }, '/routes'],
    ['a lawless id', { ...base, requestId: 'a b' }, '/requestId'],
    ['an action nobody knows', { ...base, action: 'destroy' }, '/action'],
    ['a modify of nothing', { action: 'modify', instanceId: 'pcc-1' }, ''],
    ['a delete of nothing', { action: 'delete' }, '/instanceId'],
  ])('%s is refused with its place', (_, body, pointer) => {
    expect(pointersOf(body)).toContain(pointer);
  });

  it('hears of everything at once', () => {
    const body = {
      regionId: 'us-east-1',
      vpcId: 'x',
      acceptingVpcId: 'vpc-b',
      bandwidth: 5,
      tag: tags(18),
      nme: 1,
    };
    expect(pointersOf(body)).toEqual(
      expect.arrayContaining(['/regionId', '/vpcId', '/bandwidth', '/tag', '/nme']),
    );
  });

  it('hears what method and path have said already', () => {
    const path = { action: 'delete', instanceId: 'pcc-1' } as const;
    expect(pointersOf({ action: 'accept', InstanceId: 'pcc-2' }, path)).toEqual([
      '/action',
      '/InstanceId',
    ]);
  });
});

describe('a request that keeps the rules', () => {
  it.each<readonly [string, Record<string, unknown>]>([
    ['the least', base],
    [
      'PascalCase',
      {
        RegionId: 'cn-hangzhou',
        VpcId: 'vpc-a',
        AcceptingVpcId: 'vpc-b',
        Tag: [{ Key: 'a', Value: 'b' }],
      },
    ],
    ['a Chinese name', { ...base, name: '杭州_hub-1' }],
    ['one megabit', { ...far, bandwidth: 1 }],
    ['seventeen tags', { ...base, tag: tags(17) }],
    ['a masked id', { ...base, vpcId: 'vpc-bp1gsk7h12ew7oegk****' }],
    ['an account as a number', { ...base, acceptingAliUid: 1210123456123456 }],
    ['an account of 18 digits as text', { ...base, acceptingAliUid: '253460731706911258' }],
    ['null for nothing', { ...base, name: null }],
  ])('%s is accepted', (_, body) => {
    expect(validateRequest(body, facts)).toMatchObject({ ok: true });
  });

  it('gets its defaults', () => {
    expect(validateRequest(base, facts)).toMatchObject({
      request: {
        acceptingRegionId: 'cn-hangzhou',
        acceptingAliUid: '1210123456123456',
        dryRun: false,
        tag: [],
        routes: 'none',
        accept: 'manual',
        preflight: 'off',
      },
    });
  });

  it('is flagged where it crosses the border', () => {
    const result = validateRequest({ ...base, acceptingRegionId: 'cn-hongkong' }, facts);
    expect(result.ok && result.notes.map(({ code }) => code)).toEqual(['CrossBorder']);
  });

  it('stays the same when it is validated again', () => {
    const once = validateRequest({ ...far, bandwidth: 5, tag: tags(2) }, facts);
    const twice = once.ok ? validateRequest({ ...once.request }, facts) : undefined;
    expect(twice).toEqual(once);
  });
});

describe('anything at all', () => {
  it('is judged, never thrown at', () => {
    const body = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom(...Object.keys(far), 'tag', 'action', '__proto__')),
      fc.anything({ withBigInt: true, withNullPrototype: true }),
    );
    fc.assert(
      fc.property(body, (value) => {
        expect(typeof validateRequest(value, facts).ok).toBe('boolean');
      }),
    );
  });
});
