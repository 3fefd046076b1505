import type { Context } from '../context.ts';
import type { Connection } from '../model/connection.ts';
import type { RouteEntry, RouteTable, VSwitch } from '../network/model.ts';
import { networkOf, type Reading, reading } from '../network/reading.ts';
import { endsOf, type RoutedEnd } from './plan/ends.ts';
import { judge } from './plan/judge.ts';
import { planOf } from './plan/plan.ts';
import { isListable, tablesToRoute } from './plan/tables.ts';
import type { EndState } from './state.ts';
import { readEntries } from './work/read.ts';

interface Surveyed {
  /** Every table whose entries can be listed, used or not. */
  readonly tables: readonly RouteTable[];
  readonly vSwitches: readonly VSwitch[];
  readonly entries: readonly RouteEntry[];
}

/** All that can be known of one end: read, nothing written. */
export interface EndSurvey {
  readonly end: RoutedEnd;
  readonly read: Reading<Surveyed>;
}

const surveyEnd = async (ctx: Context, end: RoutedEnd, requestId: string): Promise<Surveyed> => {
  const { accountId, regionId, vpcId } = end;
  const api = await networkOf(ctx, accountId, requestId);
  const [tables, vSwitches] = await Promise.all([
    api.routeTables(regionId, vpcId),
    api.vSwitches(regionId, vpcId),
  ]);
  const listable = tables.filter(isListable);
  return { tables: listable, vSwitches, entries: await readEntries(api, end, listable) };
};

/** Both ends of a connection, side by side; what cannot be read is told as such. */
export const survey = (
  ctx: Context,
  connection: Connection,
  requestId: string,
): Promise<readonly EndSurvey[]> =>
  Promise.all(
    endsOf(connection).map(async (end) => ({
      end,
      read: await reading(() => surveyEnd(ctx, end, requestId)),
    })),
  );

/** How the plan of a surveyed end stands. */
export const standOf = (
  { end, read }: EndSurvey,
  instanceId: string,
  { routeTables }: Pick<Context['settings'], 'routeTables'>,
): EndState => {
  const refused: EndState['refused'] = new Map();
  if (!read.ok) return { end, refused, shut: read.error };
  const { tables, vSwitches, entries } = read.value;
  const plan = planOf(end, { tables: tablesToRoute(tables, routeTables), vSwitches });
  return { end, refused, standings: judge(plan, entries, instanceId) };
};
