const ACCOUNT = '{accountId}';

/**
 * The role that leads into an account, from PEERFLOW_ACCEPTER_ROLE: an ARN with the placeholder
 * `{accountId}` leads into any, a literal one into its own account alone.
 */
export const roleArnFor = (
  accepterRole: string | undefined,
  accountId: string,
): string | undefined => {
  if (accepterRole === undefined) return undefined;
  if (accepterRole.includes(ACCOUNT)) return accepterRole.replace(ACCOUNT, accountId);
  return accepterRole.split(':')[3] === accountId ? accepterRole : undefined;
};
