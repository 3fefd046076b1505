import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { overlapFindings } from '../../../../lib/peering/events/data.ts';

const between = (
  ours: readonly string[],
  theirs: readonly string[],
  family: 'ipv4Cidrs' | 'ipv6Cidrs' = 'ipv4Cidrs',
) =>
  overlapFindings({
    vpc: { vpcId: 'a', [family]: ours },
    acceptingVpc: { vpcId: 'b', [family]: theirs },
  });

const cidr = fc
  .tuple(fc.nat(0xffff_ffff), fc.integer({ min: 8, max: 28 }))
  .map(([bits, prefix]) => {
    const net = Number((BigInt(bits) >> BigInt(32 - prefix)) << BigInt(32 - prefix));
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(net / 2 ** shift) % 256);
    return { text: `${octets.join('.')}/${prefix}`, start: net, end: net + 2 ** (32 - prefix) - 1 };
  });

describe('CIDR overlaps', () => {
  test.each([
    ['one inside the other', '10.0.0.0/8', '10.2.0.0/16', '10.2.0.0/16'],
    ['the same', '172.16.0.0/12', '172.16.0.0/12', '172.16.0.0/12'],
  ])('are found: %s', (_, ours, theirs, overlap) => {
    const [finding] = between([ours], [theirs]);
    expect(finding).toMatchObject({
      code: 'CidrOverlap',
      severity: 'warning',
      pointer: '',
      evidence: { pairs: [{ vpcCidr: ours, acceptingVpcCidr: theirs, overlap }], count: 1 },
    });
    expect(finding?.remedy).not.toBe('');
  });

  it.each([
    [1, '(10.0.0.0/24):'],
    [3, '(10.0.0.0/24 and 2 more):'],
  ])('are summed up by the first of %i', (count, text) => {
    const ranges = Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`);
    expect(between(ranges, ranges)[0]?.detail).toContain(text);
  });

  it('are found in IPv6', () => {
    const [finding] = between(['2001:db8::/56'], ['2001:db8:0:10::/60'], 'ipv6Cidrs');
    expect(finding?.evidence).toMatchObject({ pairs: [{ overlap: '2001:db8:0:10::/60' }] });
  });

  it('are one finding however many pairs there are, with a bounded list', () => {
    const many = Array.from({ length: 12 }, (_, index) => `10.${index}.0.0/16`);
    const findings = between(many, [...many, '10.0.0.0/8']);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.evidence).toMatchObject({ count: 24 });
    const [wide] = between(Array(20).fill('10.0.0.0/8'), Array(20).fill('10.0.0.0/8'));
    expect(wide?.evidence).toMatchObject({ count: 400, pairs: { length: 50 } });
  });

  test.each([
    ['neighbours', ['10.0.0.0/16'], ['10.1.0.0/16']],
    ['one side not observed', ['10.0.0.0/16'], []],
    ['unreadable blocks', ['not a block', ''], ['10.0.0.0/16', 'x/99']],
  ])('are not found: %s', (_, ours, theirs) => {
    expect(between(ours, theirs)).toEqual([]);
  });

  it('are not found without an observation', () => {
    expect(overlapFindings({})).toEqual([]);
    expect(overlapFindings({ vpc: { vpcId: 'a' }, acceptingVpc: { vpcId: 'b' } })).toEqual([]);
  });

  it('agree with arithmetic on addresses', () => {
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        const overlap = a.start <= b.end && b.start <= a.end;
        expect(between([a.text], [b.text])).toHaveLength(overlap ? 1 : 0);
      }),
    );
  });
});
