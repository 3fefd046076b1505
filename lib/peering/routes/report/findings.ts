import type { Finding } from '../../model/finding.ts';
import type { Whose } from '../plan/ours.ts';
import type { EndState } from '../state.ts';
import { isHandedOver } from './facts.ts';

const handedOver = ({ end, shut }: EndState): Finding => ({
  code: 'RoutesHandedOver',
  severity: 'warning',
  pointer: '/routes',
  detail: `The routes of ${end.vpcId} are for account ${end.accountId} to make: ${shut?.message}`,
  evidence: {
    accountId: end.accountId,
    regionId: end.regionId,
    vpcId: end.vpcId,
    destinations: end.destinations,
    ...(shut ? { code: shut.code } : {}),
  },
  remedy:
    'Give its owner the entries of this event with the result `handed-over` (next hop type VpcPeer, next hop this connection), or set PEERFLOW_ACCEPTER_ROLE to a role of that account that may write route entries.',
});

const noTable = ({ end }: EndState): Finding => ({
  code: 'NoRouteTable',
  severity: 'warning',
  pointer: '/routes',
  detail: `No route table of ${end.vpcId} gets routes: none is in use by a vSwitch and chosen.`,
  evidence: { regionId: end.regionId, vpcId: end.vpcId },
  remedy: 'Give the VPC a vSwitch, or choose one of its route tables in PEERFLOW_ROUTE_TABLES.',
});

/** What a reader of the routes has to know besides the entries. */
export const findingsOf = (states: readonly EndState[], whose: Whose): readonly Finding[] => [
  ...states.filter((each) => isHandedOver(each, whose)).map(handedOver),
  ...states
    .filter(({ end, standings }) => standings?.length === 0 && end.destinations.length > 0)
    .map(noTable),
];
