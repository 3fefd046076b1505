import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlap } from '../../../../lib/peering/preflight/checks/overlap.ts';
import { factsWith, ok, vpcOf, vSwitch } from './facts.ts';

/** One of sixteen neighbouring blocks of an IPv4 or an IPv6 world, or a wider block of them. */
const block = (isV6: boolean) =>
  fc.tuple(fc.nat(15), fc.nat(4)).map(([index, size]) => {
    const first = (index >> size) << size;
    return {
      text: isV6
        ? `2001:db8:0:${first.toString(16)}0::/${60 - size}`
        : `10.${first}.0.0/${16 - size}`,
      members: Array.from({ length: 2 ** size }, (_, each) => `${isV6}-${first + each}`),
    };
  });

const someOf = (isV6: boolean, maxLength = 3) => fc.array(block(isV6), { maxLength });

const side = fc.record({
  primary: block(false),
  secondary: someOf(false),
  user: someOf(false, 2),
  v6: someOf(true),
  vSwitches: someOf(false),
  v6Switch: fc.option(block(true), { nil: undefined }),
});

type Ranges = typeof side extends fc.Arbitrary<infer T> ? T : never;

const textsOf = (blocks: readonly { readonly text: string }[]) => blocks.map(({ text }) => text);

const endOf = (which: 'requester' | 'accepter', ranges: Ranges) => ({
  vpc: ok(
    vpcOf(which, {
      cidrBlock: ranges.primary.text,
      secondaryCidrBlocks: textsOf(ranges.secondary),
      userCidrs: textsOf(ranges.user),
      ipv6CidrBlocks: textsOf(ranges.v6),
    }),
  ),
  vSwitches: ok([
    ...textsOf(ranges.vSwitches).map((each) => vSwitch(each)),
    ...(ranges.v6Switch ? [vSwitch('', ranges.v6Switch.text)] : []),
  ]),
});

const share = (
  a: readonly { readonly members: readonly string[] }[],
  b: readonly { readonly members: readonly string[] }[],
): boolean => {
  const members = new Set(b.flatMap((each) => each.members));
  return a.some((each) => each.members.some((member) => members.has(member)));
};

const all = ({ primary, secondary, user, v6 }: Ranges) => [primary, ...secondary, ...user, ...v6];
const switches = ({ vSwitches, v6Switch }: Ranges) => [
  ...vSwitches,
  ...(v6Switch ? [v6Switch] : []),
];

describe('overlaps of two VPCs', () => {
  it('are found exactly where an address is on both sides, whatever kind of range it is in', () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const codes = overlap(factsWith(endOf('requester', a), endOf('accepter', b))).map(
          ({ code }) => code,
        );
        expect(codes.includes('CidrOverlap')).toBe(share(all(a), all(b)));
        expect(codes.includes('VSwitchOverlap')).toBe(share(switches(a), switches(b)));
      }),
      { numRuns: 300 },
    );
  });

  it('are the same seen from the other side', () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const count = (first: Ranges, second: Ranges) =>
          overlap(factsWith(endOf('requester', first), endOf('accepter', second))).map(
            ({ code, evidence }) => [code, evidence?.count],
          );
        expect(count(a, b)).toEqual(count(b, a));
      }),
    );
  });
});
