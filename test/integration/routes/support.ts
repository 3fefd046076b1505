import { expect } from 'vitest';
import type { FixtureInput } from '../../../sandbox/fixture.ts';
import type { Sandbox } from '../../../sandbox/start.ts';
import { ab, call, calls, eventOf, fixture, idOf, OTHER, OWN } from '../peerflow/with-sandbox.ts';

type VpcInput = FixtureInput['vpcs'][number];

/** The role that the functions assume in the other account. */
export const accepterRole = {
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
  PEERFLOW_ACCEPTER_EXTERNAL_ID: 'shared-id',
};

/** What a create says of a pair with the other account's VPC. */
export const toPartner = {
  acceptingVpcId: 'vpc-partner',
  acceptingAliUid: OTHER,
  accept: 'auto',
};

export const vpcA: VpcInput = {
  id: 'vpc-a',
  regionId: 'cn-hangzhou',
  ownerId: OWN,
  cidrBlock: '10.0.0.0/16',
  secondaryCidrBlocks: ['10.10.0.0/16'],
  ipv6CidrBlocks: ['2001:db8:a::/56'],
  vSwitches: [
    { id: 'vsw-a1', cidrBlock: '10.0.1.0/24' },
    { id: 'vsw-a2', cidrBlock: '10.0.2.0/24' },
  ],
  routeTables: [
    { id: 'vtb-a-app', vSwitchIds: ['vsw-a2'], tags: { tier: 'app' } },
    { id: 'vtb-a-idle' },
    { id: 'vtb-a-in', kind: 'Gateway' },
  ],
};

export const vpcB: VpcInput = {
  id: 'vpc-b',
  regionId: 'cn-hangzhou',
  ownerId: OWN,
  cidrBlock: '10.1.0.0/16',
  secondaryCidrBlocks: ['10.11.0.0/16'],
  ipv6CidrBlocks: ['2001:db8:b::/56'],
};

export const vpcC: VpcInput = {
  id: 'vpc-c',
  regionId: 'cn-hangzhou',
  ownerId: OWN,
  cidrBlock: '10.2.0.0/16',
};

export const vpcPartner: VpcInput = {
  id: 'vpc-partner',
  regionId: 'cn-hangzhou',
  ownerId: OTHER,
  cidrBlock: '10.9.0.0/16',
};

/** Two VPCs of ours with several ranges and tables, and one of a partner. */
export const network = (...vpcs: readonly VpcInput[]): FixtureInput =>
  fixture({ vpcs: vpcs.length > 0 ? [...vpcs] : [vpcA, vpcB, vpcPartner] });

/** Connects vpc-a to vpc-b with routes; resolves with the connection once it is Activated. */
export const connect = async (sandbox: Sandbox, more: object = {}): Promise<string> => {
  const answer = await call(sandbox, 'POST', '/peerings', { ...ab, routes: 'both', ...more });
  await eventOf(sandbox, 'Connection:Activated');
  return idOf(answer);
};

/** What leads to a connection from a VPC or table: `table destination status`, sorted. */
export const leading = (sandbox: Sandbox, instanceId: string, id: string): readonly string[] =>
  sandbox.world.network
    .routeEntries(id)
    .filter(({ nextHops }) => nextHops.some(({ nextHopId }) => nextHopId === instanceId))
    .map((it) => `${it.routeTableId} ${it.destinationCidrBlock} ${it.status}`)
    .sort();

/** The state tag of a connection. */
export const markOf = (sandbox: Sandbox, instanceId: string): string | undefined =>
  sandbox.world.connection(instanceId)?.tags.get(OWN)?.get('peerflow:state');

/** Connects vpc-a to another account's VPC; resolves with the connection once it waits for that account. */
export const waitingFor = async (sandbox: Sandbox, more: object): Promise<string> => {
  const answer = await call(sandbox, 'POST', '/peerings', { ...ab, routes: 'both', ...more });
  await eventOf(sandbox, 'Connection:Accepting');
  return idOf(answer);
};

/** Invokes the router, which must not fail. */
export const invokeRouter = async (sandbox: Sandbox, payload: object): Promise<void> => {
  const outcome = await sandbox.platform?.invoke(
    'peerflow-router',
    Buffer.from(JSON.stringify(payload)),
  );
  expect(outcome).toMatchObject({ ok: true });
};

/** Destinations of vpc-a and of vpc-b. */
export const FROM_A = ['10.1.0.0/16', '10.11.0.0/16', '2001:db8:b::/56'];
export const FROM_B = ['10.0.0.0/16', '10.10.0.0/16', '2001:db8:a::/56'];

/** What `leading` shows of entries that are there. */
export const available = (table: string, destinations: readonly string[]): readonly string[] =>
  destinations.map((each) => `${table} ${each} Available`);

export const ALL_OF_A = [...available('vtb-a', FROM_A), ...available('vtb-a-app', FROM_A)].sort();

const WRITES = ['CreateRouteEntry', 'CreateRouteEntries', 'DeleteRouteEntries'];

/** How often route entries were written. */
export const writes = (sandbox: Sandbox): number =>
  WRITES.reduce((sum, action) => sum + calls(sandbox, action), 0);

/** A connection whose routes are made. */
export const routed = async (sandbox: Sandbox, more: object = {}): Promise<string> => {
  const id = await connect(sandbox, more);
  await eventOf(sandbox, 'Routes:Ready');
  await sandbox.idle();
  return id;
};

/** An entry of somebody else's that leads to the connection. */
export const byHand = (sandbox: Sandbox, id: string, table = 'vtb-a-idle') =>
  sandbox.world.network.addRouteEntry(table, {
    destinationCidrBlock: '10.77.0.0/16',
    nextHopId: id,
    nextHopType: 'VpcPeer',
    name: 'by-hand',
  });
