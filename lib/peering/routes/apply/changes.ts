import type { RouteFact } from '../../model/event.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { End } from '../../network/pair.ts';
import type { EndState } from '../state.ts';
import { keyOf } from './entry-outcomes.ts';

/** What one invocation changes at one end. */
export class Changes {
  readonly #end: End;
  readonly #removed = new Map<string, RouteFact>();
  readonly #wasMissing = new Map<string, RouteFact>();
  readonly #created = new Map<string, RouteFact>();

  constructor(end: End) {
    this.#end = end;
  }

  /** An entry is asked to go. */
  remove(entry: RouteEntry): void {
    this.#removed.set(entry.routeEntryId || keyOf(entry), this.#factOf(entry, 'removed'));
  }

  /** Notes what is there now and was missing before. */
  look({ standings = [] }: EndState): void {
    for (const { planned, state } of standings) {
      const key = keyOf(planned);
      const before = this.#wasMissing.get(key);
      if (state === 'missing') this.#wasMissing.set(key, this.#factOf(planned, 'created'));
      if ((state === 'present' || state === 'partial') && before) this.#created.set(key, before);
    }
  }

  facts(): readonly RouteFact[] {
    return [...this.#created.values(), ...this.#removed.values()];
  }

  /** As `facts`, with what was asked for and has not been seen yet: the last run says what is there. */
  asked(): readonly RouteFact[] {
    return [...this.#wasMissing.values(), ...this.#removed.values()];
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
