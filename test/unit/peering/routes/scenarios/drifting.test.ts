import { describe, expect, it } from 'vitest';
import { textsOf } from '../../../../../lib/peering/routes/plan/ours.ts';
import { DAY, HOUR, MINUTE, OWN, REGION } from '../../../../simulation/support/simulation.ts';
import {
  byHand,
  connect,
  kinds,
  lastOf,
  leading,
  peerflow,
  removeByHand,
  vpcA,
  vpcB,
} from './support.ts';

const repairing = { settings: { drift: 'repair' as const } };
const announcing = { settings: { drift: 'announce' as const } };
const two = () => [
  vpcA({
    vSwitches: [
      { id: 'vsw-a', cidrBlock: '10.0.1.0/24' },
      { id: 'vsw-a2', cidrBlock: '10.0.2.0/24' },
    ],
    routeTables: [{ id: 'vtb-a2', vSwitchIds: ['vsw-a2'] }],
  }),
  vpcB(),
];

const codes = (data: unknown): readonly string[] => {
  const findings = typeof data === 'object' && data !== null ? Reflect.get(data, 'findings') : [];
  return Array.isArray(findings) ? findings.map(({ code }) => String(code)) : [];
};

describe('checks while a connection cannot be looked at for hours', () => {
  const checksIn = async (idsHonoured: boolean): Promise<number> => {
    // Every other sweep is a new process, which does not remember what was asked for.
    const sim = peerflow({ ...announcing, platform: { idsHonoured, recycle: 0.5 } });
    await connect(sim);
    const before = sim.platform.runs.length;
    const from = sim.time.elapsed();
    const rule = { kind: 'throttled' as const, chance: 1, from, to: from + 4 * HOUR };
    sim.faults.add({ on: 'api:GetVpcPeerConnectionAttribute', ...rule });
    await sim.live(4 * HOUR);
    return sim.platform.runs.slice(before).filter(({ kind }) => kind === 'routes').length;
  };

  it('wait each on its own, and where task ids are ignored for the next sweep', async () => {
    const [honoured, ignored] = [await checksIn(true), await checksIn(false)];
    const looksOfSweeps = 3 * 30 * 4;
    expect(honoured).toBeGreaterThan(looksOfSweeps);
    expect(ignored).toBeLessThan(looksOfSweeps);
  });
});

describe('drift that is repaired', () => {
  it('restores an entry of ours that vanished, and announces Repaired', async () => {
    const sim = peerflow(repairing);
    const id = await connect(sim);
    removeByHand(sim, 'vtb-a', '10.1.0.0/16');
    await sim.live(3 * HOUR);

    expect(leading(sim, id, 'vpc-a')).toEqual(['vtb-a 10.1.0.0/16']);
    expect(lastOf(sim, 'Routes:Repaired').data).toMatchObject({
      plan: [{ routeTableId: 'vtb-a', result: 'created' }],
      planCounts: { created: 1 },
    });
    expect(kinds(sim)).not.toContain('Routes:Drifted');
  });

  it('adds a range that the VPC across gained', async () => {
    const sim = peerflow(repairing);
    const id = await connect(sim);
    sim.world.call({ accountId: OWN }, 'Vpc', 'AssociateVpcCidrBlock', {
      RegionId: REGION,
      VpcId: 'vpc-b',
      SecondaryCidrBlock: '10.12.0.0/16',
    });
    await sim.live(3 * HOUR);

    expect(leading(sim, id, 'vtb-a')).toEqual(['vtb-a 10.1.0.0/16', 'vtb-a 10.12.0.0/16']);
    expect(lastOf(sim, 'Routes:Repaired').data).toMatchObject({ planCounts: { created: 1 } });
  });

  it('removes an entry of ours for a range that the VPC across has lost', async () => {
    const sim = peerflow(repairing);
    const id = await connect(sim);
    sim.world.network.addRouteEntry('vtb-a', {
      destinationCidrBlock: '10.12.0.0/16',
      nextHopId: id,
      nextHopType: 'VpcPeer',
      ...textsOf({ name: 'peerflow', accountId: OWN }, id, '10.12.0.0/16'),
    });
    await sim.live(3 * HOUR);

    expect(leading(sim, id, 'vtb-a')).toEqual(['vtb-a 10.1.0.0/16']);
    expect(lastOf(sim, 'Routes:Repaired').data).toMatchObject({ planCounts: { removed: 1 } });
  });

  it('leaves what others did, and announces it', async () => {
    const sim = peerflow(repairing);
    await connect(sim);
    removeByHand(sim, 'vtb-a', '10.1.0.0/16');
    const foreign = byHand(sim, 'vtb-a', '10.1.0.0/16');
    await sim.live(3 * HOUR);

    expect(sim.world.network.routeEntries('vtb-a')).toContainEqual(foreign);
    expect(codes(lastOf(sim, 'Routes:Drifted').data)).toContain('RouteElsewhere');
    expect(kinds(sim)).not.toContain('Routes:Repaired');
  });
});

describe('drift that is announced', () => {
  it('names a vanished entry, a shadowing one, and repairs nothing', async () => {
    const sim = peerflow({ ...announcing, vpcs: two() });
    const id = await connect(sim);
    removeByHand(sim, 'vtb-a2', '10.1.0.0/16');
    byHand(sim, 'vtb-a', '10.1.7.0/24');
    await sim.live(3 * HOUR);

    expect(leading(sim, id, 'vtb-a2')).toEqual([]);
    expect(codes(lastOf(sim, 'Routes:Drifted').data)).toEqual([
      'RouteTableWithoutRoutes',
      'RouteShadowed',
    ]);
  });

  it('names entries of lost ranges and of tables out of use, and a gained range inside an own vSwitch', async () => {
    const vpcs = [vpcA({ routeTables: [{ id: 'vtb-idle', vSwitchIds: [] }] }), vpcB()];
    const sim = peerflow({ ...announcing, vpcs });
    const id = await connect(sim);
    const ours = (table: string, destinationCidrBlock: string) =>
      sim.world.network.addRouteEntry(table, {
        destinationCidrBlock,
        nextHopId: id,
        nextHopType: 'VpcPeer',
        ...textsOf({ name: 'peerflow', accountId: OWN }, id, destinationCidrBlock),
      });
    ours('vtb-a', '10.12.0.0/16');
    ours('vtb-idle', '10.1.0.0/16');
    sim.world.call({ accountId: OWN }, 'Vpc', 'AssociateVpcCidrBlock', {
      RegionId: REGION,
      VpcId: 'vpc-b',
      SecondaryCidrBlock: '10.0.1.0/24',
    });
    const before = leading(sim, id, 'vpc-a');
    await sim.live(3 * HOUR);

    expect(new Set(codes(lastOf(sim, 'Routes:Drifted').data))).toEqual(
      new Set(['RouteRefused', 'RouteOfLostCidr', 'RouteInUnusedTable', 'CidrOverlap']),
    );
    expect(leading(sim, id, 'vpc-a')).toEqual(before);
    expect(kinds(sim)).not.toContain('Routes:Repaired');
  });

  it('is one event a day however often it is met', async () => {
    const sim = peerflow(announcing);
    await connect(sim);
    removeByHand(sim, 'vtb-a', '10.1.0.0/16');
    await sim.live(2 * DAY + 10 * MINUTE);

    expect(kinds(sim).filter((kind) => kind === 'Routes:Drifted').length).toBeGreaterThan(1);
    expect(kinds(sim).filter((kind) => kind === 'Routes:Drifted').length).toBeLessThan(4);
  });
});
