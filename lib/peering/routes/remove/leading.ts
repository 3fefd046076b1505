import type { Context } from '../../context.ts';
import type { Connection } from '../../model/connection.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { NetworkApi } from '../../network/ports.ts';
import { networkOf, type Reading, reading } from '../../network/reading.ts';
import { endsOf, type RoutedEnd } from '../plan/ends.ts';
import { isOurs, leadsTo } from '../plan/ours.ts';
import { isListable } from '../plan/tables.ts';
import { readEntries } from '../work/read.ts';

/** Entries of one end that lead to a connection. */
export interface Leading {
  /** Made by this deployment, or on their way out whoever made them: none of them is in the way for good. */
  readonly ours: readonly RouteEntry[];
  readonly foreign: readonly RouteEntry[];
}

/** What leads to a connection from one end, in tables of any kind that can be listed. Rejects with `ApiError`. */
export const leadingFrom = async (
  api: NetworkApi,
  end: RoutedEnd,
  instanceId: string,
  name: string,
): Promise<Leading> => {
  const tables = (await api.routeTables(end.regionId, end.vpcId)).filter(isListable);
  const entries = await readEntries(api, end, tables);
  const leading = entries.filter((each) => leadsTo(each, instanceId));
  const isPassing = (each: RouteEntry): boolean => each.status === 'Deleting' || isOurs(each, name);
  return {
    ours: leading.filter(isPassing),
    foreign: leading.filter((each) => !isPassing(each)),
  };
};

export interface LeadingFromEnd {
  readonly end: RoutedEnd;
  readonly read: Reading<Leading>;
}

/** Both ends, side by side; what cannot be read is told as such. */
export const leadingTo = (
  ctx: Context,
  connection: Connection,
  requestId: string,
): Promise<readonly LeadingFromEnd[]> =>
  Promise.all(
    endsOf(connection).map(async (end) => ({
      end,
      read: await reading(async () =>
        leadingFrom(
          await networkOf(ctx, end.accountId, requestId),
          end,
          connection.instanceId,
          ctx.settings.name,
        ),
      ),
    })),
  );
