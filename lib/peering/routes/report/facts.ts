import { classify, isPassing } from '../../errors/classify.ts';
import type { RouteFact } from '../../model/event.ts';
import { keyOf } from '../apply/entry-outcomes.ts';
import type { Standing } from '../plan/judge.ts';
import { isOurs, type Whose } from '../plan/ours.ts';
import type { EndState } from '../state.ts';

type EntryOutcome = Pick<RouteFact, 'result' | 'detail'>;

/** Another account that lets no role in, or lets none write: its owner has to make these entries. */
export const isHandedOver = ({ end, shut }: EndState, { accountId }: Whose): boolean =>
  shut !== undefined &&
  end.accountId !== accountId &&
  !isPassing(shut) &&
  (shut.operation === 'AssumeRole' || classify(shut).category === 'denied');

const READS = ['AssumeRole', 'Describe'];

/** An end that could not be read, for another reason than that it is somebody else's. */
export const isUnread = (state: EndState, whose: Whose): boolean =>
  state.shut !== undefined &&
  !isHandedOver(state, whose) &&
  READS.some((each) => state.shut?.operation.startsWith(each));

const outcomeOfShut = (state: EndState, whose: Whose): EntryOutcome => {
  const detail = `${state.shut?.code}: ${state.shut?.message}`;
  if (isHandedOver(state, whose)) return { result: 'handed-over' };
  return { result: isUnread(state, whose) ? 'unread' : 'failed', detail };
};

const outcomeOfMissing = (state: EndState, standing: Standing, whose: Whose): EntryOutcome => {
  const failure = state.refused.get(keyOf(standing.planned));
  if (failure) return { result: 'failed', detail: `${failure.code}: ${failure.message}` };
  return state.shut ? outcomeOfShut(state, whose) : { result: 'missing' };
};

/** Entries that a detail names. */
const NAMED = 5;

const outcomeOf = (state: EndState, standing: Standing, whose: Whose): EntryOutcome => {
  switch (standing.state) {
    case 'conflict':
      return { result: 'conflict', detail: standing.reason };
    case 'unread':
      return {
        result: 'unread',
        detail: `The table could not be read: ${standing.error.code}: ${standing.error.message}`,
      };
    case 'missing':
      return outcomeOfMissing(state, standing, whose);
    case 'settling':
      return { result: 'pending' };
    case 'partial': {
      const taken = standing.taken.map((each) => each.destinationCidrBlock).slice(0, NAMED);
      const detail = `Narrower entries lead a part of it elsewhere: ${taken.join(', ')}.`;
      return { result: 'partial', detail };
    }
    case 'present':
      return { result: isOurs(standing.entry, whose) ? 'created' : 'present' };
  }
};

const factOf = (state: EndState, standing: Standing, whose: Whose): RouteFact => {
  const { regionId, vpcId, routeTableId, destinationCidrBlock } = standing.planned;
  const place = { regionId, vpcId, routeTableId, destinationCidrBlock };
  return { ...place, ...outcomeOf(state, standing, whose) };
};

/** Every planned entry of an end as events and answers show it, in the order of the plan. */
export const factsOf = (state: EndState, whose: Whose): readonly RouteFact[] => {
  const { end, standings } = state;
  if (standings) return standings.map((each) => factOf(state, each, whose));
  // The tables may not be read: this is where its routes would have to lead.
  const { regionId, vpcId } = end;
  return end.destinations.map((destinationCidrBlock) => ({
    regionId,
    vpcId,
    destinationCidrBlock,
    ...outcomeOfShut(state, whose),
  }));
};
