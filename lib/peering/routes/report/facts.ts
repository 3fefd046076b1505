import { classify, isPassing } from '../../errors/classify.ts';
import type { RouteFact } from '../../model/event.ts';
import { keyOf } from '../apply/entry-outcomes.ts';
import type { EntryState } from '../plan/entry-states.ts';
import { isOurs, type Owner } from '../plan/ours.ts';
import type { EndState } from '../state.ts';

type EntryOutcome = Pick<RouteFact, 'result' | 'detail'>;

/** Another account that lets no role in, or lets none write: its owner has to make these entries. */
export const isHandedOver = ({ end, accessError }: EndState, { accountId }: Owner): boolean =>
  accessError !== undefined &&
  end.accountId !== accountId &&
  !isPassing(accessError) &&
  (accessError.operation === 'AssumeRole' || classify(accessError).category === 'denied');

const READS = ['AssumeRole', 'Describe'];

/** An end that could not be read, for another reason than that it is somebody else's. */
export const isUnread = (state: EndState, owner: Owner): boolean => {
  const { accessError } = state;
  if (accessError === undefined || isHandedOver(state, owner)) return false;
  return READS.some((each) => accessError.operation.startsWith(each));
};

const outcomeOfUnread = (state: EndState, owner: Owner): EntryOutcome => {
  const detail = `${state.accessError?.code}: ${state.accessError?.message}`;
  if (isHandedOver(state, owner)) return { result: 'handed-over' };
  return { result: isUnread(state, owner) ? 'unread' : 'failed', detail };
};

const outcomeOfMissing = (state: EndState, entryState: EntryState, owner: Owner): EntryOutcome => {
  const failure = state.refused.get(keyOf(entryState.planned));
  if (failure) return { result: 'failed', detail: `${failure.code}: ${failure.message}` };
  return state.accessError ? outcomeOfUnread(state, owner) : { result: 'missing' };
};

/** Entries that a detail names. */
const NAMED = 5;

const outcomeOf = (state: EndState, entryState: EntryState, owner: Owner): EntryOutcome => {
  switch (entryState.state) {
    case 'conflict':
      return { result: 'conflict', detail: entryState.reason };
    case 'unread':
      return {
        result: 'unread',
        detail: `The table could not be read: ${entryState.error.code}: ${entryState.error.message}`,
      };
    case 'missing':
      return outcomeOfMissing(state, entryState, owner);
    case 'settling':
      return { result: 'pending' };
    case 'partial': {
      const taken = entryState.taken.map((each) => each.destinationCidrBlock).slice(0, NAMED);
      const detail = `Narrower entries lead a part of it elsewhere: ${taken.join(', ')}.`;
      return { result: 'partial', detail };
    }
    case 'present':
      return { result: isOurs(entryState.entry, owner) ? 'created' : 'present' };
  }
};

const factOf = (state: EndState, entryState: EntryState, owner: Owner): RouteFact => {
  const { regionId, vpcId, routeTableId, destinationCidrBlock } = entryState.planned;
  const place = { regionId, vpcId, routeTableId, destinationCidrBlock };
  return { ...place, ...outcomeOf(state, entryState, owner) };
};

/** Every planned entry of an end as events and answers show it, in the order of the plan. */
export const factsOf = (state: EndState, owner: Owner): readonly RouteFact[] => {
  const { end, entryStates } = state;
  if (entryStates) return entryStates.map((each) => factOf(state, each, owner));
  // The tables may not be read: this is where its routes would have to lead.
  const { regionId, vpcId } = end;
  return end.destinations.map((destinationCidrBlock) => ({
    regionId,
    vpcId,
    destinationCidrBlock,
    ...outcomeOfUnread(state, owner),
  }));
};
