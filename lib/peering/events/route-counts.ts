import type { RouteFact } from '../model/event.ts';

/** How many entries there are of each result. */
export const countsOf = (facts: readonly RouteFact[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { result } of facts) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
};
