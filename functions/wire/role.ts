import type { CoreClient } from '../../lib/aliyun/core.ts';
import { createRoleSource, type RoleAsk } from '../../lib/aliyun/sts/assume-role.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import type { Config } from '../../lib/runtime/config.ts';
import type { Credentials } from '../../lib/runtime/invocation.ts';

/** What an accepter may do in the other account. */
export const ACCEPTER_ACTIONS = [
  'vpc:AcceptVpcPeerConnection',
  'vpc:RejectVpcPeerConnection',
  'vpc:GetVpcPeerConnectionAttribute',
];

/** What preflight and routes may do in the other account: what lib/aliyun/network calls, no more. */
export const NETWORK_ACTIONS = [
  'vpc:DescribeVpcAttribute',
  'vpc:DescribeVSwitches',
  'vpc:DescribeRouteTableList',
  'vpc:DescribeRouteEntryList',
  'vpc:CreateRouteEntry',
  'vpc:CreateRouteEntries',
  'vpc:DeleteRouteEntries',
];

/** Credentials of the accepter role in an account, narrowed to some actions. Rejects with `ApiError`. */
export type AssumeIn = (
  accountId: string,
  requestId: string,
  actions: readonly string[],
) => Promise<Credentials>;

const roleSources = new WeakMap<CoreClient, (ask: RoleAsk) => Promise<Credentials>>();

/** The accepter role of other accounts; `undefined` where none is configured. */
export const roleOf = (config: Config, sts: CoreClient): AssumeIn | undefined => {
  const { accepterRole } = config;
  if (accepterRole === undefined) return undefined;
  const assume = roleSources.get(sts) ?? createRoleSource(sts, systemClock);
  roleSources.set(sts, assume);
  return (accountId, requestId, actions) =>
    assume({
      roleArn: accepterRole.replace('{accountId}', accountId),
      sessionFor: requestId,
      externalId: config.accepterExternalId,
      actions,
    });
};
