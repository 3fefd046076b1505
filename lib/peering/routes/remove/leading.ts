import type { Context } from '../../context.ts';
import type { Connection } from '../../model/connection.ts';
import type { RouteEntry, RouteTable } from '../../network/model.ts';
import type { NetworkApi } from '../../network/ports.ts';
import { networkOf, type Reading, reading } from '../../network/reading.ts';
import { endsOf, type RoutedEnd } from '../plan/ends.ts';
import { isOurs, leadsTo, type Whose } from '../plan/ours.ts';
import { isListable } from '../plan/tables.ts';
import { readEntries } from '../work/read.ts';

/** Entries of one end that lead to a connection. */
export interface Leading {
  /** Made by this deployment, or on their way out whoever made them: none of them is in the way for good. */
  readonly ours: readonly RouteEntry[];
  readonly foreign: readonly RouteEntry[];
}

/** Tables of any kind whose entries can be listed. Rejects with `ApiError`. */
export const listableTables = async (
  api: NetworkApi,
  { regionId, vpcId }: RoutedEnd,
): Promise<readonly RouteTable[]> => (await api.routeTables(regionId, vpcId)).filter(isListable);

/** What leads to a connection from some tables of an end. Rejects with `ApiError`. */
export const leadingFrom = async (
  api: NetworkApi,
  end: RoutedEnd,
  tables: readonly RouteTable[],
  { instanceId, whose }: { readonly instanceId: string; readonly whose: Whose },
): Promise<Leading> => {
  const entries = await readEntries(api, end, tables);
  const leading = entries.filter((each) => leadsTo(each, instanceId));
  const isPassing = (each: RouteEntry): boolean =>
    each.status === 'Deleting' || isOurs(each, whose);
  return {
    ours: leading.filter(isPassing),
    foreign: leading.filter((each) => !isPassing(each)),
  };
};

export interface LeadingFromEnd {
  readonly end: RoutedEnd;
  readonly read: Reading<Leading>;
}

const readEnd = async (
  ctx: Context,
  end: RoutedEnd,
  instanceId: string,
  requestId: string,
): Promise<Leading> => {
  const api = await networkOf(ctx, end.accountId, requestId);
  const { settings } = ctx;
  return leadingFrom(api, end, await listableTables(api, end), { instanceId, whose: settings });
};

/** Both ends, side by side; what cannot be read is told as such. */
export const leadingTo = (
  ctx: Context,
  connection: Connection,
  requestId: string,
): Promise<readonly LeadingFromEnd[]> =>
  Promise.all(
    endsOf(connection).map(async (end) => ({
      end,
      read: await reading(() => readEnd(ctx, end, connection.instanceId, requestId)),
    })),
  );
