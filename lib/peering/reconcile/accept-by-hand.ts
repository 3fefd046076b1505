import { askPolicy } from '../admission.ts';
import type { Context } from '../context.ts';
import type { Connection } from '../model/connection.ts';
import type { Finding } from '../model/finding.ts';
import { accepterRoleIn } from '../settings.ts';

const finding = (detail: string, remedy: string): Finding => ({
  code: 'AcceptByHand',
  severity: 'warning',
  pointer: '/accept',
  detail,
  remedy,
});

/**
 * Why `accept: "auto"` cannot be honoured for a connection, or `undefined` where it can: the other account has
 * to accept by hand then, and the event that says so names the rule or the variable.
 */
export const acceptByHand = (
  ctx: Context,
  connection: Connection,
  via: string,
): Finding | undefined => {
  const { acceptingOwnerUid } = connection;
  const verdict = askPolicy(ctx, connection, {
    action: 'accept',
    via,
    asker: 'accepter',
  });
  if (verdict.effect === 'deny')
    return finding(
      `Policy does not allow Peerflow to accept ${connection.instanceId} (${verdict.rule}).`,
      `Account ${acceptingOwnerUid} has to accept it before gmtExpired, or a rule of PEERFLOW_POLICY has to allow \`accept\`.`,
    );
  const isOwn = acceptingOwnerUid === ctx.settings.accountId;
  if (isOwn || accepterRoleIn(ctx.settings, acceptingOwnerUid) !== undefined) return undefined;
  return finding(
    `PEERFLOW_ACCEPTER_ROLE names no role in account ${acceptingOwnerUid}.`,
    `Account ${acceptingOwnerUid} has to accept it before gmtExpired, or set PEERFLOW_ACCEPTER_ROLE to a role that trusts this deployment.`,
  );
};
