import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  canonical,
  contains,
  excludeRanges,
  isSame,
  isV6,
  overlaps,
  prefixLength,
  sharedBetween,
} from '../../../../lib/peering/network/cidr.ts';

/** Sixteen addresses are few enough to compare block against block, address by address. */
const WORLD = 16;
const WORLD_BITS = 4;

interface Block {
  readonly text: string;
  readonly members: ReadonlySet<number>;
}

interface Family {
  readonly bits: number;
  /** The address of one of the sixteen. */
  readonly address: (index: number) => string;
}

const FAMILIES: Readonly<Record<string, Family>> = {
  'IPv4, last addresses': { bits: 32, address: (index) => `255.255.255.${240 + index}` },
  'IPv4, top of the second octet': { bits: 16, address: (index) => `172.${16 + index}.0.0` },
  'IPv4, first bits': { bits: 4, address: (index) => `${index * 16}.0.0.0` },
  'IPv6, last addresses': { bits: 128, address: (index) => `ffff::fff${index.toString(16)}` },
  'IPv6, within a word': { bits: 60, address: (index) => `2001:db8:0:${index.toString(16)}0::` },
  'IPv6, first bits': { bits: 4, address: (index) => `${index.toString(16)}000::` },
};

/** A block of the sixteen, written with any of its addresses, and the ones it holds. */
const blockIn = ({ bits, address }: Family): fc.Arbitrary<Block> =>
  fc.tuple(fc.nat(WORLD - 1), fc.nat(WORLD_BITS)).map(([index, size]) => {
    const first = (index >> size) << size;
    const members = new Set(Array.from({ length: 2 ** size }, (_, each) => first + each));
    return { text: `${address(index)}/${bits - size}`, members };
  });

describe.each(Object.entries(FAMILIES))('blocks of %s', (_, family) => {
  const block = blockIn(family);

  it('overlap exactly where they share an address', () => {
    fc.assert(
      fc.property(block, block, (a, b) => {
        expect(overlaps(a.text, b.text)).toBe([...a.members].some((each) => b.members.has(each)));
      }),
    );
  });

  it('contain exactly the blocks whose every address is theirs', () => {
    fc.assert(
      fc.property(block, block, (a, b) => {
        expect(contains(a.text, b.text)).toBe([...b.members].every((each) => a.members.has(each)));
      }),
    );
  });
});

describe.each(Object.entries(FAMILIES))('blocks of %s', (_, family) => {
  const block = blockIn(family);
  const addresses = Array.from({ length: WORLD }, (__, index) => family.address(index));

  it('taken out of another leave exactly the addresses of neither', () => {
    fc.assert(
      fc.property(block, fc.array(block, { maxLength: 3 }), (whole, others) => {
        const left = excludeRanges(
          whole.text,
          others.map(({ text }) => text),
        );
        const expected = [...whole.members].filter(
          (each) => !others.some(({ members }) => members.has(each)),
        );
        const found = addresses.flatMap((address, index) =>
          left.some((each) => contains(each, address)) ? [index] : [],
        );
        expect(found).toEqual(expected.sort((a, b) => a - b));
      }),
    );
  });

  it('have one spelling for the same addresses, and say how long their prefix is', () => {
    fc.assert(
      fc.property(block, block, (a, b) => {
        const isSame = a.members.size === b.members.size && overlaps(a.text, b.text);
        expect(canonical(a.text) === canonical(b.text)).toBe(isSame);
        expect(prefixLength(a.text)).toBe(Number(a.text.split('/')[1]));
      }),
    );
  });
});

describe('the spelling of a block', () => {
  test.each([
    ['10.1.2.3/8', '10.0.0.0/8', 8],
    ['10.0.0.1', '10.0.0.1/32', 32],
    ['2001:DB8::1', '2001:db8::1/128', 128],
    ['2001:db8:0:0::/32', '2001:db8::/32', 32],
    ['no block', 'no block', 0],
    ['10.0.0.0/33', '10.0.0.0/33', 33],
  ])('%s is %s', (given, spelling, length) => {
    expect([canonical(given), prefixLength(given)]).toEqual([spelling, length]);
  });
});

