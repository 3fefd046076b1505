import type { Context } from '../../context.ts';
import { classify } from '../../errors/classify.ts';
import { ApiError } from '../../model/api-error.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { NetworkApi } from '../../network/ports.ts';
import { networkOf } from '../../network/reading.ts';
import type { RoutedEnd } from '../plan/ends.ts';
import { judge, type Standing } from '../plan/judge.ts';
import { type Place, type PlannedEntry, planOf } from '../plan/plan.ts';
import type { EndState } from '../state.ts';
import { readEntries, readPlace } from '../work/read.ts';
import { apiErrorOf, type Pause, pauseAfter, type Turn } from '../work/turns.ts';
import { EntryOutcomes } from './entry-outcomes.ts';
import { type Author, writeNext } from './write.ts';

/** `undefined`: the routes are no longer wanted. */
export type SideEnd = EndState | undefined;

/** Entries on their way hold up every other write of their VPC. */
const SETTLING: Pause = { kind: 'pause', reason: 'conflict' };

const isIn =
  (...states: readonly Standing['state'][]) =>
  ({ state }: Standing): boolean =>
    states.includes(state);

/** What is to be made at a side, and for how long. */
export interface SideWork {
  readonly author: Author;
  /** Whether the entries are still wanted: asked again before each write but the first. */
  readonly isWanted: () => Promise<boolean>;
  /** The entries that are wanted; all of the plan by default. */
  readonly plan?: ((end: RoutedEnd, place: Place) => readonly PlannedEntry[]) | undefined;
}

/** Makes entries at one side: it looks, writes at most one batch, and looks again. */
export class ApplySide {
  readonly #ctx: Context;
  readonly #end: RoutedEnd;
  readonly #work: SideWork;
  readonly #outcomes = new EntryOutcomes();
  readonly #entries = new Map<string, readonly RouteEntry[]>();
  #place: Place | undefined;
  #standings: readonly Standing[] | undefined;
  #turns = 0;

  constructor(ctx: Context, end: RoutedEnd, work: SideWork) {
    this.#ctx = ctx;
    this.#end = end;
    this.#work = work;
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
    for (const { planned } of open) await this.#outcomes.refuse(planned, last);
    return this.#standings ? this.#state() : this.#state(last);
  }

  async #turn(tries: number): Promise<Turn<SideEnd>> {
    this.#turns += 1;
    const { author, isWanted } = this.#work;
    const { accountId, regionId } = this.#end;
    const api = await networkOf(this.#ctx, accountId, author.requestId);
    const standings = await this.#look(api);
    if (standings.some(isIn('settling'))) return SETTLING;
    const missing = standings
      .filter(isIn('missing'))
      .map(({ planned }) => planned)
      .filter((planned) => this.#outcomes.isOpen(planned));
    if (missing.length === 0) return { kind: 'ended', value: this.#state() };
    if (this.#turns > 1 && !(await isWanted())) return { kind: 'ended', value: undefined };
    return writeNext({ api, regionId, author, outcomes: this.#outcomes }, missing, tries);
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
    const plan = (this.#work.plan ?? planOf)(this.#end, this.#place);
    const entries = [...this.#entries.values()].flat();
    this.#standings = judge(plan, entries, this.#work.author.instanceId);
    return this.#standings;
  }

  #isSettled(routeTableId: string): boolean {
    const own = (this.#standings ?? []).filter(
      ({ planned }) => planned.routeTableId === routeTableId,
    );
    return own.length > 0 && own.every(isIn('present', 'partial', 'conflict'));
  }

  #afterError(error: ApiError): Turn<SideEnd> {
    const pause = pauseAfter(error);
    if (pause) return pause;
    const isGone = classify(error).category === 'notfound' && this.#place !== undefined;
    if (!isGone) return { kind: 'ended', value: this.#state(error) };
    // A table went away between two calls: the next turn plans without it.
    this.#place = undefined;
    return { kind: 'pause', reason: 'transient', error };
  }

  #state(shut?: ApiError): EndState {
    return {
      end: this.#end,
      standings: this.#standings,
      refused: this.#outcomes.refused,
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
