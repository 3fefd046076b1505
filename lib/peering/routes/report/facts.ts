import { treat } from '../../errors/treat.ts';
import type { RouteFact } from '../../model/event.ts';
import { keyOf } from '../apply/ledger.ts';
import type { Standing } from '../plan/compare.ts';
import type { RoutedEnd } from '../plan/ends.ts';
import { isOurs } from '../plan/ours.ts';
import type { EndState } from '../state.ts';

/** Whose tables and entries are whose. */
export interface Whose {
  /** `PEERFLOW_NAME`. */
  readonly name: string;
  /** Our own account. */
  readonly accountId: string;
}

type Fact = Omit<RouteFact, 'result' | 'detail'>;
type Said = Pick<RouteFact, 'result' | 'detail'>;

/** Another account that lets nobody in, or nobody write: its owner has to make these entries. */
export const isHandedOver = ({ end, shut }: EndState, { accountId }: Whose): boolean =>
  shut !== undefined &&
  end.accountId !== accountId &&
  (shut.operation === 'AssumeRole' || treat(shut).category === 'denied');

const saidOfOpen = (state: EndState, standing: Standing, whose: Whose): Said => {
  const failure = state.refused.get(keyOf(standing.planned));
  if (failure) return { result: 'failed', detail: `${failure.code}: ${failure.message}` };
  if (isHandedOver(state, whose)) return { result: 'handed-over' };
  if (state.shut) return { result: 'failed', detail: `${state.shut.code}: ${state.shut.message}` };
  return { result: standing.state === 'settling' ? 'pending' : 'missing' };
};

const saidOf = (state: EndState, standing: Standing, whose: Whose): Said => {
  if (standing.state === 'conflict') return { result: 'conflict', detail: standing.reason };
  if (standing.state !== 'present') return saidOfOpen(state, standing, whose);
  return { result: isOurs(standing.entry, whose.name) ? 'created' : 'present' };
};

const placeOf = ({ planned }: Standing): Fact => {
  const { regionId, vpcId, routeTableId, destinationCidrBlock } = planned;
  return { regionId, vpcId, routeTableId, destinationCidrBlock };
};

/** What can be said of an end whose tables nobody may read: where its routes would have to lead. */
const unread = (state: EndState, { regionId, vpcId, destinations }: RoutedEnd, whose: Whose) => {
  const said: Said = isHandedOver(state, whose)
    ? { result: 'handed-over' }
    : { result: 'failed', detail: `${state.shut?.code}: ${state.shut?.message}` };
  return destinations.map((destinationCidrBlock) => ({
    regionId,
    vpcId,
    destinationCidrBlock,
    ...said,
  }));
};

/** Every planned entry of an end as events and answers show it, in the order of the plan. */
export const factsOf = (state: EndState, whose: Whose): readonly RouteFact[] =>
  state.standings === undefined
    ? unread(state, state.end, whose)
    : state.standings.map((each) => ({ ...placeOf(each), ...saidOf(state, each, whose) }));
