import type { RouteFact } from '../../model/event.ts';
import type { Standing } from '../plan/judge.ts';
import type { EndState } from '../state.ts';
import type { Dangling } from './dangling.ts';

/** In what way routes have drifted from their plan. */
export const DRIFTS = [
  'RouteMissing',
  'RouteElsewhere',
  'CidrWithoutRoute',
  'RouteDangling',
] as const;
export type DriftCode = (typeof DRIFTS)[number];

/** One entry that is not as it should be. */
export interface Drift {
  readonly code: DriftCode;
  readonly fact: RouteFact;
}

const placeOf = ({ planned }: Standing) => {
  const { regionId, vpcId, routeTableId, destinationCidrBlock } = planned;
  return { regionId, vpcId, routeTableId, destinationCidrBlock };
};

/** No table of the VPC leads there: the range is new, or everything that led there is gone. */
const isNowhere = (standings: readonly Standing[], { planned }: Standing): boolean =>
  standings
    .filter((each) => each.planned.destinationCidrBlock === planned.destinationCidrBlock)
    .every(({ state }) => state === 'missing');

const driftOf = (standings: readonly Standing[], each: Standing): readonly Drift[] => {
  if (each.state === 'missing') {
    const code = isNowhere(standings, each) ? 'CidrWithoutRoute' : 'RouteMissing';
    return [{ code, fact: { ...placeOf(each), result: 'missing' } }];
  }
  // A range that no entry can lead to was told when the routes were made.
  if (each.state !== 'conflict' || !each.entry) return [];
  const fact: RouteFact = { ...placeOf(each), result: 'conflict', detail: each.reason };
  return [{ code: 'RouteElsewhere', fact }];
};

const ofDangling = ({ survey, entry }: Dangling): Drift => ({
  code: 'RouteDangling',
  fact: {
    regionId: survey.end.regionId,
    vpcId: survey.end.vpcId,
    routeTableId: entry.routeTableId,
    destinationCidrBlock: entry.destinationCidrBlock,
    result: 'dangling',
    detail: `Entry ${entry.routeEntryId} leads to ${entry.nextHops[0]?.nextHopId}, which is gone.`,
  },
});

/** Every way in which routes differ from their plan, in the order of the plan. Pure. */
export const driftsIn = (
  states: readonly EndState[],
  dangling: readonly Dangling[],
): readonly Drift[] => [
  ...states.flatMap(({ standings = [] }) => standings.flatMap((each) => driftOf(standings, each))),
  ...dangling.map(ofDangling),
];
