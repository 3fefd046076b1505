import { describe, expect, it } from 'vitest';
import { validateRequest, validationFacts } from '../../../../lib/peering/request/validate.ts';
import { settings } from '../../support/context.ts';

const facts = validationFacts(settings);
const near = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };
const far = { ...near, acceptingRegionId: 'cn-shanghai' };
const modify = { action: 'modify', instanceId: 'pcc-1' };

type Body = Readonly<Record<string, unknown>>;

const pointersOf = (body: Body): readonly string[] => {
  const result = validateRequest(body, facts);
  return result.ok ? [] : result.errors.map(({ pointer }) => pointer);
};

const tag = (key: string, value = 'v'): Body => ({ ...near, tag: [{ key, value }] });
const tags = (count: number): Body => ({
  ...near,
  tag: Array.from({ length: count }, (_, at) => ({ key: `k${at}` })),
});

describe('the last value that a documented limit allows passes, the next one does not', () => {
  it.each<readonly [string, Body, Body, string]>([
    ['name: 2', { ...near, name: 'ab' }, { ...near, name: 'a' }, '/name'],
    ['name: 128', { ...near, name: 'a'.repeat(128) }, { ...near, name: 'a'.repeat(129) }, '/name'],
    [
      'name, in characters rather than halves of them',
      { ...near, name: '网'.repeat(128) },
      { ...near, name: '网'.repeat(129) },
      '/name',
    ],
    [
      'description: 256',
      { ...near, description: `a${'。'.repeat(255)}` },
      { ...near, description: `a${'。'.repeat(256)}` },
      '/description',
    ],
    ['name ends well', { ...near, name: 'ab_-1' }, { ...near, name: 'ab!' }, '/name'],
    ['name holds no blank', { ...near, name: 'ab' }, { ...near, name: 'a b' }, '/name'],
    ['bandwidth: 1', { ...far, bandwidth: 1 }, { ...far, bandwidth: 0 }, '/bandwidth'],
    [
      'bandwidth: 2^31 - 1',
      { ...far, bandwidth: 2_147_483_647 },
      { ...far, bandwidth: 2_147_483_648 },
      '/bandwidth',
    ],
    [
      'clientToken: 64',
      { ...near, clientToken: 'x'.repeat(64) },
      { ...near, clientToken: 'x'.repeat(65) },
      '/clientToken',
    ],
    [
      'account: 20 digits',
      { ...near, acceptingAliUid: '1'.repeat(20) },
      { ...near, acceptingAliUid: '1'.repeat(21) },
      '/acceptingAliUid',
    ],
    [
      'account: a safe integer',
      { ...near, acceptingAliUid: 2 ** 53 - 1 },
      { ...near, acceptingAliUid: 2 ** 53 },
      '/acceptingAliUid',
    ],
    ['tags: 17', tags(17), tags(18), '/tag'],
    ['tag key: 128', tag('k'.repeat(128)), tag('k'.repeat(129)), '/tag/0/key'],
    ['tag value: 128', tag('k', 'v'.repeat(128)), tag('k', 'v'.repeat(129)), '/tag/0/value'],
    ['tag key: not first', tag('my-aliyun'), tag('Aliyun-x'), '/tag/0/key'],
    ['tag key: no acs: first', tag('my-acs:x'), tag('ACS:x'), '/tag/0/key'],
    ['tag key: no URL', tag('http'), tag('see http://x'), '/tag/0/key'],
    ['tag key: no secure URL', tag('https'), tag('see https://x'), '/tag/0/key'],
    ['tag value: no URL', tag('k', 'http:/'), tag('k', 'see http://x'), '/tag/0/value'],
    ['tag prefix of ours', tag('peerflow'), tag('peerflow:x'), '/tag/0/key'],
    [
      'region: among the managed ones',
      near,
      { ...near, regionId: 'cn-beijing', acceptingRegionId: 'cn-hangzhou' },
      '/regionId',
    ],
    [
      'link type between regions',
      { ...far, linkType: 'Gold' },
      { ...near, linkType: 'Gold' },
      '/linkType',
    ],
    ['modify: something', { ...modify, routes: 'none' }, modify, ''],
  ])('%s', (_, allowed, refused, pointer) => {
    expect(pointersOf(allowed)).toEqual([]);
    expect(pointersOf(refused)).toEqual([pointer]);
  });
});

