import type { Routes } from './contract.ts';

const keyOf = (entry: {
  readonly vpcId: string;
  readonly routeTableId?: string | undefined;
  readonly destinationCidrBlock: string;
}): string => [entry.vpcId, entry.routeTableId, entry.destinationCidrBlock].join(' ');

/** Entries that lead over the connection although the plan does not name them. */
export const otherEntries = ({ plan, entries }: Routes): Routes['entries'] => {
  const planned = new Set(plan.map(keyOf));
  return entries.filter((entry) => !planned.has(keyOf(entry)));
};

const REPAIRABLE: ReadonlySet<string> = new Set(['missing', 'failed', 'conflict', 'dangling']);

/** Something of the plan is not there, and another try may help. */
export const isRepairable = ({ plan }: Routes): boolean =>
  plan.some(({ result }) => REPAIRABLE.has(result));
