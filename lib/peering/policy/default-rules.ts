import type { PolicyRule } from './rule.ts';

/**
 * Without `PEERFLOW_POLICY`: connections between VPCs of the own account, with their routes, and everything
 * on connections of the own account that Peerflow made, except deleting by force. The rest is denied.
 */
export const defaultRules = (accountId: string): readonly PolicyRule[] => [
  {
    name: 'create within the own account',
    effect: 'allow',
    when: {
      action: ['create'],
      requesterAccount: [accountId],
      accepterAccount: [accountId],
    },
  },
  {
    name: 'managed connections of the own account',
    effect: 'allow',
    when: { requesterAccount: [accountId], managed: true, force: false },
  },
];
