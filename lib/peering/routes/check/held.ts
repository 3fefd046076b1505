import type { Context } from '../../context.ts';
import { canonical } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { RoutedEnd } from '../plan/ends.ts';
import { type EndReading, entriesIn } from '../read.ts';
import { type EndState, stateOf } from '../state.ts';
import { isDangling, otherHopsOf, seeminglyGone } from '../work/gone.ts';
import { forLostRanges, unplanned } from '../work/wanted.ts';
import type { CheckedEnd } from './drift.ts';

const entryKey = ({ routeTableId, destinationCidrBlock }: RouteEntry): string =>
  `${routeTableId} ${canonical(destinationCidrBlock)}`;

/** What of an end's entries no plan accounts for. */
export const checkedEnd = (
  ctx: Context,
  state: EndState,
  entries: readonly RouteEntry[],
  about: { readonly instanceId: string; readonly dangling: readonly RouteEntry[] },
): CheckedEnd => {
  const lost = forLostRanges(ctx.settings, about)(entries, state);
  const isLost = new Set(lost.map(entryKey));
  const unused = unplanned(ctx.settings, about)(entries, state).filter(
    (each) => !isLost.has(entryKey(each)),
  );
  return { state, lost, unused, dangling: about.dangling };
};

/** Holds an end as it was read against its plan. */
export const holdAgainstPlan = async (
  ctx: Context,
  reading: EndReading<RoutedEnd>,
  instanceId: string,
): Promise<CheckedEnd> => {
  const { routeTables } = ctx.settings;
  const entries = entriesIn(reading);
  const gone = await seeminglyGone(ctx, otherHopsOf(ctx, entries, instanceId));
  const dangling = entries.filter(isDangling(ctx, gone));
  const state = stateOf(reading, { instanceId, routeTables });
  return checkedEnd(ctx, state, entries, { instanceId, dangling });
};
