import { describe, expect, it } from 'vitest';
import type { Request } from '../../../../lib/peering/model/request.ts';
import {
  bodyFingerprint,
  clientTokenOf,
  derivedRequestId,
  identify,
  isRequestId,
} from '../../../../lib/peering/request/identify.ts';

const create: Request = {
  action: 'create',
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  acceptingRegionId: 'cn-hangzhou',
  acceptingVpcId: 'vpc-b',
  acceptingAliUid: '1',
  dryRun: false,
  tag: [],
  routes: 'none',
  accept: 'manual',
  preflight: 'off',
};
const modify: Request = { action: 'modify', instanceId: 'pcc-1', dryRun: false, name: 'x' };
const accept: Request = { action: 'accept', instanceId: 'pcc-1', dryRun: false };
const facts = { invocationId: '1-abc', origin: { via: 'direct' }, now: 7 };

describe('the id of a request', () => {
  it('is its own before that of its envelope', () => {
    const derived = { value: 'M1', kind: 'message' } as const;
    expect(identify(create, { ...facts, own: 'order-7', derived })).toMatchObject({
      requestId: 'order-7',
      idKind: 'explicit',
    });
    expect(identify(create, { ...facts, derived })).toMatchObject({
      requestId: 'M1',
      idKind: 'message',
    });
  });

  it('is what the request means where nothing gives one', () => {
    const { requestId, idKind } = identify(create, facts);
    expect(idKind).toBe('pair');
    expect(identify({ ...create, name: 'other' }, facts).requestId).toBe(requestId);
    expect(identify({ ...create, acceptingVpcId: 'vpc-c' }, facts).requestId).not.toBe(requestId);
    const resourceGroupId = 'rg-1';
    expect(identify({ ...accept, resourceGroupId }, facts)).toMatchObject({
      requestId: identify(accept, facts).requestId,
      idKind: 'pair',
    });
  });

  it('is the invocation of a modify, which must not write old values again', () => {
    expect(identify(modify, facts)).toMatchObject({ requestId: '1-abc', idKind: 'invocation' });
  });

  it('counts as explicit with a client token of the caller', () => {
    expect(identify({ ...create, clientToken: 'T' }, facts).idKind).toBe('explicit');
  });

  it('comes with the time of the message, else with that of the invocation', () => {
    expect(identify(create, facts).arrival).toBe(7);
    expect(identify(create, { ...facts, origin: { via: 'x', arrival: 5 } }).arrival).toBe(5);
  });

  it.each([
    ['order-7', 'order-7'],
    ['a b', /^h-[0-9a-f]{64}$/],
    ['', /^h-[0-9a-f]{64}$/],
    ['x'.repeat(129), /^h-[0-9a-f]{64}$/],
    ['see http://x', /^h-[0-9a-f]{64}$/],
    ['a:HTTPS://b', /^h-[0-9a-f]{64}$/],
  ])('from an envelope is hashed outside the rules: %j', (id, derived) => {
    const found = derivedRequestId(id);
    expect(found).toMatch(derived);
    expect(isRequestId(found)).toBe(true);
  });
});

describe('the client token of a call', () => {
  const parts = {
    requestId: 'order-7',
    action: 'modify',
    instanceId: 'pcc-1',
    values: { name: 'x', bandwidth: 5 },
    dryRun: false,
  } as const;

  it('is 64 ASCII characters, whatever the id', () => {
    expect(clientTokenOf({ ...parts, requestId: '编号'.repeat(99) })).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same for a repetition, in whatever order its values are', () => {
    const values = { bandwidth: 5, name: 'x' };
    expect(clientTokenOf({ ...parts, values })).toBe(clientTokenOf(parts));
  });

  it.each([
    ['id', { requestId: 'order-8' }],
    ['action', { action: 'delete' }],
    ['instance', { instanceId: 'pcc-2' }],
    ['value of a modify', { values: { name: 'y', bandwidth: 5 } }],
    ['dry run', { dryRun: true }],
    ['generation', { generation: 'pcc-gone' }],
  ] as const)('is another one for another %s', (_, other) => {
    expect(clientTokenOf({ ...parts, ...other })).not.toBe(clientTokenOf(parts));
  });

  it('leaves values out of every action but modify', () => {
    const create = { ...parts, action: 'create' } as const;
    expect(clientTokenOf({ ...create, values: { name: 'y' } })).toBe(clientTokenOf(create));
  });
});

describe('the fingerprint of a body', () => {
  it('is the same for a dry run of it, and another one for another body', () => {
    expect(bodyFingerprint({ ...create, dryRun: true })).toBe(bodyFingerprint(create));
    expect(bodyFingerprint({ ...create, routes: 'both' })).not.toBe(bodyFingerprint(create));
  });
});