describe('what a tag may be', () => {
  it.each<readonly [unknown, readonly string[]]>([
    [[{ Key: 'a', Value: 'b' }], []],
    [[{ key: 'a' }], []],
    [['a'], ['/tag/0']],
    [[null], ['/tag/0']],
    [[['a']], ['/tag/0/key', '/tag/0/0']],
    [[{ key: 'a', Key: 'a' }], ['/tag/0/Key']],
    [[{ key: 'a', colour: 'b' }], ['/tag/0/colour']],
    [[{ key: 5 }], ['/tag/0/key']],
    ['a', ['/tag']],
    [{ key: 'a' }, ['/tag']],
  ])('%j', (given, pointers) => {
    const found = pointersOf({ ...near, tag: given });
    expect([...new Set(found)]).toEqual(pointers);
  });
});

describe('a request that passes', () => {
  it.each<readonly [Body, Body]>([
    [
      { action: 'accept', instanceId: 'pcc-1', ResourceGroupId: 'rg-1', requestId: 'r' },
      { action: 'accept', instanceId: 'pcc-1', resourceGroupId: 'rg-1', dryRun: false },
    ],
    [
      { Action: 'reject', InstanceId: 'pcc-1' },
      { action: 'reject', instanceId: 'pcc-1', dryRun: false },
    ],
    [
      { action: 'delete', instanceId: 'pcc-1', force: true },
      { action: 'delete', instanceId: 'pcc-1', force: true, dryRun: false },
    ],
    [
      { ...modify, name: 'new', requestId: 'r' },
      { ...modify, name: 'new', dryRun: false },
    ],
    [
      near,
      {
        ...near,
        action: 'create',
        acceptingRegionId: 'cn-hangzhou',
        acceptingAliUid: settings.accountId,
        dryRun: false,
        tag: [],
        ...settings.defaults,
      },
    ],
  ])('%j is %j, and nothing else', (body, request) => {
    const result = validateRequest(body, facts);
    expect(result).toMatchObject({ ok: true });
    if (result.ok) expect(result.request).toStrictEqual(request);
  });

  it('has no field for a member without a value', () => {
    const result = validateRequest({ ...near, name: undefined, requestId: undefined }, facts);
    expect(result).toMatchObject({ ok: true });
    if (result.ok) expect(Object.keys(result.request)).not.toContain('name');
  });

  it('brings its own id beside, also where it is refused', () => {
    expect(validateRequest({ ...near, requestId: 'mine' }, facts)).toMatchObject({
      ok: true,
      requestId: 'mine',
    });
    expect(validateRequest({ action: 'x', RequestId: 'mine' }, facts)).toMatchObject({
      ok: false,
      requestId: 'mine',
    });
    expect(validateRequest({ ...near, requestId: 'acs x' }, facts)).not.toHaveProperty('requestId');
  });
});

describe('a rule over several fields says nothing where one of them is wrong by itself', () => {
  it.each<readonly [Body, readonly string[]]>([
    [{ ...near, vpcId: 5, acceptingVpcId: 5 }, ['/vpcId', '/acceptingVpcId']],
    [{ ...near, regionId: 5, bandwidth: 5, linkType: 'Gold' }, ['/regionId']],
    [{ ...near, acceptingRegionId: 5, bandwidth: 5 }, ['/acceptingRegionId']],
    [{ ...near, bandwidth: '5' }, ['/bandwidth']],
  ])('%j: %j', (body, pointers) => {
    expect(pointersOf(body)).toEqual(pointers);
  });
});
