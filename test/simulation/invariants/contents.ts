import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import {
  connectionIn,
  hasFinding,
  instanceOf,
  requestIdOf,
  shortType,
  statusIn,
} from '../support/record.ts';
import { OWN, type Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';

const OUR_TAG = /"key":"peerflow:/;

/** Events that show tags which only serve as our memory. */
const shownTags = (event: FollowUpEvent): readonly string[] =>
  OUR_TAG.test(JSON.stringify(connectionIn(event).tags ?? []))
    ? [`${event.id} shows tags of ours`]
    : [];

const VPC = /^acs:vpc:([^:]+):([^:]+):vpc\/(.+)$/;

/** Who an event may be about: its connection under the account that owns it, or the VPC of ours that it would begin at. */
const subjectsOf = (sim: Simulation, event: FollowUpEvent): string | undefined => {
  const instanceId = instanceOf(event);
  const made = sim.truth.lives.get(instanceId)?.connection;
  if (made) return `acs:vpc:${made.regionId}:${made.ownerId}:vpcpeer/${instanceId}`;
  const [, , , vpcId] = VPC.exec(event.subject ?? '') ?? [];
  const vpc = sim.world.fixture.vpcs.find(({ id }) => id === vpcId);
  return vpc && `acs:vpc:${vpc.regionId}:${OWN}:vpc/${vpc.id}`;
};

const wrongSubject = (sim: Simulation, event: FollowUpEvent): readonly string[] => {
  const { subject } = event;
  const expected = subjectsOf(sim, event);
  return subject === undefined || expected === undefined || subject === expected
    ? []
    : [`${event.id} is about ${subject}, not ${expected}`];
};

const IN_MOTION: ReadonlySet<string | undefined> = new Set(['Creating', 'Updating', 'Deleting']);

/** A connection that waits for a person, or stands, is not late. */
const wronglyStalled = (event: FollowUpEvent): readonly string[] =>
  shortType(event) === 'Stalled' && !IN_MOTION.has(statusIn(event))
    ? [`${event.id} says that ${instanceOf(event)} is late, which is ${statusIn(event)}`]
    : [];

/** Who tells the end of what nobody has seen knows nothing but its id, and has to say so: it may never have been. */
const unseenEnd = (event: FollowUpEvent): readonly string[] =>
  shortType(event) === 'Deleted' &&
  connectionIn(event).vpc === undefined &&
  !hasFinding(event, 'NeverSeen')
    ? [`${event.id} does not say that ${instanceOf(event)} was never seen`]
    : [];

const STATUSES: ReadonlySet<string> = new Set([
  ...['Creating', 'Accepting', 'Expiring', 'Activated', 'Rejected', 'Expired', 'Deleted'],
]);

/** A status of what a request made is told under its id, whoever asked for what led there. */
const wrongOwners = (sim: Simulation, all: readonly FollowUpEvent[]): readonly string[] => {
  const makers = new Map(
    sim.asks.flatMap(({ action, requestId }) =>
      action === 'create'
        ? [...sim.record.madeBy(requestId)].map((id) => [id, requestId] as const)
        : [],
    ),
  );
  return all.flatMap((event) => {
    const instanceId = instanceOf(event);
    const maker = makers.get(instanceId);
    const isDue = STATUSES.has(shortType(event)) && !hasFinding(event, 'NeverSeen');
    // Whoever takes the name of a connection that others took from it owns it.
    if (!isDue || maker === undefined || sim.people.did('tag:peerflow:request', instanceId))
      return [];
    return requestIdOf(event) === maker
      ? []
      : [`${event.id} is told as ${requestIdOf(event)}, and ${maker} made it`];
  });
};

/** What events say beside their fact and their id. */
export const faultsOfContents = (sim: Simulation, { all }: Heard): readonly string[] => [
  ...wrongOwners(sim, all),
  ...all.flatMap((event) => [
    ...shownTags(event),
    ...wrongSubject(sim, event),
    ...wronglyStalled(event),
    ...unseenEnd(event),
  ]),
];
