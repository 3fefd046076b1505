import {
  canonical,
  contains,
  excludeRanges,
  isSame,
  overlaps,
  prefixLength,
} from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';

/** Where the traffic of a destination goes, by longest prefix. */
export interface Resolution {
  /** All of it goes over the connection. */
  readonly isWhole: boolean;
  /** Some of it does. */
  readonly isPart: boolean;
  /** Narrower entries that take part of it elsewhere, widest first. */
  readonly takers: readonly RouteEntry[];
  /** The entry that carries what narrower ones leave: the narrowest that covers the destination. */
  readonly base: RouteEntry | undefined;
  /** Narrower entries leave something for an entry of the destination itself. */
  readonly hasRest: boolean;
}

const byWidth = (a: RouteEntry, b: RouteEntry): number =>
  prefixLength(a.destinationCidrBlock) - prefixLength(b.destinationCidrBlock);

/** What of some blocks, which do not overlap each other, lies in another block. */
const within = (blocks: readonly string[], block: string): boolean =>
  blocks.some((each) => overlaps(each, block));

const without = (blocks: readonly string[], block: string): readonly string[] =>
  blocks.flatMap((each) => excludeRanges(each, [block]));

/** Of entries of one destination those that somebody made win over those that a gateway propagated. */
const winners = (entries: readonly RouteEntry[]): readonly RouteEntry[] => {
  const custom = entries.filter(({ type }) => type === 'Custom');
  return custom.length > 0 ? custom : entries;
};

/** The entry that covers a destination most narrowly; one that does not lead over the connection first. */
const baseOf = (
  entries: readonly RouteEntry[],
  destination: string,
  isOver: (entry: RouteEntry) => boolean,
): RouteEntry | undefined => {
  const covering = entries.filter((each) => contains(each.destinationCidrBlock, destination));
  const [narrowest] = [...covering].sort(byWidth).reverse();
  if (!narrowest) return undefined;
  const candidates = winners(
    covering.filter((each) => isSame(each.destinationCidrBlock, narrowest.destinationCidrBlock)),
  );
  return candidates.find((each) => !isOver(each)) ?? candidates[0];
};

/**
 * Resolves a destination against the entries of one table as a router does: every address goes by the longest
 * prefix that has it. Pure.
 *
 * @param entries the Available entries of the table
 * @param isOver whether all traffic of an entry goes over the connection
 */
export const resolve = (
  entries: readonly RouteEntry[],
  destination: string,
  isOver: (entry: RouteEntry) => boolean,
): Resolution => {
  const narrower = entries
    .filter(
      ({ destinationCidrBlock: block }) =>
        contains(destination, block) && !isSame(destination, block),
    )
    .sort(byWidth)
    .reverse();
  let rest: readonly string[] = [canonical(destination)];
  const users: RouteEntry[] = [];
  for (const entry of narrower) {
    if (!within(rest, entry.destinationCidrBlock)) continue;
    users.push(entry);
    rest = without(rest, entry.destinationCidrBlock);
  }
  const hasRest = rest.length > 0;
  const base = baseOf(entries, destination, isOver);
  const isBaseOver = base !== undefined && isOver(base);
  const takers = users.filter((each) => !isOver(each)).sort(byWidth);
  return {
    isWhole: takers.length === 0 && (!hasRest || isBaseOver),
    isPart: users.some(isOver) || (hasRest && isBaseOver),
    takers,
    base,
    hasRest,
  };
};
