import { isIP } from 'node:net';
import { containsCidr, excludeCidr, normalizeCidr, overlapCidr } from 'cidr-tools';

const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** 4 or 6, or 0 for what is no block. A bare address counts as a block of one, as the VPC API has it. */
const familyOf = (text: string): number => {
  const [address = '', prefix, ...more] = text.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  const isPrefix = prefix === undefined || /^\d{1,3}$/.test(prefix);
  return isPrefix && more.length === 0 && Number(prefix ?? 0) <= (BITS[family] ?? -1) ? family : 0;
};

const areComparable = (a: string, b: string): boolean =>
  familyOf(a) !== 0 && familyOf(a) === familyOf(b);

/** True if some address lies in both blocks; false across families and for what is no block. */
export const overlaps = (a: string, b: string): boolean => areComparable(a, b) && overlapCidr(a, b);

/** True if every address of `b` lies in `a`, equal blocks included; false as `overlaps` is. */
export const contains = (a: string, b: string): boolean =>
  areComparable(a, b) && containsCidr(a, b);

/** Addresses that two sides claim, with whose they are on either. */
export interface Shared<T> {
  readonly ours: T;
  readonly theirs: T;
  /** Always the narrower block of the two. */
  readonly overlap: string;
}

/** Every pair of blocks of two sides that share addresses. */
export const sharedBetween = <T>(
  ours: readonly T[],
  theirs: readonly T[],
  blockOf: (each: T) => string,
): readonly Shared<T>[] =>
  ours.flatMap((a) =>
    theirs
      .filter((b) => overlaps(blockOf(a), blockOf(b)))
      .map((b) => ({
        ours: a,
        theirs: b,
        overlap: contains(blockOf(a), blockOf(b)) ? blockOf(b) : blockOf(a),
      })),
  );

/** True for an IPv6 block. */
export const isV6 = (block: string): boolean => familyOf(block) === 6;

/** One spelling for every way to write a block; what is no block stays as it is. */
export const canonical = (block: string): string => {
  if (familyOf(block) === 0) return block;
  const text = normalizeCidr(block);
  return text.includes('/') ? text : `${text}/${BITS[familyOf(block)]}`;
};

/** True for two spellings of one block. */
export const isSame = (a: string, b: string): boolean => canonical(a) === canonical(b);

/** The length of a block's prefix; that of a bare address is the whole of it. */
export const prefixLength = (block: string): number => Number(canonical(block).split('/')[1] ?? 0);

/** What is left of a block once others are taken out of it, as blocks; blocks of another family take nothing. */
export const excludeRanges = (block: string, others: readonly string[]): readonly string[] => {
  const taken = others.filter((each) => areComparable(block, each));
  return taken.length === 0 ? [block] : excludeCidr([block], taken);
};
