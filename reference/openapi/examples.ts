import type {
  Accepted,
  ConnectionList,
  DeepHealthReport,
  DryRun,
  Health,
  Outcomes,
  PreflightAnswer,
  Queued,
  RoutesAnswer,
  ShownConnection,
} from '../../lib/http/schema/answers.ts';
import type { Part } from './refs.ts';

export const CREATE_EXAMPLE: Part = {
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-bp1gsk7h12ew7oegk',
  acceptingRegionId: 'cn-shanghai',
  acceptingVpcId: 'vpc-uf6vzjkp2q1xgnind',
  acceptingAliUid: '253460731706911258',
  name: 'hangzhou-shanghai',
  bandwidth: 100,
  tag: [{ key: 'team', value: 'platform' }],
  preflight: 'warn',
};

const shown: ShownConnection = {
  requestId: 'order-4711',
  connection: {
    instanceId: 'pcc-lnk0m24khwvtkm7jdt',
    status: 'Activated',
    bizStatus: 'Normal',
    name: 'hangzhou-shanghai',
    ownerId: '253460731706911258',
    acceptingOwnerUid: '253460731706911258',
    regionId: 'cn-hangzhou',
    acceptingRegionId: 'cn-shanghai',
    vpc: { vpcId: 'vpc-bp1gsk7h12ew7oegk', ipv4Cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] },
    acceptingVpc: { vpcId: 'vpc-uf6vzjkp2q1xgnind', ipv4Cidrs: ['10.1.0.0/16'], ipv6Cidrs: [] },
    bandwidth: 100,
    linkType: 'Gold',
    gmtCreate: '2026-11-24T09:00:00Z',
    tags: [{ key: 'team', value: 'platform' }],
  },
};

const findings: PreflightAnswer['findings'] = [
  {
    code: 'CidrOverlap',
    severity: 'warning',
    pointer: '',
    detail: 'The two VPCs share addresses (10.1.2.0/24). None of their vSwitches overlap.',
    evidence: {
      pairs: [
        {
          vpcCidr: '10.1.2.0/24',
          vpcRange: 'secondary',
          acceptingVpcCidr: '10.1.0.0/16',
          acceptingVpcRange: 'primary',
          overlap: '10.1.2.0/24',
        },
      ],
      count: 1,
    },
    remedy:
      'Connect VPCs whose CIDR blocks differ. Routes lead to whole ranges of the VPC across, and traffic to an address that exists at home stays there.',
  },
];

const accepted: Accepted = {
  requestId: 'order-4711',
  connection: { instanceId: 'pcc-lnk0m24khwvtkm7jdt', status: 'Activated' },
  adopted: true,
  differences: [{ field: 'name', asked: 'hangzhou-shanghai', actual: 'by hand' }],
};

const queued: Queued = {
  requestId: 'order-4711',
  status: 'Queued',
  detail: 'Conflict.Operation: There are other peering operations on the requester VPC.',
};

const dryRun: DryRun = {
  dryRun: true,
  passed: true,
  requestId: 'order-4711',
  policy: { effect: 'allow', rule: 'own account' },
  findings,
};

const routes: RoutesAnswer = {
  requestId: 'order-4711',
  instanceId: 'pcc-lnk0m24khwvtkm7jdt',
  plan: [
    {
      regionId: 'cn-hangzhou',
      vpcId: 'vpc-bp1gsk7h12ew7oegk',
      routeTableId: 'vtb-bp1z8aaw6tlyi4unt3fbc',
      destinationCidrBlock: '10.1.0.0/16',
      result: 'created',
    },
  ],
  counts: { created: 1 },
  entries: [
    {
      regionId: 'cn-hangzhou',
      vpcId: 'vpc-bp1gsk7h12ew7oegk',
      routeTableId: 'vtb-bp1z8aaw6tlyi4unt3fbc',
      routeEntryId: 'rte-bp1mnnr2al0naomnpvh0k',
      destinationCidrBlock: '10.1.0.0/16',
      status: 'Available',
      ours: true,
    },
  ],
  findings: [],
};

const outcomes: Outcomes = {
  outcomes: [
    { item: 0, requestId: 'order-4711', outcome: 'created', instanceId: 'pcc-lnk0m24khwvtkm7jdt' },
    { item: 1, requestId: 'order-4712', outcome: 'rejected', code: 'InvalidRequest' },
  ],
};

const health: Health = { status: 'ok', configuration: 'ok', credentials: 'context' };

const deepHealth: DeepHealthReport = {
  status: 'failed',
  checkedAt: '2026-11-24T09:00:00.000Z',
  functions: [
    {
      name: 'peerflow-request',
      ok: false,
      checks: [
        { name: 'connections in cn-hangzhou', ok: true, detail: 'can be listed' },
        {
          name: 'queue peerflow-failed',
          ok: false,
          detail: 'QueueNotExist: The queue name you provided is not exist.',
          remedy: 'Check the ids and the region.',
        },
      ],
    },
  ],
};

const list: ConnectionList = { connections: [shown], nextToken: null };

/** One good answer of each kind, by the name of its schema. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  Accepted: accepted,
  Queued: queued,
  DryRun: dryRun,
  ShownConnection: shown,
  ConnectionList: list,
  PreflightAnswer: { findings, plan: routes.plan, counts: routes.counts },
  Outcomes: outcomes,
  Routes: routes,
  Health: health,
  DeepHealth: deepHealth,
};
