import { createHash } from 'node:crypto';
import {
  connectionEvent,
  failedEvent,
  type NamedConnection,
  rejectedEvent,
  routesEvent,
} from '../lib/peering/events/build.ts';
import type { EventType, FollowUpEvent, RouteFact } from '../lib/peering/model/event.ts';
import type { Failure, Finding } from '../lib/peering/model/failure.ts';

/** What every example begins with. */
export const CONTEXT = {
  source: 'peerflow',
  name: 'peerflow',
  observedAt: Date.UTC(2026, 10, 24, 9, 0, 0),
};

const ARRIVAL = Date.UTC(2026, 10, 24, 8, 59, 0);

/** An Activated connection between two accounts. */
export const CONNECTION: NamedConnection = {
  instanceId: 'pcc-lnk0m24khwvtkm7jdt',
  status: 'Activated',
  bizStatus: 'Normal',
  name: 'orders-to-billing',
  ownerId: '253460731706911258',
  acceptingOwnerUid: '283117732402483989',
  regionId: 'cn-hangzhou',
  acceptingRegionId: 'cn-hangzhou',
  vpc: { vpcId: 'vpc-bp1gsk7h12ew7oegkwckm', ipv4Cidrs: ['10.1.0.0/16'], ipv6Cidrs: [] },
  acceptingVpc: { vpcId: 'vpc-bp1vzjkp2q1xgnind0o7p', ipv4Cidrs: ['10.2.0.0/16'], ipv6Cidrs: [] },
  bandwidth: -1,
  gmtCreate: '2026-11-24T08:59:40Z',
  gmtModified: '2026-11-24T08:59:58Z',
  tags: [
    { key: 'team', value: 'billing' },
    { key: 'peerflow:request', value: 'order-7' },
    { key: 'peerflow:state', value: 'Accepting' },
  ],
};

const failure: Failure = {
  code: 'QuotaExceeded.VpcPeerCountPerVpc',
  message: 'The quota of VPC peering connections per VPC is used up.',
  category: 'quota',
  retryable: false,
  remedy: 'Delete a connection of this VPC or apply for a higher quota.',
  apiRequestId: '880C99E5-449E-524A-81C2-1EC53D2A7EAC',
};

const facts = {
  ...CONTEXT,
  connection: CONNECTION,
  requestId: 'order-7',
  action: 'create',
  previousStatus: 'Creating',
} as const;

/** The connection in another status, which is what its event is about. */
const inStatus = (
  status: NonNullable<NamedConnection['status']>,
  more: Partial<NamedConnection> = {},
) => ({ connection: { ...CONNECTION, status, ...more } });

const waiting = inStatus('Accepting', { gmtExpired: '2026-12-01T08:59:40Z' });

const acceptByHand: Finding = {
  code: 'AcceptByHand',
  severity: 'info',
  pointer: '/accept',
  detail: 'PEERFLOW_ACCEPTER_ROLE names no role in account 283117732402483989.',
  remedy:
    'Account 283117732402483989 has to accept it before gmtExpired, or set PEERFLOW_ACCEPTER_ROLE to a role that trusts this deployment.',
};

const handedOver: Finding = {
  code: 'RoutesHandedOver',
  severity: 'warning',
  pointer: '/routes',
  detail:
    'The routes of vpc-bp1vzjkp2q1xgnind0o7p are for account 283117732402483989 to make: Account 283117732402483989 cannot be reached: PEERFLOW_ACCEPTER_ROLE is not set, or names a role of another account',
  remedy:
    'Give its owner the entries of this event with the result `handed-over` (next hop type VpcPeer, next hop this connection), or set PEERFLOW_ACCEPTER_ROLE to a role of that account that may write route entries.',
};

const entry = (result: RouteFact['result'], detail?: string): RouteFact => ({
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-bp1gsk7h12ew7oegkwckm',
  routeTableId: 'vtb-bp1z8aaw6tlyi4unt3fbc',
  destinationCidrBlock: '10.2.0.0/16',
  result,
  ...(detail === undefined ? {} : { detail }),
});

const acrossHandedOver: RouteFact = {
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-bp1vzjkp2q1xgnind0o7p',
  destinationCidrBlock: '10.1.0.0/16',
  result: 'handed-over',
};

const taken = 'Entry rte-bp1mnnr2al0naomnpvh0k for 10.2.0.0/16 leads to VpcPeer pcc-another.';
const routeConflict: Failure = {
  code: 'RouteConflict',
  message: `Routes cannot be made: 10.2.0.0/16 in vtb-bp1z8aaw6tlyi4unt3fbc: ${taken}`,
  category: 'conflict',
  retryable: false,
  remedy:
    'Remove or change the entries that the message names, then call POST /peerings/{instanceId}/routes.',
};

