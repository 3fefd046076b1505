import { describe, expect, it } from 'vitest';
import { TASK_VERSION } from '../../lib/peering/queue/task-kind.ts';
import { faultsOfRedrives } from './invariants/redrives.ts';
import { failureCodeOf } from './support/record.ts';
import {
  aboutWhat,
  activated,
  couple,
  expectSound,
  heard,
  instanceFor,
  scene,
  send,
  whoHeard,
} from './support/scene.ts';
import { DAY, HOUR, MINUTE, OWN, REGION, SECOND, type Simulation } from './support/simulation.ts';

const failedRecords = (sim: Simulation) => sim.smq.bodies('peerflow-failed');

const TWO = [{ id: 'a' }, { id: 'b' }];

const ensure = { regionId: REGION, vpcId: 'vpc-0', acceptingVpcId: 'vpc-1' };

describe('a task that failed nine times', () => {
  it.each([true, false])(
    'is redriven although its id is known (records in Base64: %s)',
    async (base64Records) => {
      const sim = scene({ platform: { base64Records } });
      sim.platform.broken.add('peerflow-poller');
      send(sim, couple(0));
      await sim.time.pass(10 * MINUTE);
      expect(failedRecords(sim)).toHaveLength(1);
      expect(heard(sim, 'Activated')).toEqual([]);

      sim.platform.broken.clear();
      sim.sources.tick();
      await sim.time.pass(2 * MINUTE);

      expect(failedRecords(sim)).toEqual([]);
      expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
      expectSound(sim);
    },
  );

  it('is redriven three times, an hour apart, and then parked with the reason', async () => {
    const sim = scene();
    sim.platform.broken.add('peerflow-worker');
    sim.faults.add({ on: 'sink:*', kind: 'unavailable', chance: 1, from: 0, to: 30 * MINUTE });
    send(sim, couple(0));

    await sim.live(5 * HOUR);

    const parked = sim.smq.bodies('peerflow-parked');
    expect(parked.length).toBeGreaterThan(0);
    expect(parked[0]).toContain('failed again after 3 redrives');
    const runs = sim.platform.runs.filter(({ functionName }) => functionName === 'peerflow-worker');
    expect(runs.length).toBe(parked.length * 4 * 9);
    expect(faultsOfRedrives(sim)).toEqual([]);
  });
});

describe('a bad deployment', () => {
  it('in which every invocation throws for ten minutes loses nothing', async () => {
    const sim = scene();
    const first = await activated(sim);
    for (const name of ['request', 'worker', 'poller', 'accepter', 'router'])
      sim.platform.broken.add(`peerflow-${name}`);
    send(sim, couple(1));
    send(sim, { action: 'modify', requestId: 'm', instanceId: first, name: 'renamed' });
    sim.sources.direct(couple(0, { requestId: 'direct' }), []);
    await sim.live(10 * MINUTE);

    sim.platform.broken.clear();
    await sim.live(3 * HOUR);

    expect(whoHeard(sim, 'Activated')).toContain('couple-1');
    expect(whoHeard(sim, 'Updated')).toEqual(['m']);
    expect(whoHeard(sim, 'Adopted')).toEqual(['direct']);
    expectSound(sim);
  });
});

