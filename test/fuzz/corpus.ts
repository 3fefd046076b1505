import { firstOf, namedChain } from '../../lib/peering/queue/tasks.ts';
import { PAYLOADS } from '../integration/peerflow/payloads.ts';

const NOW = Date.parse('2026-11-29T08:00:00Z');

/** Requests of every action, as senders write them. */
export const BODIES: readonly object[] = [
  { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' },
  {
    RegionId: 'cn-hangzhou',
    VpcId: 'vpc-bp1gsk7h12ew7oegk',
    AcceptingRegionId: 'cn-shanghai',
    AcceptingVpcId: 'vpc-bp1vzjkp2q1xgnind',
    AcceptingAliUid: 283117732402483,
    Bandwidth: 100,
    LinkType: 'Gold',
    Name: 'orders',
    Description: 'between two regions',
    Tag: [{ Key: 'team', Value: 'a' }],
    requestId: 'order-1',
    routes: 'both',
    accept: 'auto',
    preflight: 'strict',
    dryRun: true,
  },
  { action: 'accept', instanceId: 'pcc-lnk0m24khwvtkm7jdt', resourceGroupId: 'rg-acfm' },
  { action: 'reject', instanceId: 'pcc-lnk0m24khwvtkm7jdt' },
  { action: 'modify', instanceId: 'pcc-1', name: 'new', bandwidth: 200, routes: 'none' },
  { action: 'delete', instanceId: 'pcc-1', force: true, clientToken: 'token-1' },
];

export const REQUEST_TEXTS: readonly string[] = BODIES.map((each) => JSON.stringify(each));

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** An event of every trigger, as the services document them. */
export const EVENT_TEXTS: readonly string[] = [
  ...PAYLOADS.map(([, count, make]) =>
    textOf(make(...Array.from({ length: count }, (_, at) => BODIES[at % BODIES.length] ?? {}))),
  ),
  JSON.stringify({
    specversion: '1.0',
    id: 'e',
    source: 'acs.actiontrail',
    type: 'actiontrail:ActionTrail:ApiCall',
    data: {
      eventName: 'RejectVpcPeerConnection',
      requestParameters: { InstanceId: 'pcc-1' },
      referencedResources: { 'ACS::VPC::VpcPeer': ['pcc-2'] },
    },
  }),
  JSON.stringify({ data: { peerflow: 'event', connection: { instanceId: 'pcc-1' } } }),
  JSON.stringify({
    specversion: '1.0',
    id: '1',
    source: 'my.http',
    type: 'eventbridge:Events:HTTPEvent',
    data: {
      headers: { Authorization: 'Bearer S1', Cookie: 'c=S2' },
      path: '/webhook/putEvents',
      httpMethod: 'POST',
      queryString: { token: 'S3' },
      body: BODIES[0],
    },
  }),
];

const item = {
  request: { ...BODIES[0], action: 'create' },
  requestId: 'order-1',
  idKind: 'message',
  origin: { via: 'smq:q', arrival: NOW },
  arrival: NOW,
};
const fresh = { tries: 0, spent: { transient: 12 } };

/** A task of every kind. */
export const TASKS: readonly object[] = [
  {
    ...firstOf('requests', namedChain('a'), NOW),
    items: [{ ...item, ...fresh, due: NOW, ifMatch: '"x"' }],
  },
  { ...firstOf('requests', namedChain('b'), NOW), items: [], event: REQUEST_TEXTS[0] },
  {
    ...firstOf('watch', namedChain('c'), NOW),
    instanceId: 'pcc-1',
    regionId: 'cn-hangzhou',
    action: 'create',
    requestId: 'order-1',
    ownerRequestId: null,
    since: NOW,
    looks: 3,
    announced: 'Creating',
    wanted: { routes: 'both', accept: 'auto' },
    create: item,
    lastStatus: 'Creating',
  },
  {
    ...firstOf('deliver', namedChain('d'), NOW),
    event: { id: 'pcc-1-Activated', type: 'peerflow:Connection:Activated', source: 'peerflow' },
    sinks: [{ id: '0123456789abcdef', tries: 2, since: NOW, due: NOW }],
  },
  { ...firstOf('accept', namedChain('e'), NOW), instanceId: 'pcc-1', ...fresh },
  {
    ...firstOf('routes', namedChain('f'), NOW),
    instanceId: 'pcc-1',
    regionId: 'cn-hangzhou',
    cause: 'pcc-1',
    purpose: 'delete',
    ...fresh,
    removal: {
      ...item,
      phase: 'remove',
      removed: [{ side: 'requester', routeTableId: 'vtb-1', destinations: ['10.0.0.0/8'] }],
    },
  },
  { ...firstOf('sweep', namedChain('g'), NOW), regionId: 'cn-hangzhou', tick: NOW },
];

export const TASK_TEXTS: readonly string[] = TASKS.map((each) => JSON.stringify(each));

/** What Function Compute hands to a failure destination. */
export const RECORD_TEXTS: readonly string[] = TASK_TEXTS.map((requestPayload) =>
  JSON.stringify({
    timestamp: NOW,
    requestContext: {
      requestId: '1-x',
      functionArn: 'acs:fc:cn-hangzhou:253460731706911258:functions/peerflow-worker',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 4,
    },
    requestPayload,
    responseContext: { statusCode: 200, functionError: 'UnhandledInvocationError' },
    responsePayload: '',
  }),
);

export const POLICY_TEXTS: readonly string[] = [
  '[]',
  JSON.stringify([
    {
      name: 'partners',
      effect: 'allow',
      when: {
        action: ['create', 'accept'],
        accepterAccount: '28311773240248*',
        region: ['cn-*'],
        cidr: ['10.0.0.0/8', '172.16.0.0/12', 'fd00::/8'],
        via: 'smq:peerflow-requests',
      },
    },
    { name: 'no force', effect: 'deny', when: { action: 'delete', force: true } },
    { name: 'tagged', effect: 'reject', when: { tag: { team: ['a', 'b*'] }, managed: true } },
    { name: 'rest', effect: 'allow' },
  ]),
];

export const BLOCK_TEXTS: readonly string[] = [
  '10.0.0.0/8',
  '10.1.2.3',
  '0.0.0.0/0',
  '192.168.1.0/24',
  'fd00::/8',
  '2408:4005:3c1::/56',
  '::ffff:10.0.0.0/104',
  '::/0',
];

export const TAG_TEXTS: readonly string[] = [
  'routes=both;accept=auto;by=create;f=0123456789abcdef',
  'routes=none;accept=manual;by=adopt',
  'routes=both;routes=none;accept=auto',
  'Activated',
  'order-1',
  'acs:order',
  `h-${'0'.repeat(64)}`,
];
