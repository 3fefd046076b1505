import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { connectionIn, instanceOf, shortType, statusIn } from '../support/record.ts';
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

/** What events say beside their fact and their id. */
export const faultsOfContents = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => [
    ...shownTags(event),
    ...wrongSubject(sim, event),
    ...wronglyStalled(event),
  ]);