describe('tasks of a version that a rollback does not know', () => {
  it('are thrown, kept in the queue of failed tasks, and redriven after the version is back', async () => {
    const sim = scene({ sinks: TWO, timings: { creatingMs: 30 * SECOND } });
    const now = `"version":${TASK_VERSION}`;
    const next = `"version":${TASK_VERSION + 1}`;
    const submit = sim.platform.submit.bind(sim.platform);
    sim.platform.submit = (name, payload, options) =>
      submit(name, payload.replace(now, next), options);
    const newer = (payload: string) => payload.replace(next, now);
    sim.reads = newer;
    const from = 5 * SECOND;
    sim.faults.add({ on: 'sink:b:*', kind: 'unavailable', chance: 1, from: 0, to: from });
    const busy = { on: 'api:CreateVpcPeerConnection', kind: 'throttled', chance: 1 } as const;
    sim.faults.add({ ...busy, from, to: MINUTE });
    send(sim, couple(0, { routes: 'both' }));
    await sim.time.pass(from);
    send(sim, couple(1));
    await sim.time.pass(12 * SECOND);

    sim.platform.submit = submit;
    sim.reads = (payload) => payload;
    await sim.time.pass(MINUTE);
    const kinds = () => failedRecords(sim).map((each) => /"peerflow\W+(\w+)/.exec(each)?.[1]);
    expect(new Set(kinds())).toEqual(new Set(['deliver', 'requests', 'watch']));
    for (const record of failedRecords(sim))
      expect(record).toContain('not a task that this function can read');
    await sim.live(HOUR + 10 * MINUTE);
    expect(sim.smq.bodies('peerflow-parked')).toEqual([]);
    expect(heard(sim, 'Failed')).toEqual([]);

    sim.reads = newer;
    await sim.live(2 * HOUR);

    expect(failedRecords(sim)).toEqual([]);
    expect([...whoHeard(sim, 'Activated')].sort()).toEqual(['couple-0', 'couple-1']);
    expect(heard(sim, 'Routes:Ready')).toHaveLength(1);
    expect(heard(sim, 'Creating', 'b')).toHaveLength(2);
    expectSound(sim);
  });
});

describe('a forged record', () => {
  it('in the queue of dead letters is never run as a task', async () => {
    const sim = scene();
    const instanceId = await activated(sim);
    const task = {
      peerflow: 'routes',
      version: 1,
      chain: '0'.repeat(32),
      step: 0,
      part: 0,
      begunAt: sim.time.now(),
      due: sim.time.now(),
      instanceId,
      regionId: REGION,
    };
    const record = JSON.stringify({
      requestContext: { functionArn: `acs:fc:cn-hangzhou:${OWN}:functions/peerflow-router` },
      requestPayload: JSON.stringify(task),
    });
    sim.smq.put('peerflow-dead', record);

    await sim.live(HOUR);

    const forged = sim.record.tasks.filter(({ payload }) => payload.includes(task.chain));
    expect(forged).toEqual([]);
    expect(sim.smq.bodies('peerflow-dead')).toEqual([record]);
  });

  it('sent to the requests queue is a rejected request', async () => {
    const sim = scene();
    const instanceId = await activated(sim);
    const task = sim.record.tasks.find(({ id }) => id.startsWith('watch-'));

    void sim.sources.message(JSON.parse(task?.payload ?? '{}'));
    await sim.time.pass(MINUTE);

    expect(heard(sim, 'Request:Rejected')).toHaveLength(1);
    expect(sim.truth.statusOf(instanceId)).toBe('Activated');
  });
});

describe('the wish that a pair be connected', () => {
  it('is made anew when the same message comes an hour after the connection was deleted', async () => {
    const sim = scene();
    sim.sources.timed(ensure);
    await sim.live(5 * MINUTE);
    const first = instanceFor(sim, ensure);
    send(sim, { action: 'delete', requestId: 'd', instanceId: first });
    await sim.live(HOUR);

    sim.sources.timed(ensure);
    await sim.live(10 * MINUTE);

    const second = instanceFor(sim, ensure);
    expect(second).not.toBe(first);
    expect(sim.truth.statusOf(second)).toBe('Activated');
    expect(aboutWhat(sim, 'Activated')).toContain(second);
  });

  it('of a request with its own id ends there, saying so', async () => {
    const sim = scene();
    const instanceId = await activated(sim);
    send(sim, { action: 'delete', requestId: 'd', instanceId });
    await sim.live(HOUR);

    send(sim, couple(0));
    await sim.live(10 * MINUTE);

    expect(heard(sim, 'Failed').map(failureCodeOf)).toEqual(['ConnectionGone']);
    expect(sim.world.connections().filter(({ status }) => status === 'Activated')).toEqual([]);
    expectSound(sim);
  });
});

describe('chains', () => {
  it('end: a week after a connection was made nothing runs for it any more', async () => {
    const sim = scene();
    await activated(sim);
    await sim.time.pass(7 * DAY);
    const before = sim.platform.runs.length;
    await sim.time.pass(2 * DAY);
    expect(sim.platform.runs.length).toBe(before);
    expect(sim.platform.pending).toBe(0);
  });
});
