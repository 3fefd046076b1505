import type { Context } from '../../context.ts';
import { isPassing } from '../../errors/classify.ts';
import type { RouteFact } from '../../model/event.ts';
import type { ApiError } from '../../model/failure.ts';
import type { RouteEntry, RouteTable } from '../../network/model.ts';
import { networkOf } from '../../network/reading.ts';
import { isListable, type RoutedEnd, tablesToRoute } from '../plan/plan.ts';
import {
  type EndReading,
  entriesIn,
  errorsIn,
  readPlace,
  readTables,
  type TableReading,
  withoutEntries,
} from '../read.ts';
import { type EndState, type Planner, stateOf } from '../state.ts';
import { isDangling, otherHopsOf, surelyGone } from '../work/gone.ts';
import { apiErrorOf, type Pause, pauseAfter, type Turn, type Waits } from '../work/turns.ts';
import { Changes, EntryOutcomes } from './entry-outcomes.ts';
import { type Author, deleteNext, isAbsent, stuck, writeNext } from './write.ts';

/** An entry that should be gone and is not, and why. */
export interface LeftEntry {
  readonly entry: RouteEntry;
  readonly because: ApiError | undefined;
}

/** How a side was left. */
export interface SideEnd {
  readonly state: EndState;
  /** Entries as they were last seen. */
  readonly entries: readonly RouteEntry[];
  /** What this invocation asked to create and remove. */
  readonly changes: readonly RouteFact[];
  /** Entries that should be gone and are not. */
  readonly left: readonly LeftEntry[];
  /** Why some tables could not be read. */
  readonly unread: readonly ApiError[];
  /** The work is no longer wanted. */
  readonly isOff: boolean;
}

/** What a side is to be like. */
export interface SideWork {
  readonly author: Author;
  /** Whether it is still wanted: asked again before each write but the first. */
  readonly isWanted: () => Promise<boolean>;
  /** The entries that are to be; every one that the side needs by default. */
  readonly plan?: Planner | undefined;
  /** The plan may name tables that are out of use, or not chosen. */
  readonly isOfAnyTable?: boolean | undefined;
  /** Entries that are to go, out of those of every table; absent where none are. */
  readonly surplus?:
    | ((entries: readonly RouteEntry[], state: EndState) => readonly RouteEntry[])
    | undefined;
  /** Why nothing may be deleted; absent where it may. */
  readonly keeps?: ApiError | undefined;
  /** What changes is recorded in the task before it does: if the run dies, its repetition can still announce it. */
  readonly isRecordedFirst?: boolean;
  /** Where the API keeps one of those entries, the others stay too. */
  readonly isAllOrNothing?: boolean;
  /** How long reads may fail before the side is judged without them, in ms. */
  readonly unreadAfterMs: number;
}

/** Entries on their way hold up every other write of their VPC. */
const SETTLING: Pause = { kind: 'pause', reason: 'conflict' };
/** The entries are recorded in the task, and its successor makes and removes them. */
const RECORDED: Pause = { kind: 'pause', reason: 'pending', successor: 'at-once' };
const SETTLED: readonly string[] = ['present', 'partial', 'conflict'];

/** Makes one side as it is to be: it looks, writes at most one batch, and looks again. */
export class Side {
  readonly #ctx: Context;
  readonly #end: RoutedEnd;
  readonly #work: SideWork;
  readonly #outcomes = new EntryOutcomes();
  readonly #changes: Changes;
  readonly #read = new Map<string, TableReading>();
  readonly #hops = new Map<string, boolean>();
  #place: (Pick<EndReading, 'vSwitches'> & { readonly tables: readonly RouteTable[] }) | undefined;
  #state: EndState | undefined;
  #surplus: readonly RouteEntry[] = [];
  /** Entries that the API refuses to delete for good, by id, and why. */
  readonly #kept = new Map<string, ApiError>();
  #undeletable: ApiError | undefined;
  #turns = 0;

  constructor(ctx: Context, end: RoutedEnd, work: SideWork) {
    this.#ctx = ctx;
    this.#end = end;
    this.#work = work;
    this.#undeletable = work.keeps;
    this.#changes = new Changes(end);
  }

  async turn(waits: Waits): Promise<Turn<SideEnd>> {
    try {
      return await this.#turn(waits);
    } catch (error) {
      return this.#afterError(apiErrorOf(error));
    }
  }

  /** What was asked for so far. */
  changes(): readonly RouteFact[] {
    return this.#changes.facts();
  }

  /** What waited too long will not be; an entry that was not seen absent is not called failed. */
  async giveUp({ error, reason }: Pause): Promise<SideEnd> {
    const last = error ?? stuck(reason);
    for (const { planned, state } of this.#state?.entryStates ?? [])
      if (state === 'missing') this.#outcomes.refuse(planned, last);
    this.#undeletable ??= last;
    return this.#result(this.#state ? undefined : last);
  }

  async #turn(waits: Waits): Promise<Turn<SideEnd>> {
    this.#turns += 1;
    const unreadable = await this.#look();
    const isPatient = waitedFor(waits) < this.#work.unreadAfterMs;
    const next = this.#state && (await this.#write(this.#state, waits));
    if (next) return next;
    const pause = unreadable && isPatient ? pauseAfter(unreadable) : undefined;
    // The read was tried again in place already.
    if (pause) return { ...pause, successor: 'after-wait' };
    return this.#ended(this.#state ? undefined : unreadable);
  }

