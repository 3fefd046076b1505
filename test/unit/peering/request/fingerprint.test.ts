import { describe, expect, it } from 'vitest';
import {
  bodyFingerprint,
  canonicalBody,
  clientTokenOf,
  impliedRequestId,
} from '../../../../lib/peering/request/identify.ts';
import { createRequest } from '../queue/items.ts';

const request = createRequest({ name: 'orders', tag: [{ key: 'b', value: '1' }] });
const remove = { action: 'delete', instanceId: 'pcc-1', force: false, dryRun: false } as const;

describe('the canonical body', () => {
  it('is the same however the members are ordered, and without those that have no value', () => {
    const turned = Object.fromEntries(Object.entries(request).reverse());
    expect(canonicalBody(createRequest({ ...turned }))).toBe(canonicalBody(request));
    const text = canonicalBody(request);
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(JSON.parse(text)).sort());
    const { description: _, ...bare } = { ...request, description: undefined };
    expect(canonicalBody(bare)).toBe(text);
    expect(text).not.toContain('description');
  });

  it('keeps lists as lists, in their order', () => {
    const two = [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ];
    expect(canonicalBody({ ...request, tag: two })).toContain(
      '"tag":[{"key":"a","value":"1"},{"key":"b","value":"2"}]',
    );
    expect(bodyFingerprint({ ...request, tag: two })).not.toBe(
      bodyFingerprint({ ...request, tag: [...two].reverse() }),
    );
  });

  it('of a dry run has the fingerprint of the real one, 16 hex', () => {
    expect(bodyFingerprint({ ...request, dryRun: true })).toBe(bodyFingerprint(request));
    expect(bodyFingerprint(request)).toMatch(/^[0-9a-f]{16}$/);
    expect(canonicalBody({ ...request, dryRun: true })).not.toBe(canonicalBody(request));
  });
});

describe('the id that a request means by itself', () => {
  it('is that of the pair, each end in its role and region', () => {
    const ids = [
      request,
      createRequest({ vpcId: 'vpc-b', acceptingVpcId: 'vpc-a' }),
      createRequest({ acceptingRegionId: 'cn-shanghai' }),
    ].map(impliedRequestId);
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toMatch(/^pair-[0-9a-f]{16}$/);
    expect(impliedRequestId(createRequest({ name: 'other' }))).toBe(ids[0]);
  });

  it('is that of the action on the connection', () => {
    const ids = [
      remove,
      { ...remove, instanceId: 'pcc-2' },
      { action: 'reject', instanceId: 'pcc-1', dryRun: false } as const,
    ].map(impliedRequestId);
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toMatch(/^delete-[0-9a-f]{16}$/);
    expect(impliedRequestId({ ...remove, force: true })).toBe(ids[0]);
  });
});

describe('a ClientToken', () => {
  const base = { requestId: 'r', action: 'modify', dryRun: false, instanceId: 'pcc-1' } as const;

  it('differs by request, action, instance, values, dry run and generation', () => {
    const tokens = [
      base,
      { ...base, requestId: 's' },
      { ...base, action: 'delete' as const },
      { ...base, instanceId: 'pcc-2' },
      { ...base, values: { name: 'a' } },
      { ...base, values: { name: 'b' } },
      { ...base, dryRun: true },
      { ...base, generation: 'pcc-0' },
      { requestId: 'r', action: 'modify' as const, dryRun: false },
    ].map(clientTokenOf);
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const token of tokens) expect(token).toMatch(/^[\x21-\x7e]{1,64}$/);
  });

  it('is the same in whatever order the values come', () => {
    expect(clientTokenOf({ ...base, values: { name: 'a', bandwidth: 1 } })).toBe(
      clientTokenOf({ ...base, values: { bandwidth: 1, name: 'a' } }),
    );
  });

  it('has values for a modify only', () => {
    const remove = { ...base, action: 'delete' } as const;
    expect(clientTokenOf({ ...remove, values: { name: 'a' } })).toBe(clientTokenOf(remove));
  });
});
