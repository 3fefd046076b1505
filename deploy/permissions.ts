/**
 * What each of the five functions may do, one right a line, and why. The ROS template, the sandbox and
 * the tests read this table; nothing else grants anything to a function's role.
 *
 * `{region}`, `{account}` and `{name}` (of the deployment, with its stage) stand for their values.
 * Resources are as narrow as the service allows: peering actions take `*` only.
 */
export const FUNCTIONS = ['request', 'worker', 'poller', 'accepter', 'router'] as const;

export type FunctionName = (typeof FUNCTIONS)[number];

export interface Permission {
  readonly action: string;
  readonly on: readonly string[];
  readonly by: readonly FunctionName[];
  readonly why: string;
  /** True where Function Compute acts with the role; the code itself never makes this call. */
  readonly platform?: true;
}

const ALL = FUNCTIONS;
const COMMANDS = ['request', 'worker'] as const;
const NETWORK = ['request', 'worker', 'router'] as const;
/** Who writes tags: whoever may write them can pose a connection as managed. */
const TAGGERS = ['request', 'worker', 'poller'] as const;
const ANY = ['*'];
const PEERINGS = ['acs:vpc:*:{account}:vpcpeer/*'];
const ROUTE_TABLES = ['acs:vpc:*:{account}:routetable/*'];
const BUS = ['acs:eventbridge:{region}:{account}:eventbus/{name}'];
const LOGS = ['acs:log:{region}:{account}:project/{name}-{account}-{region}/logstore/functions'];

const messages = (queue: string): string[] => [
  `acs:mns:{region}:{account}:/queues/{name}-${queue}/messages`,
];
const queue = (suffix: string): string => `acs:mns:{region}:{account}:/queues/{name}-${suffix}`;
const functionArn = (name: FunctionName): string =>
  `acs:fc:{region}:{account}:functions/{name}-${name}`;
/** With a qualifier the resource may have one more part. */
const invocable = (names: readonly FunctionName[]): string[] =>
  names.flatMap((each) => [functionArn(each), `${functionArn(each)}/*`]);

const peering: readonly Permission[] = [
  { action: 'vpc:CreateVpcPeerConnection', on: ANY, by: COMMANDS, why: 'create' },
  { action: 'vpc:AcceptVpcPeerConnection', on: ANY, by: COMMANDS, why: 'accept, asked for' },
  { action: 'vpc:RejectVpcPeerConnection', on: ANY, by: COMMANDS, why: 'reject' },
  { action: 'vpc:ModifyVpcPeerConnection', on: ANY, by: COMMANDS, why: 'modify' },
  { action: 'vpc:DeleteVpcPeerConnection', on: ANY, by: NETWORK, why: 'delete; after its routes' },
  { action: 'vpc:GetVpcPeerConnectionAttribute', on: PEERINGS, by: ALL, why: 'every observation' },
  { action: 'vpc:ListVpcPeerConnections', on: ANY, by: ALL, why: 'pairs, sweep, "is it gone?"' },
  { action: 'vpc:ListTagResources', on: ANY, by: COMMANDS, why: 'whose connection it is' },
  { action: 'vpc:TagResources', on: PEERINGS, by: TAGGERS, why: 'request, options, state' },
  { action: 'vpc:UnTagResources', on: PEERINGS, by: TAGGERS, why: 'before one that is refused' },
];

const network: readonly Permission[] = [
  { action: 'vpc:DescribeVpcAttribute', on: ANY, by: NETWORK, why: 'ranges of both sides' },
  { action: 'vpc:DescribeVSwitches', on: ANY, by: NETWORK, why: 'subnets that collide' },
  { action: 'vpc:DescribeRouteTableList', on: ANY, by: NETWORK, why: 'which tables to route' },
  { action: 'vpc:DescribeRouteEntryList', on: ANY, by: NETWORK, why: 'what they hold' },
  { action: 'vpc:CreateRouteEntry', on: ROUTE_TABLES, by: ['router'], why: 'one route' },
  { action: 'vpc:CreateRouteEntries', on: ROUTE_TABLES, by: ['router'], why: 'routes in a batch' },
  { action: 'vpc:DeleteRouteEntries', on: ROUTE_TABLES, by: ['router'], why: 'routes taken away' },
];

const tasks: readonly Permission[] = [
  {
    action: 'fc:InvokeFunction',
    on: invocable(['worker', 'poller', 'accepter', 'router']),
    by: ['request'],
    why: 'hands on requests, watches and routes; deep health asks each sibling',
  },
  {
    action: 'fc:InvokeFunction',
    on: invocable(['worker', 'poller', 'router']),
    by: ['worker'],
    why: 'waits again, starts watches, hands on deletes with routes',
  },
  {
    action: 'fc:InvokeFunction',
    on: invocable(['worker', 'poller', 'accepter', 'router']),
    by: ['poller'],
    why: 'next look, accepts, routes, undelivered events; failed tasks of any kind',
  },
  {
    action: 'fc:InvokeFunction',
    on: invocable(['worker', 'poller', 'accepter']),
    by: ['accepter'],
    why: 'tries again, undelivered events, a watch',
  },
  {
    action: 'fc:InvokeFunction',
    on: invocable(['worker', 'poller', 'router']),
    by: ['router'],
    why: 'tries again, undelivered events, the watch of a delete',
  },
];

const messaging: readonly Permission[] = [
  { action: 'eventbridge:PutEvents', on: BUS, by: ALL, why: "events to the deployment's bus" },
  {
    action: 'mns:SendMessage',
    on: messages('parked'),
    by: ['worker', 'poller'],
    why: 'what was given up',
  },
  { action: 'mns:ReceiveMessage', on: messages('failed'), by: ['poller'], why: 'failed tasks' },
  { action: 'mns:DeleteMessage', on: messages('failed'), by: ['poller'], why: 'taken up again' },
];

const health: readonly Permission[] = [
  { action: 'eventbridge:GetEventBus', on: BUS, by: ['request'], why: 'the bus is there' },
  {
    action: 'mns:GetQueueAttributes',
    on: ['requests', 'failed', 'parked', 'dead'].map(queue),
    by: ['request'],
    why: 'the queues are there, and how full they are',
  },
  {
    action: 'fc:GetFunction',
    on: FUNCTIONS.map(functionArn),
    by: ['request'],
    why: 'the siblings are there',
  },
  {
    action: 'fc:ListFunctions',
    on: ['acs:fc:{region}:{account}:functions/*'],
    by: ['request'],
    why: 'no second deployment has the same PEERFLOW_NAME',
  },
  {
    action: 'fc:GetAsyncInvokeConfig',
    on: FUNCTIONS.map(functionArn),
    by: ['request'],
    why: 'task mode, retries, age and failure queue are as deployed',
  },
];

const platform: readonly Permission[] = [
  {
    action: 'mns:SendMessage',
    on: messages('failed'),
    by: ALL,
    why: 'the failure destination',
    platform: true,
  },
  { action: 'log:PostLogStoreLogs', on: LOGS, by: ALL, why: 'the log', platform: true },
];

export const PERMISSIONS: readonly Permission[] = [
  ...peering,
  ...network,
  ...tasks,
  ...messaging,
  ...health,
  ...platform,
];

/** Added where `PEERFLOW_ACCEPTER_ROLE` is set: the poller never speaks for the other account. */
export const ACCEPTER_ROLE_PERMISSION: Permission = {
  action: 'sts:AssumeRole',
  on: ['{accepterRole}'],
  by: ['request', 'worker', 'accepter', 'router'],
  why: 'reads, accepts and routes in the other account',
};
