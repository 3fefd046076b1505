import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergedBlocks } from '../../../../lib/peering/policy/evaluate.ts';
import type { PolicyRule, PolicySubject } from '../../../../lib/peering/policy/rule.ts';
import { decides, OTHER, OWN, rule } from './support.ts';

/** A family small enough to list: the last eight bits of its addresses vary. */
interface Family {
  readonly bits: number;
  readonly address: (last: number) => string;
}
const V4: Family = { bits: 32, address: (last) => `10.0.0.${last}` };
const V6: Family = { bits: 128, address: (last) => `fd00::${last.toString(16)}` };

interface Block {
  readonly text: string;
  /** Every address, as the oracle sees it. */
  readonly addresses: ReadonlySet<string>;
}

const blockOf = ({ bits, address }: Family, host: number, start: number): Block => {
  const size = 2 ** host;
  const first = start - (start % size);
  return {
    text: `${address(first)}/${bits - host}`,
    addresses: new Set(Array.from({ length: size }, (_, at) => address(first + at))),
  };
};

const block = fc
  .tuple(fc.constantFrom(V4, V6), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 255 }))
  .map(([family, host, start]) => blockOf(family, host, start));
const blocks = fc.array(block, { minLength: 1, maxLength: 8 });

const addressesOf = (list: readonly Block[]): ReadonlySet<string> =>
  new Set(list.flatMap(({ addresses }) => [...addresses]));
const textsOf = (list: readonly Block[]): readonly string[] => list.map(({ text }) => text);

const withBlocks = (list: readonly Block[], effect: PolicyRule['effect']): PolicyRule =>
  rule({ cidr: mergedBlocks(textsOf(list)) }, effect);

const about = (ranges: PolicySubject['ranges']): Partial<PolicySubject> => ({
  action: 'accept',
  asker: 'accepter',
  ranges,
});

describe('blocks, held against lists of single addresses', () => {
  it.each(['allow', 'reject'] as const)('%s where every address lies within', (effect) => {
    fc.assert(
      fc.property(blocks, blocks, (cidr, ranges) => {
        const within = addressesOf(cidr);
        const isWithin = [...addressesOf(ranges)].every((address) => within.has(address));
        const over = about({ accepter: textsOf(ranges) });
        expect(decides(withBlocks(cidr, effect), over)).toBe(isWithin);
      }),
      { numRuns: 500 },
    );
  });

  it('deny where any address lies within', () => {
    fc.assert(
      fc.property(blocks, blocks, (cidr, ranges) => {
        const within = addressesOf(cidr);
        const isAny = [...addressesOf(ranges)].some((address) => within.has(address));
        const over = about({ accepter: textsOf(ranges) });
        expect(decides(withBlocks(cidr, 'deny'), over)).toBe(isAny);
      }),
      { numRuns: 500 },
    );
  });

  it('are those of the other account, and of both sides where both are of the own', () => {
    fc.assert(
      fc.property(
        blocks,
        blocks,
        blocks,
        fc.constantFrom<readonly [string, string]>([OWN, OTHER], [OTHER, OWN], [OWN, OWN]),
        (cidr, requester, accepter, [requesterAccount, accepterAccount]) => {
          const within = addressesOf(cidr);
          const foreign = [
            ...(accepterAccount === OTHER ? [] : requester),
            ...(requesterAccount === OTHER ? [] : accepter),
          ];
          const over = {
            ...about({ requester: textsOf(requester), accepter: textsOf(accepter) }),
            requesterAccount,
            accepterAccount,
          };
          const isWithin = [...addressesOf(foreign)].every((address) => within.has(address));
          expect(decides(withBlocks(cidr, 'allow'), over)).toBe(isWithin);
        },
      ),
    );
  });
});

describe('ranges that are not known', () => {
  const cidr = ['0.0.0.0/0', '::/0'];
  const unknown: readonly (readonly [string, PolicySubject['ranges'], string])[] = [
    ['not read', {}, OTHER],
    ['read of the own side only', { requester: ['10.0.0.0/8'] }, OTHER],
    ['read of one side, where both are judged', { requester: ['10.0.0.0/8'] }, OWN],
    ['none at all', { accepter: [] }, OTHER],
    ['one that is no block', { accepter: ['10.0.0.0/8', 'secret'] }, OTHER],
  ];

  it.each(unknown)(
    'match no allow and no reject, and do match a deny: %s',
    (_, ranges, accepterAccount) => {
      for (const action of ['create', 'accept', 'routes'] as const) {
        const over = { action, ranges, accepterAccount, asker: 'accepter' } as const;
        expect(decides(rule({ cidr }, 'allow'), over)).toBe(false);
        expect(decides(rule({ cidr }, 'reject'), over)).toBe(false);
        expect(decides(rule({ cidr }, 'deny'), over)).toBe(true);
        expect(decides(rule({ cidr: ['172.16.0.0/12'] }, 'deny'), over)).toBe(true);
      }
    },
  );

  it('do not forbid to read them', () => {
    const over = { action: 'read', ranges: {} } as const;
    expect(decides(rule({ cidr: ['10.0.0.0/8'] }, 'allow'), over)).toBe(true);
    expect(decides(rule({ cidr: ['10.0.0.0/8'] }, 'deny'), over)).toBe(false);
    const half = { action: 'read', ranges: { requester: ['172.16.0.0/12'] }, accepterAccount: OWN };
    expect(decides(rule({ cidr: ['10.0.0.0/8'] }, 'allow'), { ...half, action: 'read' })).toBe(
      true,
    );
    const known = { action: 'read', ranges: { accepter: ['172.16.0.0/12'] } } as const;
    expect(decides(rule({ cidr: ['10.0.0.0/8'] }, 'allow'), known)).toBe(false);
  });
});

describe('blocks as people write them', () => {
  const decidesFor = (effect: PolicyRule['effect'], cidr: string, ranges: readonly string[]) =>
    decides(rule({ cidr: mergedBlocks([cidr]) }, effect), { ranges: { accepter: ranges } });

  it('deny 10.0.0.0/8 stops 10.1.0.0/16, allow 10.0.0.0/8 does not let 172.16.0.0/12 in', () => {
    expect(decidesFor('deny', '10.0.0.0/8', ['10.1.0.0/16'])).toBe(true);
    expect(decidesFor('deny', '10.0.0.0/8', ['0.0.0.0/0'])).toBe(true);
    expect(decidesFor('deny', '10.0.0.0/8', ['11.0.0.0/16'])).toBe(false);
    expect(decidesFor('allow', '10.0.0.0/8', ['172.16.0.0/12'])).toBe(false);
    expect(decidesFor('allow', '10.0.0.0/8', ['10.0.0.0/7'])).toBe(false);
    expect(decidesFor('allow', '10.0.0.0/8', ['10.0.0.0/16', '172.16.0.0/16'])).toBe(false);
    expect(decidesFor('allow', '10.0.0.0/8', ['10.0.0.0/16', 'fd00::/64'])).toBe(false);
  });
});
