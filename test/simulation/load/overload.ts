import { requestIdOf, shortType } from '../support/record.ts';
import { fleet, sendAll } from '../support/scene.ts';
import { MINUTE, REGION, type Simulation, simulate } from '../support/simulation.ts';

/** How much is asked of an API that takes less. */
export interface Overload {
  /** Creates that the API takes a minute. */
  readonly quota: number;
  /** How many times as much is asked for. */
  readonly times: number;
  /** How long that goes on. */
  readonly minutes: number;
  /** Requests in one message. */
  readonly batch: number;
  readonly seed?: number;
}

/** What came of it. */
export interface OverloadResult {
  readonly sim: Simulation;
  readonly asked: number;
  /** Requests whose connection was announced as Activated. */
  readonly done: number;
  /** Calls of CreateVpcPeerConnection for each call that the API would take in the time that it took. */
  readonly callsPerQuota: number;
  /** The most in any ten minutes. */
  readonly worstTenMinutes: number;
  /** The longest wait of a request, by the median. */
  readonly longestByMedian: number;
  /** From the moment when all could have been done at the earliest, in minutes. */
  readonly lateByMinutes: number;
  readonly runs: number;
}

/** One request in so many is for a hub, where one has to follow the other. */
const HUB_EVERY = 20;
/** Connections of one hub: it takes one after another, whatever the quota is. */
const OF_HUB = 180;

const vpcOf = (index: number): string =>
  index % HUB_EVERY === 0
    ? `vpc-${2 * HUB_EVERY * Math.floor(index / HUB_EVERY / OF_HUB)}`
    : `vpc-${2 * index}`;

const requestOf = (index: number) => ({
  requestId: `r-${index}`,
  regionId: REGION,
  vpcId: vpcOf(index),
  acceptingVpcId: `vpc-${2 * index + 1}`,
});

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const sendEvenly = (sim: Simulation, { minutes, batch }: Overload, count: number): void => {
  const apartMs = (batch * minutes * MINUTE) / count;
  for (let first = 0; first < count; first += batch) {
    const those = Array.from({ length: Math.min(batch, count - first) }, (_, at) =>
      requestOf(first + at),
    );
    sim.time.after((first / batch) * apartMs, () => void sendAll(sim, those));
  }
};

/** Milliseconds from each request to its Activated, and when the last one was. */
const waitsOf = (sim: Simulation) => {
  const doneAt = new Map<string, number>();
  for (const { event, at } of sim.record.deliveries) {
    const id = requestIdOf(event) ?? '';
    if (shortType(event) === 'Activated' && !doneAt.has(id)) doneAt.set(id, at);
  }
  const waits = sim.asks.flatMap(({ requestId, sentAt }) => {
    const at = doneAt.get(requestId);
    return at === undefined ? [] : [at - sentAt];
  });
  return { waits, lastAt: Math.max(...doneAt.values()) };
};

/** Requests at a multiple of the quota of the API, until all are done or an hour is over that should not be needed. */
export const overload = async (plan: Overload): Promise<OverloadResult> => {
  const { quota, times, minutes, seed = 1 } = plan;
  const count = quota * times * minutes;
  const sim = simulate({
    seed,
    vpcs: fleet(2 * count),
    behaviour: { callsPerMinute: { CreateVpcPeerConnection: quota } },
    platform: { mostRuns: Number.POSITIVE_INFINITY },
    isLean: true,
  });
  const calls: number[] = [];
  sim.onCall = (operation) => {
    if (operation === 'api:CreateVpcPeerConnection') calls.push(sim.time.elapsed());
  };
  sendEvenly(sim, plan, count);
  const earliestMs = (count / quota) * MINUTE;
  await sim.time.pass(earliestMs + 70 * MINUTE);
  const { waits, lastAt } = waitsOf(sim);
  const tookMs = lastAt - sim.time.start;
  const tens = Array.from(
    { length: Math.ceil(tookMs / MINUTE) },
    (_, from) => calls.filter((at) => at >= from * MINUTE && at < (from + 10) * MINUTE).length,
  );
  return {
    sim,
    asked: count,
    done: waits.length,
    callsPerQuota: calls.length / ((quota * tookMs) / MINUTE),
    worstTenMinutes: Math.max(...tens) / (10 * quota),
    longestByMedian: Math.max(...waits) / median(waits),
    lateByMinutes: (tookMs - earliestMs) / MINUTE,
    runs: sim.platform.runs.length,
  };
};