  /** The next write, or what it waits for; `undefined` where nothing is left to write. */
  async #write({ entryStates = [] }: EndState, waits: Waits): Promise<Turn<SideEnd> | undefined> {
    const going = this.#going();
    const isMoving =
      entryStates.some(({ state }) => state === 'settling') ||
      going.some(({ status }) => status !== 'Available');
    if (isMoving) return SETTLING;
    const missing = entryStates
      .filter(({ planned, state }) => state === 'missing' && this.#outcomes.isOpen(planned))
      .map(({ planned }) => planned);
    if (going.length === 0 && missing.length === 0) return undefined;
    const { author, isWanted } = this.#work;
    if (this.#turns > 1 && !(await isWanted())) return this.#ended(undefined, true);
    const { accountId, regionId } = this.#end;
    const api = await networkOf(this.#ctx, accountId);
    const onAsked = (each: RouteEntry) => this.#changes.remove(each);
    if (this.#work.isRecordedFirst) {
      for (const each of going) onAsked(each);
      return RECORDED;
    }
    const onKept = (each: RouteEntry, error: ApiError) => this.#kept.set(each.routeEntryId, error);
    if (going.length > 0) return deleteNext({ api, regionId, onAsked, onKept }, going);
    return writeNext({ api, regionId, author, outcomes: this.#outcomes }, missing, waits.tries);
  }

  /** Entries that are to be deleted yet. */
  #going(): readonly RouteEntry[] {
    const isOver = this.#work.isAllOrNothing && this.#kept.size > 0;
    if (this.#undeletable || isOver) return [];
    return this.#surplus.filter(({ routeEntryId }) => !this.#kept.has(routeEntryId));
  }

  /** Looks at what is not settled; the error of a read that failed. */
  async #look(): Promise<ApiError | undefined> {
    const { author, surplus, plan, isOfAnyTable } = this.#work;
    const { settings } = this.#ctx;
    const failed = await this.#locate();
    if (!this.#place) return failed;
    const { tables, vSwitches } = this.#place;
    const chosen = surplus || isOfAnyTable ? tables : tablesToRoute(tables, settings.routeTables);
    const stale = chosen.filter(({ routeTableId }) => !this.#isSettled(routeTableId));
    for (const each of await readTables(this.#ctx, this.#end, stale))
      this.#read.set(each.table.routeTableId, each);
    const reading = { end: this.#end, tables: this.#tables(), vSwitches };
    const gone = await this.#goneHops(entriesIn(reading));
    const dangling = isDangling(settings, gone);
    const { instanceId } = author;
    const live = withoutEntries(reading, dangling);
    const { routeTables } = settings;
    this.#state = stateOf(live, { instanceId, routeTables, plan, isOfAnyTable });
    this.#changes.look(this.#state);
    const more = surplus?.(entriesIn(live), this.#state) ?? [];
    this.#surplus = [...entriesIn(reading).filter(dangling), ...more];
    return errorsIn(reading)[0];
  }

  async #locate(): Promise<ApiError | undefined> {
    if (this.#place) return undefined;
    const { tables, vSwitches } = await readPlace(this.#ctx, this.#end);
    if (!tables.ok) return tables.error;
    if (!vSwitches.ok && isPassing(vSwitches.error)) return vSwitches.error;
    this.#place = { tables: tables.value.filter(isListable), vSwitches };
    return undefined;
  }

  /** Connections that are gone, of those that entries of ours lead to; each is looked at once. */
  async #goneHops(entries: readonly RouteEntry[]): Promise<ReadonlySet<string>> {
    const { instanceId } = this.#work.author;
    const hops = otherHopsOf(this.#ctx, entries, instanceId);
    const unknown = hops.filter((hop) => !this.#hops.has(hop));
    const gone = await surelyGone(this.#ctx, unknown, this.#end.regionId);
    for (const hop of unknown) this.#hops.set(hop, gone.has(hop));
    return new Set(hops.filter((hop) => this.#hops.get(hop)));
  }

  #tables() {
    return { ok: true as const, value: [...this.#read.values()] };
  }

  /** Tables where everything is as it is to be are not read again. */
  #isSettled(routeTableId: string): boolean {
    const read = this.#read.get(routeTableId);
    const own = (this.#state?.entryStates ?? []).filter(
      ({ planned }) => planned.routeTableId === routeTableId,
    );
    const isSurplus = this.#surplus.some((each) => each.routeTableId === routeTableId);
    return read?.entries.ok === true && !isSurplus && own.every(isSettled);
  }

  #afterError(error: ApiError): Turn<SideEnd> {
    const pause = pauseAfter(error);
    if (pause) return pause;
    if (!isAbsent(error)) return this.#ended(error);
    // A table went away between two calls: the next turn plans without it.
    this.#place = undefined;
    this.#read.clear();
    return { kind: 'pause', reason: 'transient', error };
  }

  #ended(accessError?: ApiError, isOff = false): Turn<SideEnd> {
    return { kind: 'ended', value: this.#result(accessError, isOff) };
  }

  #result(accessError?: ApiError, isOff = false): SideEnd {
    const { refused } = this.#outcomes;
    const state = {
      ...(this.#state ?? { end: this.#end }),
      refused,
      ...(accessError ? { accessError } : {}),
    };
    return {
      state,
      entries: entriesIn({ tables: this.#tables() }),
      unread: errorsIn({ tables: this.#tables() }),
      changes: this.#changes.facts(),
      left: this.#surplus.map((entry) => ({
        entry,
        because: this.#kept.get(entry.routeEntryId) ?? this.#undeletable ?? accessError,
      })),
      isOff,
    };
  }
}

const isSettled = ({ state }: { readonly state: string }): boolean => SETTLED.includes(state);

/** How long calls have failed for a reason that passes, in this invocation and those before. */
const waitedFor = ({ spent }: Waits): number => (spent.throttled ?? 0) + (spent.transient ?? 0);