describe('addresses and families', () => {
  test.each([
    ['10.0.0.1', '10.0.0.0/8'],
    ['10.0.0.1', '10.0.0.1/32'],
    ['10.200.3.4/8', '10.0.0.0/8'],
    ['2001:db8::1', '2001:DB8::/32'],
  ])('%s lies in %s', (inner, outer) => {
    expect([overlaps(inner, outer), overlaps(outer, inner), contains(outer, inner)]).toEqual(
      Array(3).fill(true),
    );
  });

  it('takes a bare address for a block of one', () => {
    expect(contains('10.0.0.1', '10.0.0.1/32')).toBe(true);
    expect(contains('10.0.0.1', '10.0.0.0/31')).toBe(false);
    expect(contains('2001:db8::1', '2001:db8::/127')).toBe(false);
  });

  it('takes nothing out of a block of the other family', () => {
    expect(excludeRanges('10.0.0.0/8', ['::/0', 'no block'])).toEqual(['10.0.0.0/8']);
    expect(excludeRanges('10.0.0.0/8', ['::/0', '0.0.0.0/0'])).toEqual([]);
    expect(excludeRanges('no block', ['10.0.0.0/8'])).toEqual(['no block']);
  });

  it('keeps the two families apart', () => {
    expect(overlaps('0.0.0.0/0', '::/0')).toBe(false);
    expect(contains('::/0', '10.0.0.1')).toBe(false);
    expect(overlaps('::ffff:10.0.0.0/104', '10.0.0.0/8')).toBe(false);
    expect([isV6('::/0'), isV6('2001:db8::1'), isV6('10.0.0.0/8')]).toEqual([true, true, false]);
  });
});

describe('what is no block', () => {
  const RUBBISH = [
    '',
    'x',
    'x/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/ 8',
    ' 10.0.0.0/8',
    '10.0.0.256/8',
    '10.0.0/8',
    '::/129',
    'fe80::1%eth0/64',
    'toString/8',
  ];

  it.each(RUBBISH)('"%s" overlaps nothing, is in nothing and holds nothing', (text) => {
    for (const all of ['0.0.0.0/0', '::/0', text])
      expect([
        overlaps(text, all),
        overlaps(all, text),
        contains(all, text),
        contains(text, all),
      ]).toEqual(Array(4).fill(false));
    expect(isV6(text)).toBe(false);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(typeof overlaps(a, b)).toBe('boolean');
        expect(typeof contains(a, `${b}/8`)).toBe('boolean');
      }),
    );
  });
});

describe('isSame', () => {
  it('knows one block in two spellings, and two blocks', () => {
    expect(isSame('10.0.0.7', '10.0.0.7/32')).toBe(true);
    expect(isSame('2001:db8:0::/56', '2001:db8::/56')).toBe(true);
    expect(isSame('10.0.0.0/16', '10.0.0.0/17')).toBe(false);
  });
});

describe('sharedBetween', () => {
  const shared = (ours: readonly string[], theirs: readonly string[]) =>
    sharedBetween(ours, theirs, (block) => block);

  it('pairs the blocks that overlap, with the smaller one as what they share', () => {
    expect(shared(['10.0.0.0/16', '172.16.0.0/24'], ['10.0.1.0/24', '192.168.0.0/16'])).toEqual([
      { ours: '10.0.0.0/16', theirs: '10.0.1.0/24', overlap: '10.0.1.0/24' },
    ]);
    expect(shared(['10.0.1.0/24'], ['10.0.0.0/16', '10.0.1.0/25'])).toEqual([
      { ours: '10.0.1.0/24', theirs: '10.0.0.0/16', overlap: '10.0.1.0/24' },
      { ours: '10.0.1.0/24', theirs: '10.0.1.0/25', overlap: '10.0.1.0/25' },
    ]);
  });

  it('takes the block out of whatever it belongs to', () => {
    const [pair] = sharedBetween([{ at: '10.0.0.0/8' }], [{ at: '10.1.0.0/16' }], ({ at }) => at);
    expect(pair).toEqual({
      ours: { at: '10.0.0.0/8' },
      theirs: { at: '10.1.0.0/16' },
      overlap: '10.1.0.0/16',
    });
  });
});
