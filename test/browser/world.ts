/** A connection as the HTTP API shows it. */
export interface StubConnection {
  instanceId: string;
  status: string;
  [field: string]: unknown;
}

export interface StubRow {
  requestId: string | null;
  connection: StubConnection;
}

const HUB = 'vpc-bp1hub0w7e2k9q4m8z1tx';
const OWN = '1234567890123456';

const ACCOUNTS = [
  { account: OWN, region: 'cn-hangzhou' },
  { account: '2831177324024839', region: 'cn-hangzhou' },
  { account: '2831177324024839', region: 'cn-shanghai' },
  { account: '2534607317069112', region: 'ap-southeast-1' },
] as const;

const STATUSES = [
  ...Array.from({ length: 11 }, () => 'Activated'),
  'Accepting',
  'Accepting',
  'Accepting',
  'Creating',
  'Creating',
  'Updating',
  'Deleting',
  'Rejected',
  'Expired',
];

const TEAMS = [
  'billing',
  'orders',
  'search',
  'media',
  'ledger',
  'fraud',
  'maps',
  'mail',
  'jobs',
  'docs',
];

const HOUR = 3_600_000;

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+/, '');

/** One spoke of the hub; every fourth stands in another account or region. */
export const spoke = (
  at: number,
  now: number,
  status = STATUSES[at % STATUSES.length],
): StubRow => {
  const { account, region } = ACCOUNTS[at % ACCOUNTS.length] ?? ACCOUNTS[0];
  const team = `${TEAMS[at % TEAMS.length]}${at < TEAMS.length ? '' : `-${Math.floor(at / TEAMS.length)}`}`;
  const age = (at * 7 + 1) * HOUR;
  return {
    requestId: at % 9 === 8 ? null : `order-${4700 + at}`,
    connection: {
      instanceId: `pcc-bp1${String(at).padStart(4, '0')}k2v9w3x8q`,
      status: status ?? 'Activated',
      bizStatus: at === 4 ? 'FinancialLocked' : 'Normal',
      name: `hub-to-${team}`,
      description: `Shared services for ${team}`,
      ownerId: OWN,
      acceptingOwnerUid: account,
      regionId: 'cn-hangzhou',
      acceptingRegionId: region,
      vpc: { vpcId: HUB, ipv4Cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] },
      acceptingVpc: {
        vpcId: `vpc-${region === 'cn-shanghai' ? 'uf6' : 'bp1'}${String(at).padStart(4, '0')}s7d1n5r3y6`,
        ipv4Cidrs: at === 5 ? ['10.0.128.0/17'] : [`10.${(at % 250) + 1}.0.0/16`],
        ipv6Cidrs: [],
      },
      bandwidth: region === 'cn-hangzhou' ? -1 : 100,
      gmtCreate: iso(now - age - HOUR),
      gmtModified: iso(status === 'Creating' ? now - 25_000 : now - age),
      ...(status === 'Accepting' ? { gmtExpired: iso(now + (at === 11 ? 5 : 90) * HOUR) } : {}),
      tags: [{ key: 'team', value: team }],
    },
  };
};

/** A hub of so many spokes, in different states. */
export const hubOf = (count: number, now: number): StubRow[] =>
  Array.from({ length: count }, (_, at) => spoke(at, now));

/** Plan and state of the routes of a connection. */
export const routesOf = ({ requestId, connection }: StubRow): unknown => {
  const isActive = connection.status === 'Activated';
  const isPlanned = requestId !== null;
  const tables = isPlanned
    ? [
        ['vtb-bp1hub1', '10.7.0.0/16', isActive ? 'created' : 'pending', ''],
        ['vtb-bp1hub2', '10.7.0.0/16', isActive ? 'present' : 'pending', ''],
        [
          'vtb-uf6spoke1',
          '10.0.0.0/16',
          connection.status === 'Activated' ? 'missing' : 'handed-over',
          connection.status === 'Activated' ? '' : 'no role leads to this account',
        ],
      ]
    : [];
  return {
    requestId,
    instanceId: connection.instanceId,
    plan: tables.map(([routeTableId, destinationCidrBlock, result, detail], at) => ({
      regionId: 'cn-hangzhou',
      vpcId: at < 2 ? HUB : 'vpc-spoke',
      routeTableId,
      destinationCidrBlock,
      result,
      ...(detail ? { detail } : {}),
    })),
    counts: {},
    entries: [],
    findings:
      isPlanned && isActive && String(connection.name).endsWith('fraud')
        ? [
            {
              code: 'CidrWithoutRoute',
              severity: 'warning',
              pointer: '',
              detail: 'No table of the VPC leads to 10.7.0.0/16.',
              remedy: 'Ask for routes again, or add the entry by hand.',
            },
          ]
        : [],
  };
};
