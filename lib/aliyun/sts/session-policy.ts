/** What a session of the accepter role is for; each may do no more than that. */
export type Purpose = 'accept' | 'read' | 'routes';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
}

const allow = (resource: string, actions: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `vpc:${action}`),
  Resource: resource,
});

/** Operations that RAM cannot narrow by resource take `*`; a session is in one account anyway. */
const ANY = '*';
const peerings = (accountId: string): string => `acs:vpc:*:${accountId}:vpcpeer/*`;
const routeTables = (accountId: string): string => `acs:vpc:*:${accountId}:routetable/*`;

const READS = [
  'DescribeVpcAttribute',
  'DescribeVSwitches',
  'DescribeRouteTableList',
  'DescribeRouteEntryList',
];
const ROUTE_WRITES = ['CreateRouteEntry', 'CreateRouteEntries', 'DeleteRouteEntries'];

const STATEMENTS: Readonly<Record<Purpose, (accountId: string) => readonly Statement[]>> = {
  accept: (accountId) => [
    allow(ANY, ['AcceptVpcPeerConnection', 'RejectVpcPeerConnection']),
    allow(peerings(accountId), ['GetVpcPeerConnectionAttribute']),
  ],
  read: () => [allow(ANY, READS)],
  routes: (accountId) => [allow(routeTables(accountId), ROUTE_WRITES)],
};

/** The session policy, as JSON of at most 2048 characters: what the role may do here, whatever it may do else. */
export const sessionPolicyFor = (purpose: Purpose, accountId: string): string =>
  JSON.stringify({ Version: '1', Statement: STATEMENTS[purpose](accountId) });