const routeMissing: Finding = {
  code: 'RouteMissing',
  severity: 'warning',
  pointer: '/routes',
  detail:
    '10.2.0.0/16 in vtb-bp1z8aaw6tlyi4unt3fbc of vpc-bp1gsk7h12ew7oegkwckm is no longer there.',
  remedy:
    'If the route is still wanted call POST /peerings/{instanceId}/routes; Peerflow repairs nothing unasked.',
};

const woken = { ...facts, plan: 'p', cause: CONNECTION.instanceId };
const daily = { ...facts, plan: 'p', cause: '2026-11-24' };

const message = Buffer.from('{"vpcId":7}');

/** One event of every type, made by the builders that the functions use. */
export const eventExamples = (): Readonly<Record<EventType, FollowUpEvent>> => ({
  'peerflow:Connection:Creating': connectionEvent({
    ...facts,
    ...inStatus('Creating'),
    type: 'Creating',
    previousStatus: null,
    policy: { rule: 'create within the own account', effect: 'allow' },
  }),
  'peerflow:Connection:Adopted': connectionEvent({
    ...facts,
    type: 'Adopted',
    requestId: 'order-8',
    differences: [{ field: 'name', asked: 'orders', actual: 'orders-to-billing' }],
  }),
  'peerflow:Connection:Accepting': connectionEvent({
    ...facts,
    ...waiting,
    type: 'Accepting',
    findings: [acceptByHand],
  }),
  'peerflow:Connection:Expiring': connectionEvent({
    ...facts,
    ...waiting,
    type: 'Expiring',
    previousStatus: 'Accepting',
  }),
  'peerflow:Connection:Activated': connectionEvent({ ...facts, type: 'Activated' }),
  'peerflow:Connection:Rejected': connectionEvent({
    ...facts,
    ...inStatus('Rejected'),
    type: 'Rejected',
    previousStatus: 'Accepting',
  }),
  'peerflow:Connection:Expired': connectionEvent({
    ...facts,
    ...inStatus('Expired', { gmtExpired: '2026-12-01T08:59:40Z' }),
    type: 'Expired',
    previousStatus: 'Accepting',
  }),
  'peerflow:Connection:Deleted': connectionEvent({
    ...facts,
    ...inStatus('Deleted'),
    type: 'Deleted',
    action: 'delete',
    previousStatus: 'Deleting',
  }),
  'peerflow:Connection:Updated': connectionEvent({
    ...facts,
    type: 'Updated',
    action: 'modify',
    requestId: 'rename-1',
    previousStatus: 'Updating',
  }),
  'peerflow:Connection:Stalled': connectionEvent({
    ...facts,
    ...inStatus('Creating'),
    type: 'Stalled',
    previousStatus: 'Creating',
  }),
  'peerflow:Connection:Failed': failedEvent({
    ...facts,
    arrival: ARRIVAL,
    previousStatus: null,
    failure,
    connection: {
      regionId: 'cn-hangzhou',
      ownerId: '253460731706911258',
      acceptingOwnerUid: '283117732402483989',
      acceptingRegionId: 'cn-hangzhou',
      vpc: { vpcId: 'vpc-bp1gsk7h12ew7oegkwckm' },
      acceptingVpc: { vpcId: 'vpc-bp1vzjkp2q1xgnind0o7p' },
    },
  }),
  'peerflow:Request:Rejected': rejectedEvent({
    ...CONTEXT,
    requestId: null,
    messageId: 'm-1',
    errors: [
      { pointer: '/vpcId', detail: 'must be a VPC id such as vpc-bp1gsk7h12ew7oegk (got "7")' },
    ],
    errorCount: 1,
    original: {
      base64: message.toString('base64'),
      length: message.length,
      sha256: createHash('sha256').update(message).digest('hex'),
      truncated: false,
    },
  }),
  'peerflow:Routes:Ready': routesEvent({ ...woken, type: 'Ready', routes: [entry('created')] }),
  'peerflow:Routes:Partial': routesEvent({
    ...woken,
    type: 'Partial',
    routes: [acrossHandedOver, entry('created')],
    findings: [handedOver],
  }),
  'peerflow:Routes:Failed': routesEvent({
    ...woken,
    type: 'Failed',
    routes: [entry('conflict', taken)],
    failure: routeConflict,
  }),
  'peerflow:Routes:Removed': routesEvent({
    ...woken,
    type: 'Removed',
    cause: 'order-9',
    requestId: 'order-9',
    action: 'delete',
    routes: [entry('removed')],
  }),
  'peerflow:Routes:Drifted': routesEvent({
    ...daily,
    type: 'Drifted',
    routes: [entry('missing')],
    findings: [routeMissing],
  }),
  'peerflow:Routes:Repaired': routesEvent({
    ...daily,
    type: 'Repaired',
    routes: [entry('created')],
  }),
});
