import { describe, expect, it } from 'vitest';
import { failureCodeOf } from './support/record.ts';
import {
  aboutWhat,
  activated,
  byHand,
  call,
  couple,
  expectSound,
  heard,
  instanceFor,
  partner,
  scene,
  send,
  whoHeard,
} from './support/scene.ts';
import { HOUR, MINUTE, OTHER, OWN, REGION, type Simulation } from './support/simulation.ts';

const createByHand = (sim: Simulation, other = { accountId: OWN, vpcId: 'vpc-1' }): void => {
  const did = sim.people.create(
    OWN,
    { regionId: REGION, vpcId: 'vpc-0' },
    { regionId: REGION, ...other },
  );
  expect(did).toBe(true);
};

describe('lists that lag by three minutes', () => {
  it('after somebody made a connection: a create waits, adopts it, and makes no second one', async () => {
    const sim = scene({ behaviour: { listLagMs: 3 * MINUTE } });
    createByHand(sim);
    await sim.time.pass(5_000);

    send(sim, couple(0));
    await sim.live(15 * MINUTE);

    expect(sim.world.connections()).toHaveLength(1);
    expect(whoHeard(sim, 'Adopted')).toEqual(['couple-0']);
    expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
    expectSound(sim);
  });

  it('show a connection that is Deleted by now: it is not adopted, and a new one is made', async () => {
    const sim = scene({ behaviour: { listLagMs: 3 * MINUTE, deletedVisibleMs: 0 } });
    createByHand(sim);
    await sim.time.pass(10 * MINUTE);
    const [first = ''] = [...sim.truth.lives.keys()];
    byHand(sim, 'Delete', first);
    await sim.time.pass(10_000);

    send(sim, couple(0));
    await sim.live(15 * MINUTE);

    expect(heard(sim, 'Adopted')).toEqual([]);
    const second = instanceFor(sim, couple(0));
    expect(second).not.toBe(first);
    expect(aboutWhat(sim, 'Activated')).toEqual([second]);
    expectSound(sim);
  });
});

describe('a connection of others that waits for its acceptance and cannot carry tags', () => {
  it('is adopted, and Activated is told when it is accepted', async () => {
    const sim = scene();
    createByHand(sim, { accountId: OTHER, vpcId: 'vpc-partner' });
    const [instanceId = ''] = [...sim.truth.lives.keys()];
    const tags = sim.world.connection(instanceId)?.tags;
    tags?.set(OWN, new Map(Array.from({ length: 19 }, (_, index) => [`key-${index}`, 'taken'])));
    await sim.time.pass(MINUTE);

    send(sim, partner());
    await sim.live(10 * MINUTE);
    expect(whoHeard(sim, 'Adopted')).toEqual(['partner']);
    byHand(sim, 'Accept', instanceId, OTHER);
    await sim.live(2 * HOUR);

    expect(whoHeard(sim, 'Activated')).toEqual(['partner']);
    expectSound(sim);
  });
});

describe('a key that made a connection', () => {
  it('with another body is refused with 422, also where an older connection of the pair lives', async () => {
    const sim = scene({ behaviour: { secondOfPair: 'allow' } });
    await activated(sim, couple(1, { requestId: 'k' }));
    createByHand(sim);
    await sim.time.pass(MINUTE);

    const ask = call(sim, 'POST', '/peerings', { body: couple(0, { requestId: 'k' }), key: 'k' });
    await sim.live(2 * MINUTE);

    expect(ask.answers.map(({ status }) => status)).toEqual([422]);
    expect(ask.answers[0]?.body).toContain('IdempotencyKeyReused');
    expect(ask.answers[0]?.body).not.toContain('vpc-2');
  });
});

describe('a key that made the younger of two connections of a pair', () => {
  it('is refused with 422 for another body, and the older one is left alone', async () => {
    const sim = scene({ behaviour: { secondOfPair: 'allow', listLagMs: 60_000 } });
    createByHand(sim);
    await sim.time.pass(5_000);
    const older = instanceFor(sim, couple(0));
    call(sim, 'POST', '/peerings', { body: couple(0, { requestId: 'k' }), key: 'k' });
    await sim.live(5 * MINUTE);
    expect(sim.world.connections()).toHaveLength(2);

    const other = couple(0, { requestId: 'k', name: 'another' });
    const ask = call(sim, 'POST', '/peerings', { body: other, key: 'k' });
    await sim.live(5 * MINUTE);

    expect(ask.answers.map(({ status }) => status)).toEqual([422]);
    expect(sim.world.connection(older)?.tags.get(OWN)?.size ?? 0).toBe(0);
    expect(sim.world.connections()).toHaveLength(2);
  });
});

describe('a new connection that Get does not find for 5 s', () => {
  it('is created once, although the API would allow a second one of the pair', async () => {
    const sim = scene({
      behaviour: { notFoundAfterCreateMs: 5_000, listLagMs: 10_000, secondOfPair: 'allow' },
    });
    send(sim, couple(0), 'M1');
    await sim.time.pass(2_000);
    send(sim, couple(0), 'M1');
    await sim.live(10 * MINUTE);

    expect(sim.world.connections()).toHaveLength(1);
    expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
    expectSound(sim);
  });
});

describe('a pair whose connection was refused', () => {
  it('says so to a create, with what to do', async () => {
    const sim = scene();
    createByHand(sim, { accountId: OTHER, vpcId: 'vpc-partner' });
    const [instanceId = ''] = [...sim.truth.lives.keys()];
    await sim.time.pass(MINUTE);
    byHand(sim, 'Reject', instanceId, OTHER);

    send(sim, partner());
    await sim.live(5 * MINUTE);

    expect(heard(sim, 'Failed').map(failureCodeOf)).toEqual(['PairRefused']);
  });
});
