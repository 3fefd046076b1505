import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../../../simulation/support/simulation.ts';
import {
  ask,
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

describe('routes of a new connection', () => {
  it('are made in every table that vSwitches use, and announced as Ready', async () => {
    const sim = peerflow();
    const id = await connect(sim);

    expect(leading(sim, id, 'vpc-a')).toEqual(['vtb-a 10.1.0.0/16']);
    expect(leading(sim, id, 'vpc-b')).toEqual(['vtb-b 10.0.0.0/16']);
    expect(lastOf(sim, 'Routes:Ready').data).toMatchObject({
      requestId: 'order-1',
      planCounts: { created: 2 },
    });
  });

  it('fail with NoRouteTable where a wanted side has no table in use', async () => {
    const sim = peerflow({ vpcs: [vpcA(), vpcB({ vSwitches: [] })] });
    await connect(sim);

    expect(lastOf(sim, 'Routes:Failed').data).toMatchObject({ failure: { code: 'NoRouteTable' } });
    expect(kinds(sim)).not.toContain('Routes:Ready');
  });

  it('fail where two foreign halves take all of the range', async () => {
    const sim = peerflow();
    byHand(sim, 'vtb-a', '10.1.0.0/17');
    byHand(sim, 'vtb-a', '10.1.128.0/17');
    await connect(sim);

    expect(lastOf(sim, 'Routes:Failed').data).toMatchObject({ failure: { code: 'RouteConflict' } });
  });

  it('are Partial while a narrower foreign entry takes a part, and Ready once it is gone', async () => {
    const sim = peerflow();
    byHand(sim, 'vtb-a', '10.1.0.0/17');
    const id = await connect(sim);
    const partial = lastOf(sim, 'Routes:Partial');
    removeByHand(sim, 'vtb-a', '10.1.0.0/17');
    await sim.live(20 * MINUTE);

    expect(partial.data).toMatchObject({
      findings: [{ code: 'RouteMoreSpecific' }],
      planCounts: { created: 1, partial: 1 },
    });
    expect(kinds(sim).filter((kind) => kind === 'Routes:Partial')).toHaveLength(1);
    expect(lastOf(sim, 'Routes:Ready').data).toMatchObject({ connection: { instanceId: id } });
  });

  it('are not Ready while another next hop shares the destination', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    removeByHand(sim, 'vtb-a', '10.1.0.0/16');
    sim.world.network.addRouteEntry('vtb-a', {
      destinationCidrBlock: '10.1.0.0/16',
      nextHopId: id,
      nextHopType: 'VpcPeer',
      name: 'hand',
      nextHops: [
        { nextHopId: id, nextHopType: 'VpcPeer', weight: 50 },
        { nextHopId: 'vbr-1', nextHopType: 'RouterInterface', weight: 50 },
      ],
    });
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, routes: 'both' });
    await sim.live(5 * MINUTE);

    expect(lastOf(sim, 'Routes:Failed').data).toMatchObject({
      requestId: 'patch-1',
      failure: { code: 'RouteConflict', message: expect.stringContaining('vbr-1') },
    });
  });
});

describe('routes asked for on a connection that exists', () => {
  it('are made on one that was made without, and on one made by hand', async () => {
    const sim = peerflow();
    const id = await connect(sim, { routes: 'none' });
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, routes: 'both' });
    await sim.live(5 * MINUTE);

    expect(leading(sim, id, 'vpc-b')).toEqual(['vtb-b 10.0.0.0/16']);
    expect(lastOf(sim, 'Routes:Ready').data).toMatchObject({ requestId: 'patch-1' });
  });

  it('are narrowed: Ready of the rest, with what was removed', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, routes: 'requester' });
    await sim.live(5 * MINUTE);

    expect(leading(sim, id, 'vpc-a')).toHaveLength(1);
    expect(leading(sim, id, 'vpc-b')).toEqual([]);
    expect(lastOf(sim, 'Routes:Ready').data).toMatchObject({
      requestId: 'patch-1',
      planCounts: { created: 1, removed: 1 },
    });
  });

  it('are given up: Removed', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, routes: 'none' });
    await sim.live(5 * MINUTE);

    expect(leading(sim, id, 'vpc-a')).toEqual([]);
    expect(lastOf(sim, 'Routes:Removed').data).toMatchObject({
      requestId: 'patch-1',
      planCounts: { removed: 2 },
    });
  });
});

describe('routes while reads are throttled', () => {
  const tables = (letter: string) =>
    Array.from({ length: 17 }, (_, at) => ({
      id: `vtb-${letter}${at}`,
      vSwitchIds: [`vsw-${letter}${at}`],
    }));
  const vSwitches = (letter: string, n: number) =>
    Array.from({ length: 17 }, (_, at) => ({
      id: `vsw-${letter}${at}`,
      cidrBlock: `10.${n}.${at}.0/24`,
    }));
  const wide = () => [
    vpcA({ vSwitches: vSwitches('a', 0), routeTables: tables('a') }),
    vpcB({ vSwitches: vSwitches('b', 1), routeTables: tables('b') }),
  ];

  const readyAfter = async (chance: number): Promise<number> => {
    const rules = [
      { on: 'api:Describe*', kind: 'throttled', chance, from: 0, to: 24 * HOUR } as const,
    ];
    const sim = peerflow({ vpcs: wide(), rules: chance > 0 ? rules : [] });
    await connect(sim);
    const at = (kind: string) =>
      [...sim.record.announced.values()].find(({ type }) => type.endsWith(kind))?.at ?? Number.NaN;
    return at('Routes:Ready') - at('Connection:Activated');
  };

  it('are made within three times the calm time with 15 % throttled reads of 17 tables', async () => {
    const calm = await readyAfter(0);

    expect(await readyAfter(0.15)).toBeLessThan(3 * calm);
  });

  it('are announced without a side that cannot be read for hours, and as Ready later', async () => {
    const sim = peerflow({
      rules: [
        { on: 'api:DescribeRouteEntryList', kind: 'throttled', chance: 1, from: 0, to: 6 * HOUR },
      ],
    });
    await connect(sim);
    await sim.live(HOUR);
    const early = kinds(sim);
    const findings = lastOf(sim, 'Routes:Partial').data;
    await sim.live(7 * HOUR);

    expect(early).toContain('Routes:Partial');
    expect(findings).toMatchObject({ findings: [{ code: 'UnreadRoutes' }, {}] });
    expect(early).not.toContain('Routes:Failed');
    expect(kinds(sim).at(-1)).toBe('Routes:Ready');
  });
});
