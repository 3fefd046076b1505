import pLimit from 'p-limit';
import type { Context } from '../../context.ts';
import type { Connection } from '../../model/connection.ts';
import { canonical, isSame } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';
import { isListedAnywhere, observe } from '../../observe.ts';
import { isOurs, type Owner, onlyHopOf } from '../plan/ours.ts';
import type { RoutedEnd } from '../plan/plan.ts';
import type { EndState } from '../state.ts';

/** Entries of ours that lead to a connection. */
export const oursTo =
  (owner: Owner, instanceId: string) =>
  (entries: readonly RouteEntry[]): readonly RouteEntry[] =>
    entries.filter((each) => onlyHopOf(each) === instanceId && isOurs(each, owner));

/** A connection that shows no ranges at all lags: nothing is taken away on its word. */
const isDestination = ({ destinations }: RoutedEnd, entry: RouteEntry): boolean =>
  destinations.length === 0 ||
  destinations.some((each) => isSame(each, entry.destinationCidrBlock));

/** Entries of ours that lead to a connection for ranges which the VPC across has lost. */
export const forLostRanges =
  (owner: Owner, { instanceId }: Pick<Connection, 'instanceId'>) =>
  (entries: readonly RouteEntry[], { end }: Pick<EndState, 'end'>): readonly RouteEntry[] =>
    oursTo(owner, instanceId)(entries).filter((each) => !isDestination(end, each));

/** Entries of ours that lead to a connection and that no plan has: for lost ranges, or in tables that get none. */
export const unplanned =
  (owner: Owner, { instanceId }: Pick<Connection, 'instanceId'>) =>
  (entries: readonly RouteEntry[], { end, entryStates = [] }: EndState): readonly RouteEntry[] => {
    if (end.destinations.length === 0) return [];
    const planned = new Set(
      entryStates.map(
        (each) => `${each.planned.routeTableId} ${canonical(each.planned.destinationCidrBlock)}`,
      ),
    );
    return oursTo(
      owner,
      instanceId,
    )(entries).filter(
      (each) => !planned.has(`${each.routeTableId} ${canonical(each.destinationCidrBlock)}`),
    );
  };

const LOOKS_AT_ONCE = 5;
/** A VPC has few connections; the next look is at others. */
const MAX_HOPS = 50;
/** Not found once may be a glitch: it counts after three looks over a minute, and no row in a list. */
const LOOK_AGAIN_AFTER_MS = [20_000, 40_000];

/** Whether a connection is gone: `undefined` where trouble leaves it open. */
const looksGone = async (ctx: Context, instanceId: string): Promise<boolean | undefined> => {
  const seen = await observe(ctx, instanceId);
  if (seen.kind === 'found') return seen.connection.status === 'Deleted';
  return seen.kind === 'not-found' ? undefined : false;
};

/** Connections that entries of ours lead to, other than one. */
export const otherHopsOf = (
  ctx: Context,
  entries: readonly RouteEntry[],
  instanceId: string | undefined,
): readonly string[] => {
  const hops = entries
    .filter((each) => isOurs(each, ctx.settings))
    .flatMap(({ nextHops }) => nextHops.map(({ nextHopId }) => nextHopId))
    .filter((each) => each !== instanceId);
  return [...new Set(hops)].slice(0, MAX_HOPS);
};

const lookAtAll = <T>(
  hops: readonly string[],
  look: (hop: string) => Promise<T>,
): Promise<readonly T[]> => {
  const limit = pLimit(LOOKS_AT_ONCE);
  return Promise.all(hops.map((hop) => limit(() => look(hop))));
};

/**
 * Those of some connections that are gone beyond doubt: what leads to them may be removed. Takes up to a minute, however
 * many there are that the service does not know. Their entries stand in a VPC of `regionId`, which need not be the region
 * that lists them. Rejects with `ApiError` where a list cannot be read.
 */
export const surelyGone = async (
  ctx: Context,
  hops: readonly string[],
  regionId: string,
): Promise<ReadonlySet<string>> => {
  const gone = new Set<string>();
  let open = hops;
  for (const waitMs of [0, ...LOOK_AGAIN_AFTER_MS]) {
    if (open.length === 0) return gone;
    await ctx.clock.sleep(waitMs);
    const verdicts = await lookAtAll(open, (hop) => looksGone(ctx, hop));
    for (const hop of open.filter((_, at) => verdicts[at])) gone.add(hop);
    open = open.filter((_, at) => verdicts[at] === undefined);
  }
  const listed = await lookAtAll(open, (hop) => isListedAnywhere(ctx, hop, [regionId]));
  for (const hop of open.filter((_, at) => !listed[at])) gone.add(hop);
  return gone;
};

/** Those that one look does not show: good enough for a view, which changes nothing. */
export const seeminglyGone = async (
  ctx: Context,
  hops: readonly string[],
): Promise<ReadonlySet<string>> => {
  const verdicts = await lookAtAll(hops, (hop) => looksGone(ctx, hop));
  return new Set(hops.filter((_, at) => verdicts[at] ?? true));
};

/** True for an entry of ours whose connection is gone: it is replaced, and never in the way. */
export const isDangling =
  (owner: Owner, gone: ReadonlySet<string | undefined>) =>
  (entry: RouteEntry): boolean =>
    gone.has(onlyHopOf(entry)) && isOurs(entry, owner);
