import { describe, expect, it } from 'vitest';
import { textsOf } from '../../../../../lib/peering/routes/plan/ours.ts';
import {
  DAY,
  HOUR,
  MINUTE,
  OTHER,
  OWN,
  REGION,
} from '../../../../simulation/support/simulation.ts';
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
  vpcPartner,
  wide,
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

  it('carry the id of the request also where somebody takes our tags away meanwhile', async () => {
    const sim = peerflow();
    sim.faults.add({
      on: 'api:Describe*',
      kind: 'unavailable',
      chance: 1,
      from: 0,
      to: 4 * MINUTE,
    });
    const id = await connect(sim);
    for (const name of ['request', 'options', 'state'])
      sim.people.tag(OWN, id, `peerflow:${name}`, undefined);
    await sim.live(5 * MINUTE);

    expect(lastOf(sim, 'Routes:Ready').data).toMatchObject({ requestId: 'order-1' });
  });

  it('name the connection also where it is gone before any could be made', async () => {
    const sim = peerflow({ behaviour: { deletedVisibleMs: 0 } });
    const id = await connect(sim, { routes: 'none' });
    sim.faults.add({ on: 'api:Describe*', kind: 'unavailable', chance: 1, from: 0, to: DAY });
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, routes: 'both' });
    await sim.live(2 * MINUTE);
    sim.people.on(OWN, 'DeleteVpcPeerConnection', id);
    await sim.live(HOUR);

    const failed = lastOf(sim, 'Routes:Failed');
    expect(failed.subject).toContain(`vpcpeer/${id}`);
    expect(failed.data).toMatchObject({
      requestId: 'patch-1',
      connection: { instanceId: id, vpc: { vpcId: 'vpc-a' } },
      failure: { code: 'ConnectionGone' },
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

  it('are looked at again seldom while they are Partial, also where delays are ignored', async () => {
    const sim = peerflow({
      vpcs: [vpcA(), vpcPartner()],
      platform: { delaysHonoured: false },
      rules: [{ on: 'api:CreateRouteEntries', kind: 'denied', chance: 1, from: 0, to: DAY }],
    });
    const toPartner = { acceptingVpcId: 'vpc-p', acceptingAliUid: OTHER, accept: 'auto' };
    await connect(sim, { ...toPartner, routes: 'accepter' });
    await sim.live(6 * HOUR);

    expect(kinds(sim)).toContain('Routes:Partial');
    // Runs of ten minutes at most sleep through an hour.
    expect(sim.record.tasks.length).toBeLessThan(100);
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

  it('are made on one that somebody made by hand, once it is asked for', async () => {
    const sim = peerflow();
    const place = { regionId: REGION, vpcId: 'vpc-b' };
    sim.people.create(OWN, { regionId: REGION, vpcId: 'vpc-a' }, { accountId: OWN, ...place });
    await sim.live(MINUTE);
    const id = [...sim.truth.lives.keys()][0] ?? '';
    sim.settings = { ...sim.settings, policy: [{ name: 'all', effect: 'allow', when: {} }] };
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, routes: 'both' });
    await sim.live(5 * MINUTE);

    expect(leading(sim, id, 'vpc-a')).toEqual(['vtb-a 10.1.0.0/16']);
    expect(lastOf(sim, 'Routes:Ready').data).toMatchObject({ requestId: 'patch-1' });
  });

  it('are what the last of two requests wants', async () => {
    const sim = peerflow();
    const id = await connect(sim, { routes: 'none' });
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, routes: 'both' });
    ask(sim, { requestId: 'patch-2', action: 'modify', instanceId: id, routes: 'requester' });
    await sim.live(HOUR);
    const options = sim.world.connection(id)?.tags.get(OWN)?.get('peerflow:options');
    const wanted = options?.includes('routes=both') ? 1 : 0;

    expect(leading(sim, id, 'vpc-a')).toHaveLength(1);
    expect(leading(sim, id, 'vpc-b')).toHaveLength(wanted);
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

describe('the side of another account', () => {
  const toPartner = { acceptingVpcId: 'vpc-p', acceptingAliUid: OTHER, accept: 'auto' };

  it('is handed over where the role may not write, and Ready once its owner made the entries', async () => {
    const sim = peerflow({
      vpcs: [vpcA(), vpcPartner()],
      rules: [
        { on: 'api:CreateRouteEntries', kind: 'denied', chance: 1, from: 0, to: DAY },
        { on: 'api:CreateRouteEntry', kind: 'denied', chance: 1, from: 0, to: DAY },
      ],
    });
    const id = await connect(sim, { ...toPartner, routes: 'accepter' });
    const partial = lastOf(sim, 'Routes:Partial').data;
    byHand(sim, 'vtb-p', '10.0.0.0/16', { nextHopId: id, nextHopType: 'VpcPeer' });
    await sim.live(HOUR);

    expect(partial).toMatchObject({
      findings: [{ code: 'RoutesHandedOver' }],
      planCounts: { 'handed-over': 1 },
    });
    expect(lastOf(sim, 'Routes:Ready').data).toMatchObject({ planCounts: { present: 1 } });
  });
});

describe('an entry of ours whose connection is gone', () => {
  it('is replaced, and never in the way of the next connection', async () => {
    const sim = peerflow();
    const { name, description } = textsOf(
      { name: 'peerflow', accountId: OWN },
      'pcc-gone',
      '10.1.0.0/16',
    );
    sim.world.network.addRouteEntry('vtb-a', {
      destinationCidrBlock: '10.1.0.0/16',
      nextHopId: 'pcc-gone',
      nextHopType: 'VpcPeer',
      name,
      description,
    });
    const id = await connect(sim);
    await sim.live(5 * MINUTE);

    expect(leading(sim, id, 'vpc-a')).toEqual(['vtb-a 10.1.0.0/16']);
    expect(leading(sim, 'pcc-gone', 'vpc-a')).toEqual([]);
    expect(kinds(sim)).toContain('Routes:Ready');
  });

  it('is left alone where another deployment made it', async () => {
    const sim = peerflow();
    const theirs = textsOf({ name: 'peerflow', accountId: OTHER }, 'pcc-gone', '10.1.0.0/16');
    const entry = sim.world.network.addRouteEntry('vtb-a', {
      destinationCidrBlock: '10.1.0.0/16',
      nextHopId: 'pcc-gone',
      nextHopType: 'VpcPeer',
      ...theirs,
    });
    await connect(sim);
    await sim.live(DAY);

    expect(sim.world.network.routeEntries('vtb-a')).toContainEqual(entry);
    expect(kinds(sim)).toContain('Routes:Failed');
  });
});

describe('routes while reads are throttled', () => {
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

describe('one of seventeen route tables whose reads are throttled for six hours', () => {
  const throttled = {
    on: 'api:DescribeRouteEntryList',
    subject: 'vtb-a3',
    kind: 'throttled',
    chance: 1,
    from: 0,
    to: 6 * HOUR,
  } as const;

  it('keeps no other from being made and announced, and is Ready when it can be read', async () => {
    const sim = peerflow({ vpcs: wide(), rules: [throttled] });
    const id = await connect(sim);
    await sim.live(HOUR);
    const made = leading(sim, id, 'vpc-a');
    const early = lastOf(sim, 'Routes:Partial').data;
    const isFailed = kinds(sim).includes('Routes:Failed');
    await sim.live(7 * HOUR);

    expect(made).toHaveLength(16);
    expect(made.join()).not.toContain('vtb-a3 ');
    expect(leading(sim, id, 'vpc-b')).toHaveLength(17);
    expect(early).toMatchObject({ planCounts: { created: 33 } });
    expect(isFailed).toBe(false);
    expect(leading(sim, id, 'vpc-a')).toHaveLength(17);
    expect(kinds(sim).at(-1)).toBe('Routes:Ready');
  });
});

describe('values and routes that one modify asks for', () => {
  it('are written once, however long its routes cannot be written down', async () => {
    const sim = peerflow();
    const id = await connect(sim, { routes: 'none' });
    const from = sim.time.elapsed();
    const outage = { chance: 1, from, to: from + 10 * MINUTE };
    sim.faults.add({ on: 'api:TagResources', kind: 'unavailable', ...outage });
    const more = { name: 'renamed', routes: 'both' };
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, ...more });
    await sim.live(15 * MINUTE);
    const watches = sim.record.tasks.filter(
      ({ payload }) =>
        payload.includes('"peerflow":"watch"') && payload.includes('"action":"modify"'),
    );
    const chains = new Set(watches.map(({ payload }) => JSON.parse(payload).chain));

    expect(sim.record.called('api:ModifyVpcPeerConnection')).toBe(1);
    expect(chains.size).toBe(1);
    expect(kinds(sim)).toContain('Updated');
    expect(kinds(sim)).toContain('Routes:Ready');
    expect(kinds(sim)).not.toContain('Failed');
  });
});

describe('a request for the routes that were wanted before, while tags are late', () => {
  it('may leave those of the request between them, which go when somebody asks once more', async () => {
    const sim = peerflow({ behaviour: { tagLagMs: 10_000 } });
    const id = await connect(sim, { routes: 'none' });
    await sim.live(MINUTE);
    const want = (requestId: string, routes: string) =>
      ask(sim, { requestId, action: 'modify', instanceId: id, routes });
    want('patch-1', 'both');
    await sim.time.pass(9_500);
    want('patch-2', 'none');
    await sim.live(HOUR);
    const left = leading(sim, id, 'vpc-a');
    want('patch-3', 'none');
    await sim.live(HOUR);

    // A known price, docs/routes.md: where it is not paid any more, that text and its excuse in the simulation can go.
    expect(left).toHaveLength(1);
    expect([...leading(sim, id, 'vpc-a'), ...leading(sim, id, 'vpc-b')]).toEqual([]);
  });
});

describe('a hub with three connections of many ranges', () => {
  const RANGES = 18;
  const spoke = (letter: string, n: number) => ({
    ...vpcB(),
    id: `vpc-${letter}`,
    cidrBlock: `10.${n}.0.0/24`,
    secondaryCidrBlocks: Array.from({ length: RANGES }, (_, at) => `10.${n}.${at + 1}.0/24`),
    vSwitches: [{ id: `vsw-${letter}`, cidrBlock: `10.${n}.0.0/25` }],
  });
  const tables = Array.from({ length: 9 }, (_, at) => ({
    id: `vtb-hub${at}`,
    vSwitchIds: [`vsw-hub${at}`],
  }));
  const vSwitches = tables.map(({ vSwitchIds: [id = ''] }, at) => ({
    id,
    cidrBlock: `10.0.${at}.0/24`,
  }));

  it('gets all 513 entries in its tables, and one delete removes its own alone', async () => {
    const sim = peerflow({
      vpcs: [vpcA({ vSwitches, routeTables: tables }), spoke('b', 1), spoke('c', 2), spoke('d', 3)],
    });
    const ids: string[] = [];
    for (const acceptingVpcId of ['vpc-b', 'vpc-c', 'vpc-d'])
      ids.push(await connect(sim, { requestId: `order-${acceptingVpcId}`, acceptingVpcId }));
    await sim.live(20 * MINUTE);
    const made = ids.map((id) => leading(sim, id, 'vpc-a').length);
    const { data } = lastOf(sim, 'Routes:Ready');
    ask(sim, { requestId: 'bye-1', action: 'delete', instanceId: ids[0] });
    await sim.live(20 * MINUTE);

    expect(made).toEqual([171, 171, 171]);
    expect(data).toMatchObject({ planCounts: { created: 172 } });
    expect(ids.map((id) => leading(sim, id, 'vpc-a').length)).toEqual([0, 171, 171]);
    expect(kinds(sim)).toContain('Deleted');
  });
});
