import { classify } from '../../errors/classify.ts';
import { failureOf } from '../../errors/failure.ts';
import type { RouteFact } from '../../model/event.ts';
import type { ApiError, Failure } from '../../model/failure.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { End } from '../../network/pair.ts';
import type { PlannedEntry } from '../plan/plan.ts';
import type { EndState } from '../state.ts';

/** What one invocation changes at one end, as it was asked for: the last look says what came of it. */
export class Changes {
  readonly #end: End;
  readonly #removed = new Map<string, RouteFact>();
  readonly #created = new Map<string, RouteFact>();

  constructor(end: End) {
    this.#end = end;
  }

  /** An entry is asked to go. */
  remove(entry: RouteEntry): void {
    this.#removed.set(keyOf(entry), this.#factOf(entry, 'removed'));
  }

  /** Notes what is missing: it is made, or will be refused. */
  look({ entryStates = [] }: EndState): void {
    for (const { planned, state } of entryStates)
      if (state === 'missing') this.#created.set(keyOf(planned), this.#factOf(planned, 'created'));
  }

  facts(): readonly RouteFact[] {
    return [...this.#created.values(), ...this.#removed.values()];
  }

  #factOf(
    {
      routeTableId,
      destinationCidrBlock,
    }: Pick<RouteEntry, 'routeTableId' | 'destinationCidrBlock'>,
    result: 'created' | 'removed',
  ): RouteFact {
    const { regionId, vpcId } = this.#end;
    return { regionId, vpcId, routeTableId, destinationCidrBlock, result };
  }
}

/** Looks that may lag behind an entry that the API says is there already. */
const DUPLICATES = 3;

export const keyOf = ({
  routeTableId,
  destinationCidrBlock,
}: Pick<PlannedEntry, 'routeTableId' | 'destinationCidrBlock'>): string =>
  `${routeTableId} ${destinationCidrBlock}`;

/** How an entry was asked for: a batch may be stricter, and does not say which table it means. */
export type Asked = 'batch' | 'ambiguous' | 'single';

/** What became of single entries in this invocation. */
export class EntryOutcomes {
  readonly refused = new Map<string, Failure>();
  readonly #singles = new Set<string>();
  readonly #duplicates = new Map<string, number>();

  isOpen(entry: PlannedEntry): boolean {
    return !this.refused.has(keyOf(entry));
  }

  isSingle(entry: PlannedEntry): boolean {
    return entry.isSingle || this.#singles.has(keyOf(entry));
  }

  /** The single call is to have the last word on an entry. */
  askSingly(entry: PlannedEntry): void {
    this.#singles.add(keyOf(entry));
  }

  refuse(entry: PlannedEntry, error: ApiError): void {
    this.refused.set(keyOf(entry), failureOf(error));
  }

  /** Notes why an entry was not taken for good. */
  note(entry: PlannedEntry, error: ApiError, asked: Asked): void {
    const { category } = classify(error);
    const isBatchRule = category === 'invalid' || category === 'unsupported';
    if (category === 'conflict') this.#noteDuplicate(entry, error, asked);
    else if (asked === 'ambiguous' || (asked === 'batch' && isBatchRule)) this.askSingly(entry);
    else this.refuse(entry, error);
  }

  /** It is there, or something else is: the next look decides. If none ever does, the single call decides. */
  #noteDuplicate(entry: PlannedEntry, error: ApiError, asked: Asked): void {
    const times = (this.#duplicates.get(keyOf(entry)) ?? 0) + 1;
    this.#duplicates.set(keyOf(entry), times);
    if (times < DUPLICATES) return;
    if (asked === 'single') this.refuse(entry, error);
    else this.askSingly(entry);
  }
}
