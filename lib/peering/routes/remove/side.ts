import type { Context } from '../../context.ts';
import { classify } from '../../errors/classify.ts';
import { ApiError } from '../../model/api-error.ts';
import type { RouteFact } from '../../model/event.ts';
import type { EntryFailure, RouteEntry, RouteTable } from '../../network/model.ts';
import type { NetworkApi } from '../../network/ports.ts';
import { networkOf } from '../../network/reading.ts';
import type { RoutedEnd } from '../plan/ends.ts';
import { apiErrorOf, type Pause, pauseAfter, type Turn } from '../work/turns.ts';
import { leadingFrom, listableTables } from './leading.ts';

/** The most that DeleteRouteEntries takes. */
const BATCH = 50;

/** After a write that was taken the VPC takes no other until its entries are gone. */
const TAKEN: Pause = { kind: 'pause', reason: 'conflict', progressed: true };
const LEAVING: Pause = { kind: 'pause', reason: 'conflict' };

/** What entries are removed for. */
export interface RemovalWork {
  readonly instanceId: string;
  readonly requestId: string;
  /** Whether the removal is still wanted: asked again before each write but the first. */
  readonly isWanted: () => Promise<boolean>;
}

/** How the removal at one end ended: with nothing of ours left that can be seen, unless it says more. */
export interface RemovalEnd {
  /** What this invocation removed. */
  readonly removed: readonly RouteFact[];
  /** Why entries of ours are still there. */
  readonly failed?: ApiError;
  /** The removal is no longer wanted. */
  readonly isOff?: boolean;
  /** Entries of others that lead there: the API would refuse to delete the connection. */
  readonly foreign?: readonly RouteEntry[];
}

const errorOf = ({ code, message }: EntryFailure): ApiError =>
  new ApiError({ kind: 'api', operation: 'DeleteRouteEntries', code, message, status: 400 });

/** Somebody else was faster: the next look no longer shows the entry, or its table. */
const isGone = (error: ApiError): boolean => classify(error).category === 'notfound';

/** The removal at one end: it looks, deletes at most one batch of ours, and looks again. */
export class RemovalSide {
  readonly #ctx: Context;
  readonly #end: RoutedEnd;
  readonly #work: RemovalWork;
  readonly #asked = new Map<string, RouteEntry>();
  #tables: readonly RouteTable[] | undefined;
  #left = 0;
  #turns = 0;

  constructor(ctx: Context, end: RoutedEnd, work: RemovalWork) {
    this.#ctx = ctx;
    this.#end = end;
    this.#work = work;
  }

  async turn(): Promise<Turn<RemovalEnd>> {
    try {
      return await this.#turn();
    } catch (thrown) {
      return this.#afterError(apiErrorOf(thrown));
    }
  }

  async giveUp({ error }: Pause): Promise<RemovalEnd> {
    return this.#shut(error ?? stuck()).value;
  }

  async #turn(): Promise<Turn<RemovalEnd>> {
    this.#turns += 1;
    const { instanceId, requestId } = this.#work;
    const api = await networkOf(this.#ctx, this.#end.accountId, requestId);
    this.#tables ??= await listableTables(api, this.#end);
    const about = { instanceId, whose: this.#ctx.settings };
    const { ours, foreign } = await leadingFrom(api, this.#end, this.#tables, about);
    this.#left = ours.length;
    if (ours.length === 0) return this.#ended(foreign.length > 0 ? { foreign } : {});
    const deletable = ours.filter(({ status }) => status === 'Available');
    if (deletable.length < ours.length) return LEAVING;
    if (this.#turns > 1 && !(await this.#work.isWanted())) return this.#ended({ isOff: true });
    return this.#remove(api, deletable.slice(0, BATCH));
  }

  #afterError(error: ApiError): Turn<RemovalEnd> {
    const pause = pauseAfter(error);
    if (pause || !isGone(error) || !this.#tables) return pause ?? this.#shut(error);
    // A table went away between two calls: the next turn looks without it.
    this.#tables = undefined;
    return { kind: 'pause', reason: 'transient', error };
  }

  async #remove(api: NetworkApi, batch: readonly RouteEntry[]): Promise<Turn<RemovalEnd>> {
    // Noted before the call: its answer may be lost, and the next look then does not show them.
    for (const each of batch) this.#asked.set(each.routeEntryId, each);
    const failures = await api.deleteRouteEntries(this.#end.regionId, batch);
    const errors = failures.map(errorOf).filter((each) => !isGone(each));
    const [lasting] = errors.filter((each) => classify(each).reason === 'never');
    if (lasting) return this.#shut(lasting);
    const [passing] = errors;
    const progressed = errors.length < batch.length;
    return { ...((passing && pauseAfter(passing)) ?? TAKEN), progressed };
  }

  /** An end that nobody may look at does not stop the delete: the API has a check of its own. */
  #shut(error: ApiError) {
    this.#ctx.log.warn('Routes could not be removed', { vpcId: this.#end.vpcId, error });
    return this.#ended(this.#left > 0 ? { failed: error } : {});
  }

  #ended(how: Omit<RemovalEnd, 'removed'>) {
    const { regionId, vpcId } = this.#end;
    const removed = [...this.#asked.values()].map(
      ({ routeTableId, destinationCidrBlock }): RouteFact => ({
        regionId,
        vpcId,
        routeTableId,
        destinationCidrBlock,
        result: 'removed',
      }),
    );
    return { kind: 'ended', value: { removed, ...how } } as const;
  }
}

/** No call failed, yet the cloud does not finish what it began. */
const stuck = (): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'DescribeRouteEntryList',
    code: 'IncorrectRouteEntryStatus',
    message: 'A route entry does not go away',
    status: 400,
  });
