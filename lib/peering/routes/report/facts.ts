import { classify } from '../../errors/classify.ts';
import type { RouteFact } from '../../model/event.ts';
import { keyOf } from '../apply/entry-outcomes.ts';
import type { RoutedEnd } from '../plan/ends.ts';
import type { Standing } from '../plan/judge.ts';
import { isOurs, type Whose } from '../plan/ours.ts';
import type { EndState } from '../state.ts';

type Fact = Omit<RouteFact, 'result' | 'detail'>;
type EntryOutcome = Pick<RouteFact, 'result' | 'detail'>;

/** Another account that lets nobody in, or nobody write: its owner has to make these entries. */
export const isHandedOver = ({ end, shut }: EndState, { accountId }: Whose): boolean =>
  shut !== undefined &&
  end.accountId !== accountId &&
  (shut.operation === 'AssumeRole' || classify(shut).category === 'denied');

const outcomeOfOpen = (state: EndState, standing: Standing, whose: Whose): EntryOutcome => {
  const failure = state.refused.get(keyOf(standing.planned));
  if (failure) return { result: 'failed', detail: `${failure.code}: ${failure.message}` };
  if (isHandedOver(state, whose)) return { result: 'handed-over' };
  if (state.shut) return { result: 'failed', detail: `${state.shut.code}: ${state.shut.message}` };
  return { result: standing.state === 'settling' ? 'pending' : 'missing' };
};

const outcomeOf = (state: EndState, standing: Standing, whose: Whose): EntryOutcome => {
  if (standing.state === 'conflict') return { result: 'conflict', detail: standing.reason };
  if (standing.state === 'missing' || standing.state === 'settling')
    return outcomeOfOpen(state, standing, whose);
  const result = isOurs(standing.entry, whose) ? 'created' : 'present';
  if (standing.state !== 'partial') return { result };
  const taken = standing.taken
    .map((each) => each.destinationCidrBlock)
    .slice(0, 5)
    .join(', ');
  return { result: 'partial', detail: `Narrower entries take part of it elsewhere: ${taken}.` };
};

const placeOf = ({ planned }: Standing): Fact => {
  const { regionId, vpcId, routeTableId, destinationCidrBlock } = planned;
  return { regionId, vpcId, routeTableId, destinationCidrBlock };
};

/** What can be said of an end whose tables nobody may read: where its routes would have to lead. */
const unread = (state: EndState, { regionId, vpcId, destinations }: RoutedEnd, whose: Whose) => {
  const outcome: EntryOutcome = isHandedOver(state, whose)
    ? { result: 'handed-over' }
    : { result: 'failed', detail: `${state.shut?.code}: ${state.shut?.message}` };
  return destinations.map((destinationCidrBlock) => ({
    regionId,
    vpcId,
    destinationCidrBlock,
    ...outcome,
  }));
};

/** Every planned entry of an end as events and answers show it, in the order of the plan. */
export const factsOf = (state: EndState, whose: Whose): readonly RouteFact[] =>
  state.standings === undefined
    ? unread(state, state.end, whose)
    : state.standings.map((each) => ({ ...placeOf(each), ...outcomeOf(state, each, whose) }));
