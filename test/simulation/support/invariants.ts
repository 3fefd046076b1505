import { expect } from 'vitest';
import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { instanceOf } from './history.ts';
import type { Simulation } from './simulation.ts';

const ONCE = /:Connection:(Creating|Accepting|Activated|Rejected|Expired|Deleted)$/;

/** The same fact under two ids would be two facts to a consumer. */
const toldTwice = (events: readonly FollowUpEvent[]): readonly string[] => {
  const ids = new Map<string, Set<string>>();
  for (const event of events.filter(({ type }) => ONCE.test(type))) {
    const fact = `${event.type} ${instanceOf(event)}`;
    ids.set(fact, (ids.get(fact) ?? new Set()).add(event.id));
  }
  return [...ids].filter(([, those]) => those.size > 1).map(([fact]) => fact);
};

/** What must hold in every run, whatever went wrong in it. */
export const expectSound = ({ history, sinks, functions }: Simulation): void => {
  expect(history.broken).toEqual([]);
  expect(toldTwice(sinks.deliveries.map(({ event }) => event))).toEqual([]);
  expect(functions.given).toEqual([]);
  const late = functions.runs.filter(({ failed }) => String(failed).includes('timed out'));
  expect(late).toEqual([]);
};

/** The events of one kind (`Activated`, `Routes:Ready`), by the connection they are about. */
export const toldOf = ({ sinks }: Simulation, kind: string): readonly string[] =>
  sinks
    .events()
    .filter(({ type }) => type === `peerflow:${kind.includes(':') ? kind : `Connection:${kind}`}`)
    .map(instanceOf)
    .sort();

/** Ids of connections in a status, sorted. */
export const inStatus = ({ world }: Simulation, status: string): readonly string[] =>
  world
    .connections()
    .filter((it) => it.status === status)
    .map(({ instanceId }) => instanceId)
    .sort();

/** The end as somebody outside sees it, without ids that depend on chance. */
export const endOf = ({ world, sinks }: Simulation): readonly string[] => {
  const told = new Set(sinks.events().map(({ id }) => id));
  return world
    .connections()
    .map((it) => {
      // What is gone cannot be marked any more.
      const marks = it.status === 'Deleted' ? [] : [...it.tags.values()];
      const state = marks.map((tags) => tags.get('peerflow:state') ?? '').join('');
      const isTold = told.has(`${it.instanceId}-${it.status}`);
      return `${it.vpcId} ${it.acceptingVpcId} ${it.status} ${state} told=${isTold}`;
    })
    .sort();
};
