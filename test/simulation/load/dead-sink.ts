import { connectionEvent } from '../../../lib/peering/events/build.ts';
import { eventContext } from '../../../lib/peering/events/envelope.ts';
import type { Connection } from '../../../lib/peering/model/connection.ts';
import { deliver } from '../../../lib/peering/outbox.ts';
import { fleet } from '../support/scene.ts';
import {
  DAY,
  HOUR,
  MINUTE,
  OWN,
  REGION,
  type Simulation,
  simulate,
} from '../support/simulation.ts';

/** What came of a day on which one of two sinks was dead. */
export interface DeadSinkResult {
  readonly sim: Simulation;
  /** Events at the sink that was well, and the longest that one took to get there, in milliseconds. */
  readonly atHealthy: number;
  readonly healthyMs: number;
  /** Events at the dead sink while it was dead, and after all. */
  readonly whileDead: number;
  readonly afterwards: number;
  /** Events that were given up. */
  readonly parked: number;
  readonly runsForEach: number;
  /** The most runs of an hour after the first two, for each event. */
  readonly worstHour: number;
  /** Events that the queue of failed tasks holds. */
  readonly failed: number;
}

const ANNOUNCER = 'peerflow-announcer';
/** Events that one invocation announces, as a sweep does. */
const AT_ONCE = 10;
const WITHIN_MS = 10 * MINUTE;

const connectionOf = (index: number): Connection => ({
  instanceId: `pcc-${index}`,
  status: 'Activated',
  ownerId: OWN,
  acceptingOwnerUid: OWN,
  regionId: REGION,
  acceptingRegionId: REGION,
  vpc: { vpcId: `vpc-${2 * index}`, ipv4Cidrs: [], ipv6Cidrs: [] },
  acceptingVpc: { vpcId: `vpc-${2 * index + 1}`, ipv4Cidrs: [], ipv6Cidrs: [] },
  tags: [],
});

const simulation = (seed: number): Simulation =>
  simulate({
    seed,
    vpcs: fleet(2),
    sinks: [{ id: 'a' }, { id: 'b' }],
    rules: [{ on: 'sink:b:*', kind: 'unavailable', chance: 1, from: 0, to: DAY }],
    platform: { mostRuns: Number.POSITIVE_INFINITY },
    isLean: true,
    work: {
      [ANNOUNCER]: async (ctx, event) => {
        const { first, count } = JSON.parse(event.toString());
        for (let index = first; index < first + count; index++) {
          const about = { connection: connectionOf(index), requestId: `r-${index}` };
          const activated = connectionEvent({
            ...eventContext(ctx),
            ...about,
            type: 'Activated',
            action: 'create',
            previousStatus: 'Creating',
          });
          if (!(await deliver(ctx, activated))) throw new Error('neither delivered nor queued');
        }
      },
    },
  });

/** Events of so many connections within ten minutes, of which one sink takes none for a day. */
export const deadSink = async (connections: number, seed = 1): Promise<DeadSinkResult> => {
  const sim = simulation(seed);
  const announcedAt = new Map<string, number>();
  for (let first = 0; first < connections; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, connections - first);
    sim.time.after((first / connections) * WITHIN_MS, () => {
      for (let index = first; index < first + count; index++)
        announcedAt.set(`pcc-${index}-Activated`, sim.time.now());
      sim.platform.invokeLater(ANNOUNCER, JSON.stringify({ first, count }));
    });
  }
  await sim.time.pass(DAY - MINUTE);
  const whileDead = sim.sinks.events('b').length;
  await sim.time.pass(2 * HOUR);
  const healthy = sim.sinks.deliveries.filter(({ sink }) => sink === 'a');
  const hours = new Map<number, number>();
  for (const { startedAt, kind } of sim.platform.runs) {
    const hour = Math.floor((startedAt - sim.time.start) / HOUR);
    if (kind === 'deliver' && hour >= 2) hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }
  return {
    sim,
    atHealthy: sim.sinks.events('a').length,
    healthyMs: Math.max(...healthy.map(({ event, at }) => at - (announcedAt.get(event.id) ?? 0))),
    whileDead,
    afterwards: sim.sinks.events('b').length,
    parked: sim.smq.bodies('peerflow-parked').length,
    failed: sim.smq.bodies('peerflow-failed').length,
    runsForEach: sim.platform.runs.filter(({ kind }) => kind === 'deliver').length / connections,
    worstHour: Math.max(...hours.values()) / connections,
  };
};
