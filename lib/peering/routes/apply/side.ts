import type { Context } from '../../context.ts';
import { treat } from '../../errors/treat.ts';
import { ApiError } from '../../model/api-error.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { NetworkApi } from '../../network/ports.ts';
import { networkOf } from '../../network/reading.ts';
import { compare, type Standing } from '../plan/compare.ts';
import type { RoutedEnd } from '../plan/ends.ts';
import { type Place, planOf } from '../plan/plan.ts';
import type { EndState } from '../state.ts';
import { readEntries, readPlace } from '../work/read.ts';
import { apiErrorOf, type Pause, pauseAfter, type Turn } from '../work/turns.ts';
import { Ledger } from './ledger.ts';
import { type Author, writeNext } from './write.ts';

/** `undefined`: the routes are no longer wanted. */
export type SideEnd = EndState | undefined;

/** Entries on their way hold up every other write of their VPC. */
const SETTLING: Pause = { kind: 'pause', reason: 'conflict' };

const isIn =
  (...states: readonly Standing['state'][]) =>
  ({ state }: Standing): boolean =>
    states.includes(state);

/** Whether routes are still wanted: asked again before each write but the first. */
export type StillWanted = () => Promise<boolean>;

/** The work at one end: it looks, writes at most one batch, and looks again. */
export class Side {
  readonly #ctx: Context;
  readonly #end: RoutedEnd;
  readonly #author: Author;
  readonly #isWanted: StillWanted;
  readonly #ledger = new Ledger();
  readonly #entries = new Map<string, readonly RouteEntry[]>();
  #place: Place | undefined;
  #standings: readonly Standing[] | undefined;
  #turns = 0;

  constructor(ctx: Context, end: RoutedEnd, author: Author, isWanted: StillWanted) {
    this.#ctx = ctx;
    this.#end = end;
    this.#author = author;
    this.#isWanted = isWanted;
  }

  /** @param tries turns in a row that brought nothing */
  async turn(tries: number): Promise<Turn<SideEnd>> {
    try {
      return await this.#turn(tries);
    } catch (error) {
      return this.#afterError(apiErrorOf(error));
    }
  }

  /** What waited too long will not be made; it may be asked for again. */
  async giveUp({ error, reason }: Pause): Promise<SideEnd> {
    const last = error ?? stuck(reason);
    const open = (this.#standings ?? []).filter(isIn('missing', 'settling'));
    for (const { planned } of open) await this.#ledger.refuse(planned, last);
    return this.#standings ? this.#state() : this.#state(last);
  }

  async #turn(tries: number): Promise<Turn<SideEnd>> {
    this.#turns += 1;
    const { accountId, regionId } = this.#end;
    const api = await networkOf(this.#ctx, accountId, this.#author.requestId);
    const standings = await this.#look(api);
    if (standings.some(isIn('settling'))) return SETTLING;
    const missing = standings
      .filter(isIn('missing'))
      .map(({ planned }) => planned)
      .filter((planned) => this.#ledger.isOpen(planned));
    if (missing.length === 0) return { kind: 'ended', value: this.#state() };
    if (this.#turns > 1 && !(await this.#isWanted())) return { kind: 'ended', value: undefined };
    const writing = { api, regionId, author: this.#author, ledger: this.#ledger };
    return writeNext(writing, missing, tries);
  }

  /** Tables where everything is settled are not read again. */
  async #look(api: NetworkApi): Promise<readonly Standing[]> {
    const { settings } = this.#ctx;
    this.#place ??= await readPlace(api, this.#end, settings.routeTables);
    const stale = this.#place.tables.filter(({ routeTableId }) => !this.#isSettled(routeTableId));
    const read = await readEntries(api, this.#end, stale);
    for (const { routeTableId } of stale)
      this.#entries.set(
        routeTableId,
        read.filter((entry) => entry.routeTableId === routeTableId),
      );
    const plan = planOf(this.#end, this.#place);
    this.#standings = compare(plan, [...this.#entries.values()].flat(), this.#author.instanceId);
    return this.#standings;
  }

  #isSettled(routeTableId: string): boolean {
    const own = (this.#standings ?? []).filter(
      ({ planned }) => planned.routeTableId === routeTableId,
    );
    return own.length > 0 && own.every(isIn('present', 'conflict'));
  }

  #afterError(error: ApiError): Turn<SideEnd> {
    const pause = pauseAfter(error);
    if (pause) return pause;
    const isGone = treat(error).category === 'notfound' && this.#place !== undefined;
    if (!isGone) return { kind: 'ended', value: this.#state(error) };
    // A table went away between two calls: the next turn plans without it.
    this.#place = undefined;
    return { kind: 'pause', reason: 'transient', error };
  }

  #state(shut?: ApiError): EndState {
    return {
      end: this.#end,
      standings: this.#standings,
      refused: this.#ledger.refused,
      ...(shut ? { shut } : {}),
    };
  }
}

/** No call failed, yet the cloud does not finish what it began. */
const stuck = (reason: Pause['reason']): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'DescribeRouteEntryList',
    code: reason === 'conflict' ? 'IncorrectRouteEntryStatus' : 'ServiceUnavailable',
    message: 'A route entry does not become Available',
    status: 400,
  });
