import type { Finding } from '../../model/finding.ts';
import type { RouteEntry } from '../../network/model.ts';
import { tablesToRoute } from '../../routes/plan/tables.ts';
import { asksForRoutes, destinationsOf, isSame } from '../destinations.ts';
import { eachEnd, POINTERS } from '../ends.ts';
import type { EndFacts, Facts, TableFacts } from '../facts.ts';

/** Custom entries a route table takes by default; Quota Center raises it. */
const DEFAULT_ENTRIES = 200;

const hasEntryFor = (entries: readonly RouteEntry[], destination: string): boolean =>
  entries.some(({ destinationCidrBlock }) => isSame(destinationCidrBlock, destination));

const ofTable = (
  { table, entries }: TableFacts,
  { side, vpcId }: EndFacts,
  destinations: readonly string[],
): readonly Finding[] => {
  if (!entries.ok) return [];
  const custom = entries.value.filter(({ type }) => type === 'Custom').length;
  const needed = destinations.filter((each) => !hasEntryFor(entries.value, each)).length;
  const left = Math.max(0, DEFAULT_ENTRIES - custom);
  if (needed <= left) return [];
  const { routeTableId } = table;
  return [
    {
      code: 'RouteQuota',
      severity: 'warning',
      pointer: POINTERS[side].vpc,
      detail: `Table ${routeTableId} of ${vpcId} has ${custom} custom entries and needs ${needed} more; the default quota is ${DEFAULT_ENTRIES}.`,
      evidence: { routeTableId, custom, needed, left, quota: DEFAULT_ENTRIES },
      remedy:
        'Raise the quota of custom route entries per route table in Quota Center (Quota Center > VPC) unless that is done, or remove unused entries.',
    },
  ];
};

/**
 * Route tables without room for the entries that are asked for. The documented default may have been
 * raised, which no API of the VPC reports, so this never stops a request.
 */
export const routeQuota = (facts: Facts): readonly Finding[] =>
  eachEnd(facts, (end, across) => {
    if (!asksForRoutes(facts.request, end.side) || !end.tables.ok) return [];
    const destinations = destinationsOf(end, across);
    const chosen = new Set(
      tablesToRoute(
        end.tables.value.map(({ table }) => table),
        facts.routeTables,
      ).map(({ routeTableId }) => routeTableId),
    );
    return end.tables.value
      .filter(({ table }) => chosen.has(table.routeTableId))
      .flatMap((each) => ofTable(each, end, destinations));
  });
