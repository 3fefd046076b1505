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
const modify = { action: 'modify', instanceId: 'pcc-1', name: 'x' };
const tags = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: '' }));

const faultsOf = (body: Record<string, unknown>, more: Partial<ValidationFacts> = {}) => {
  const result = validateRequest(body, { ...facts, ...more });
  return result.ok ? [] : result.errors;
};
const pointersOf = (...args: Parameters<typeof faultsOf>) =>
  faultsOf(...args).map(({ pointer }) => pointer);

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
    ['an account with a leading zero', { ...base, acceptingAliUid: '0123' }, '/acceptingAliUid'],
    ['account zero', { ...base, acceptingAliUid: 0 }, '/acceptingAliUid'],
    ['a NUL in a description', { ...base, description: 'ab\u0000' }, '/description'],
    ['a line break in a description', { ...base, description: 'a\nb' }, '/description'],
    ['half a surrogate pair in a tag', { ...base, tag: [{ key: 'a\ud800' }] }, '/tag/0/key'],
    ['a control character in a name of a field', { ...base, 'na\u0085me': 1 }, '/na\\u0085me'],
    ['null for a field nobody knows', { ...base, nme: null }, '/nme'],
    ['null in a modify', { action: 'modify', instanceId: 'pcc-1', name: null }, '/name'],
    ['routes to nowhere in a modify', { ...modify, routes: 'left' }, '/routes'],
    ['accept in a modify', { ...modify, accept: 'auto' }, '/accept'],
    ['an id with a URL', { ...base, requestId: 'a:http://b' }, '/requestId'],
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

  it('says of an account number that it is rounded only where it is', () => {
    const detailOf = (acceptingAliUid: unknown) =>
      faultsOf({ ...base, acceptingAliUid }).map(({ detail }) => detail);
    for (const [id, seen] of [
      [253460731706911258n, '253460731706911258'],
      [2 ** 53, '9007199254740992'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
    ])
      expect(detailOf(id)).toEqual([
        `is a number beyond 2^53 - 1, which JSON parsers round: send the account id as a string (got "${seen}")`,
      ]);
    for (const id of [1.5, -1])
      expect(detailOf(id)).toEqual([`must be the digits of a main account id (got "${id}")`]);
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

describe('the words about a refused field', () => {
  const detailOf = (body: Record<string, unknown>) => {
    const result = validateRequest(body, facts);
    return result.ok ? undefined : result.errors[0]?.detail;
  };

  it.each<readonly [Record<string, unknown>, string]>([
    [{ ...base, vpcId: 'vpc-hub\u200b' }, '(got "vpc-hub\\u200b")'],
    [{ ...base, vpcId: 'vpc\u202ehub' }, '(got "vpc\\u202ehub")'],
    [{ ...base, vpcId: '\ufeffvpc-a' }, '(got "\\ufeffvpc-a")'],
    [{ ...base, vpcId: 'vpc-a\u00a0' }, '(got "vpc-a\\u00a0")'],
    [{ ...base, description: 'ab\u0007' }, 'holds the control character \\u0007'],
    [{ ...base, description: 'ab\udc00' }, 'holds the half of a surrogate pair \\udc00'],
    [{ ...base, bandWidth: 5 }, 'did you mean bandwidth?'],
    [{ ...base, region: 'x' }, 'did you mean regionId?'],
    [{ ...base, somethingElse: 'x' }, 'the nearest one is'],
    [{ ...base, force: true }, 'is a field of delete, not of this action'],
    [{ ...base, acceptingAliUid: 253460731706911258n }, 'send the account id as a string'],
    [{ ...base, acceptingAliUid: '0123' }, 'must not begin with a zero'],
  ])('%o: %s', (body, words) => {
    expect(detailOf(body)).toContain(words);
  });

  it('name no value of the configuration', () => {
    const words = JSON.stringify([
      validateRequest({ ...base, regionId: 'us-east-1' }, { ...facts, regions: ['cn-secret'] }),
      validateRequest({ ...base, tag: [{ key: 'x:y' }] }, { ...facts, name: 'hidden' }),
    ]);
    expect(words).not.toMatch(/cn-secret|hidden/);
  });

  it('are at most 50, with the count of all', () => {
    const body = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`field${at}`, 1]));
    const result = validateRequest({ ...base, ...body }, facts);
    expect(result).toMatchObject({ ok: false, errorCount: 5_000 });
    expect(result.ok ? [] : result.errors).toHaveLength(50);
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
    expect(result.ok && result.notes).toEqual([
      expect.objectContaining({
        code: 'CrossBorder',
        severity: 'warning',
        pointer: '/acceptingRegionId',
      }),
    ]);
  });

  it.each([
    ['cn-hongkong', 'cn-hongkong-finance-pop', 0],
    ['cn-hongkong', 'us-east-1', 0],
    ['cn-hongkong-finance-pop', 'ap-southeast-1', 0],
    ['cn-hangzhou', 'cn-shanghai-finance-1', 0],
    ['cn-hangzhou', 'cn-hongkong-finance-pop', 1],
    ['cn-hangzhou', 'us-east-1', 1],
  ])('from %s to %s has %d findings about the border', (regionId, acceptingRegionId, count) => {
    const more = { ...facts, regions: [regionId] };
    const result = validateRequest({ ...base, regionId, acceptingRegionId }, more);
    expect(result.ok && result.notes).toHaveLength(count);
  });

  it('may ask for other routes in a modify', () => {
    expect(
      validateRequest({ action: 'modify', instanceId: 'pcc-1', routes: 'requester' }, facts),
    ).toEqual({
      ok: true,
      notes: [],
      request: { action: 'modify', instanceId: 'pcc-1', dryRun: false, routes: 'requester' },
    });
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
