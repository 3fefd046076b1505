import { mergeCidr } from 'cidr-tools';
import { SIDES, type Side } from '../model/connection.ts';
import { canonical, contains, overlaps } from '../network/cidr.ts';
import type { Effect, PolicySubject } from './rule.ts';

const isBlock = (text: string): boolean => contains(text, text);

const addressOf = (block: string): string => canonical(block).split('/')[0] ?? '';

/** Why a text is not a block; `undefined` if it is one. */
export const blockFault = (text: string): string | undefined => {
  if (!isBlock(text)) return 'must be a CIDR block such as 10.0.0.0/8';
  const [start = ''] = text.split('/');
  return addressOf(start) === addressOf(text)
    ? undefined
    : 'must be a CIDR block without bits behind its prefix, such as 10.0.0.0/8';
};

/** The fewest blocks that hold the same addresses: what lies within them lies within one of them. */
export const mergedBlocks = (blocks: readonly string[]): readonly string[] =>
  mergeCidr([...blocks]).map(canonical);

/**
 * The sides that `cidr` is about: those of other accounts, or both where both are the function's own. In a
 * connection between two other accounts both are.
 */
export const judgedSides = (
  { requesterAccount, accepterAccount }: PolicySubject,
  accountId: string,
): readonly Side[] => {
  const accounts = { requester: requesterAccount, accepter: accepterAccount };
  const foreign = SIDES.filter((side) => accounts[side] !== accountId);
  return foreign.length > 0 ? foreign : SIDES;
};

/** Every range of the sides; `undefined` if one of them is not known whole. A VPC without a range is not. */
const rangesOf = (
  { ranges }: PolicySubject,
  sides: readonly Side[],
): readonly string[] | undefined => {
  const known = sides.map((side) => ranges[side] ?? []);
  const all = known.flat();
  return known.every((each) => each.length > 0) && all.every(isBlock) ? all : undefined;
};

/**
 * Allow and reject: every range lies within the blocks. Deny: any range overlaps one. Ranges that cannot be
 * read match a deny and nothing else, so that doubt decides against.
 */
export const matchesBlocks = (
  blocks: readonly string[],
  effect: Effect,
  subject: PolicySubject,
  accountId: string,
): boolean => {
  const ranges = rangesOf(subject, judgedSides(subject, accountId));
  if (ranges === undefined) return effect === 'deny';
  return effect === 'deny'
    ? ranges.some((range) => blocks.some((block) => overlaps(block, range)))
    : ranges.every((range) => blocks.some((block) => contains(block, range)));
};
