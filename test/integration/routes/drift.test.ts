import { describe, expect, it, type TestContext } from 'vitest';
import { textsOf } from '../../../lib/peering/routes/plan/ours.ts';
import type { Sandbox } from '../../../sandbox/start.ts';
import { calls, eventOf, kinds, OWN, sweep, withSandbox } from '../peerflow/with-sandbox.ts';
import { connect, leading, markOf, network } from './support.ts';

/** Checks of a short period begin at once: they are not spread. */
const env = { PEERFLOW_DRIFT: 'announce', PEERFLOW_DRIFT_EVERY: '9' };

type Finishing = Pick<TestContext, 'onTestFinished'>;

const routed = async ({ onTestFinished }: Finishing, more: Record<string, string> = {}) => {
  const sandbox = await withSandbox({
    onTestFinished,
    fixture: network(),
    env: { ...env, ...more },
  });
  const id = await connect(sandbox);
  await eventOf(sandbox, 'Routes:Ready');
  await sandbox.idle();
  return { sandbox, id };
};

/** A sweep, and the check that it asks for. */
const check = async (sandbox: Sandbox): Promise<void> => {
  await sweep(sandbox);
  await sandbox.idle();
};

const lose = (sandbox: Sandbox, id: string, table: string, destination: string): void => {
  const entry = sandbox.world.network
    .routeEntries(table)
    .find((it) => it.destinationCidrBlock === destination && it.nextHops[0]?.nextHopId === id);
  sandbox.world.network.removeRouteEntry(entry?.routeEntryId ?? '');
};

const drifted = (sandbox: Sandbox) =>
  sandbox.eventBridge.events().filter(({ type }) => type === 'peerflow:Routes:Drifted');

describe.concurrent('a check of routes', () => {
  it('tells nothing while they are as planned', async (test) => {
    const { sandbox } = await routed(test);

    await check(sandbox);

    expect(calls(sandbox, 'DescribeRouteTableList')).toBeGreaterThan(2);
    expect(drifted(sandbox)).toEqual([]);
  });

  it('tells of entries that vanished, once, and repairs nothing', async (test) => {
    const { sandbox, id } = await routed(test);
    lose(sandbox, id, 'vtb-a', '10.1.0.0/16');

    await check(sandbox);
    await check(sandbox);

    const [event, ...others] = drifted(sandbox);
    expect(event?.id).toMatch(new RegExp(`^${id}-RoutesDrifted-[0-9a-f]{16}$`));
    for (const each of others) expect(each.id).toBe(event?.id);
    expect(event?.data).toMatchObject({
      plan: [{ routeTableId: 'vtb-a', destinationCidrBlock: '10.1.0.0/16', result: 'missing' }],
      planCounts: { missing: 1 },
      findings: [{ code: 'RouteMissing', severity: 'warning', evidence: { count: 1 } }],
    });
    expect(leading(sandbox, id, 'vtb-a')).toHaveLength(2);
    expect(markOf(sandbox, id)).toBe('Activated');
  });

  it('tells of ranges that were added to a VPC', async (test) => {
    const { sandbox, id } = await routed(test);
    sandbox.world.call({ accountId: OWN }, 'Vpc', 'AssociateVpcCidrBlock', {
      RegionId: 'cn-hangzhou',
      VpcId: 'vpc-b',
      SecondaryCidrBlock: '10.12.0.0/16',
    });

    await check(sandbox);

    const event = await eventOf(sandbox, 'Routes:Drifted');
    expect(event.data).toMatchObject({
      plan: [
        { routeTableId: 'vtb-a', destinationCidrBlock: '10.12.0.0/16', result: 'missing' },
        { routeTableId: 'vtb-a-app', destinationCidrBlock: '10.12.0.0/16', result: 'missing' },
      ],
      findings: [{ code: 'CidrWithoutRoute' }],
    });
    expect(leading(sandbox, id, 'vpc-a')).toHaveLength(6);
  });

  it('tells of entries of ours whose connection is gone, and not of anybody else’s', async (test) => {
    const { sandbox } = await routed(test);
    const dead = 'pcc-goneforever';
    const toDead = { nextHopId: dead, nextHopType: 'VpcPeer' };
    const proof = textsOf({ name: 'peerflow', accountId: OWN }, dead, '10.50.0.0/16');
    sandbox.world.network.addRouteEntry('vtb-b', {
      ...toDead,
      destinationCidrBlock: '10.50.0.0/16',
      ...proof,
    });
    sandbox.world.network.addRouteEntry('vtb-b', {
      ...toDead,
      destinationCidrBlock: '10.51.0.0/16',
      name: 'by-hand',
    });

    await check(sandbox);

    const event = await eventOf(sandbox, 'Routes:Drifted');
    expect(event.data).toMatchObject({
      plan: [
        {
          routeTableId: 'vtb-b',
          destinationCidrBlock: '10.50.0.0/16',
          result: 'dangling',
        },
      ],
      findings: [{ code: 'RouteDangling' }],
    });
  });

  it('tells of an entry that took the place of ours', async (test) => {
    const { sandbox, id } = await routed(test);
    lose(sandbox, id, 'vtb-b', '10.0.0.0/16');
    sandbox.world.network.addRouteEntry('vtb-b', {
      destinationCidrBlock: '10.0.0.0/16',
      nextHopId: 'ngw-1',
      nextHopType: 'NatGateway',
    });

    await check(sandbox);

    const event = await eventOf(sandbox, 'Routes:Drifted');
    expect(event.data).toMatchObject({
      plan: [{ result: 'conflict', detail: expect.stringContaining('ngw-1') }],
      findings: [{ code: 'RouteElsewhere' }],
    });
  });

  it('is never asked for unless the configuration says so', async (test) => {
    const { sandbox, id } = await routed(test, { PEERFLOW_DRIFT: 'off' });
    lose(sandbox, id, 'vtb-a', '10.1.0.0/16');

    await check(sandbox);

    expect(kinds(sandbox)).not.toContain('Routes:Drifted');
  });
});
