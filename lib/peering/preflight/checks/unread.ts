import { failureOf } from '../../errors/failure.ts';
import type { ApiError, Finding } from '../../model/failure.ts';
import type { Reading } from '../../network/reading.ts';
import { type EndFacts, eachEnd, type Facts, POINTERS } from '../facts.ts';
import { hasNoVpc } from './vpc.ts';

const NO_ROLE =
  'Set PEERFLOW_ACCEPTER_ROLE to a role of that account that may describe VPCs, vSwitches and route tables, or let its owner check that side.';

const unread = (code: string, pointer: string, what: string, error: ApiError): Finding => ({
  code,
  severity: 'warning',
  pointer,
  detail: `${what} could not be read, so nothing was checked there: ${error.message}`,
  evidence: {
    operation: error.operation,
    code: error.code,
    apiRequestId: error.requestId,
  },
  remedy: error.code === 'NotConfigured' ? NO_ROLE : failureOf(error).remedy,
});

const failures = <T>(read: Reading<T>): readonly ApiError[] => (read.ok ? [] : [read.error]);

const tableFailures = ({ tables }: EndFacts) =>
  (tables.ok ? tables.value : []).flatMap(({ table, entries }) =>
    failures(entries).map((error) => ({ table, error })),
  );

/** One reason for all of an end is reported once. */
const ofNetwork = (end: EndFacts): readonly Finding[] => {
  const { side, vpcId, accountId, vpc, vSwitches, tables } = end;
  const at = POINTERS[side].vpc;
  const isShut = !vpc.ok && vpc.error.operation === 'AssumeRole';
  if (isShut) return [unread('UnreadAccount', at, `${vpcId} of account ${accountId}`, vpc.error)];
  return [
    ...failures(vpc).map((error) => unread('UnreadVpc', at, vpcId, error)),
    ...failures(vSwitches).map((error) =>
      unread('UnreadVSwitches', at, `The vSwitches of ${vpcId}`, error),
    ),
    ...failures(tables).map((error) =>
      unread('UnreadRouteTables', at, `The route tables of ${vpcId}`, error),
    ),
    ...tableFailures(end).map(({ table, error }) =>
      unread('UnreadRouteEntries', at, `Route table ${table.routeTableId} of ${vpcId}`, error),
    ),
  ];
};

const hidden = ({ side, vpcId, accountId }: EndFacts): Finding => ({
  code: 'UnreadPeerings',
  severity: 'info',
  pointer: POINTERS[side].vpc,
  detail: `Connections of ${vpcId} with third accounts are seen by account ${accountId} only, so its quota was checked in part.`,
  remedy: 'Let the owner of that account count the connections of the VPC.',
});

const ofPeerings = (end: EndFacts): readonly Finding[] => [
  ...failures(end.peerings).map((error) =>
    unread('UnreadPeerings', POINTERS[end.side].vpc, `The connections of ${end.vpcId}`, error),
  ),
  ...(end.peerings.ok && !end.seesAllPeerings ? [hidden(end)] : []),
];

/** Whatever could not be looked at: never passed over in silence. */
export const notRead = (facts: Facts): readonly Finding[] => [
  ...eachEnd(facts, (end) => (hasNoVpc(end) ? [] : ofNetwork(end))),
  ...eachEnd(facts, ofPeerings),
  ...failures(facts.ofRegion).map((error) =>
    unread(
      'UnreadPeerings',
      '/regionId',
      `The connections of the account in ${facts.request.regionId}`,
      error,
    ),
  ),
];

/** Every error that a read ended with, whatever it means. */
export const errorsOf = (facts: Facts): readonly ApiError[] => [
  ...eachEnd(facts, (end) => [
    ...failures(end.vpc),
    ...failures(end.vSwitches),
    ...failures(end.tables),
    ...tableFailures(end).map(({ error }) => error),
    ...failures(end.peerings),
  ]),
  ...failures(facts.ofRegion),
];
