import { createHash } from 'node:crypto';
import {
  connectionEvent,
  failedEvent,
  type NamedConnection,
  rejectedEvent,
  routesEvent,
} from '../../../../lib/peering/events/index.ts';
import type { EventType, FollowUpEvent } from '../../../../lib/peering/model/event.ts';
import type { Failure } from '../../../../lib/peering/model/failure.ts';

export const context = {
  source: 'peerflow',
  name: 'peerflow',
  observedAt: Date.UTC(2026, 10, 24, 9, 0, 0),
};

export const connection: NamedConnection = {
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

export const failure: Failure = {
  code: 'QuotaExceeded.VpcPeerCountPerVpc',
  message: 'The quota of VPC peering connections per VPC is used up.',
  category: 'quota',
  retryable: false,
  remedy: 'Delete a connection of this VPC or apply for a higher quota.',
  apiRequestId: '880C99E5-449E-524A-81C2-1EC53D2A7EAC',
};

const body = Buffer.from('{"vpcId":7}');
export const original = {
  base64: body.toString('base64'),
  length: body.length,
  sha256: createHash('sha256').update(body).digest('hex'),
  truncated: false,
};

const facts = {
  ...context,
  connection,
  requestId: 'order-7',
  action: 'create',
  previousStatus: 'Creating',
} as const;

const routes = [
  {
    regionId: 'cn-hangzhou',
    vpcId: 'vpc-bp1gsk7h12ew7oegkwckm',
    routeTableId: 'vtb-bp1z8aaw6tlyi4unt3fbc',
    destinationCidrBlock: '10.2.0.0/16',
    result: 'created',
  },
] as const;

/** One event of every type. */
export const samples: Readonly<Record<EventType, FollowUpEvent>> = {
  'peerflow:Connection:Creating': connectionEvent({ ...facts, type: 'Creating' }),
  'peerflow:Connection:Adopted': connectionEvent({
    ...facts,
    type: 'Adopted',
    differences: [{ field: 'bandwidth', asked: 100, actual: -1 }],
  }),
  'peerflow:Connection:Accepting': connectionEvent({ ...facts, type: 'Accepting' }),
  'peerflow:Connection:Activated': connectionEvent({ ...facts, type: 'Activated' }),
  'peerflow:Connection:Rejected': connectionEvent({ ...facts, type: 'Rejected' }),
  'peerflow:Connection:Expired': connectionEvent({ ...facts, type: 'Expired' }),
  'peerflow:Connection:Deleted': connectionEvent({ ...facts, type: 'Deleted' }),
  'peerflow:Connection:Updated': connectionEvent({
    ...facts,
    type: 'Updated',
    action: 'modify',
    modifyId: '0123456789abcdef',
  }),
  'peerflow:Connection:Stalled': connectionEvent({
    ...facts,
    type: 'Stalled',
    pending: 'Creating',
  }),
  'peerflow:Connection:Failed': failedEvent({ ...facts, failure }),
  'peerflow:Request:Rejected': rejectedEvent({
    ...context,
    requestId: null,
    messageId: 'm-1',
    errors: [{ pointer: '/vpcId', detail: 'expected text, got "7"' }],
    original,
  }),
  'peerflow:Routes:Ready': routesEvent({ ...facts, type: 'Ready', plan: 'p', routes }),
  'peerflow:Routes:Failed': routesEvent({ ...facts, type: 'Failed', plan: 'p', routes, failure }),
  'peerflow:Routes:Removed': routesEvent({ ...facts, type: 'Removed', plan: 'p', routes }),
  'peerflow:Routes:Drifted': routesEvent({ ...facts, type: 'Drifted', plan: 'p', routes }),
};
