import { evaluatePolicy } from '../../../../lib/peering/policy/evaluate.ts';
import type { PolicyRule, PolicySubject } from '../../../../lib/peering/policy/rule.ts';

export const OWN = '1210123456123456';
export const OTHER = '253460731706911258';

export const subject: PolicySubject = {
  action: 'create',
  requesterAccount: OWN,
  accepterAccount: OTHER,
  region: 'cn-hangzhou',
  acceptingRegion: 'cn-shanghai',
  vpcId: 'vpc-a',
  acceptingVpcId: 'vpc-b',
  tags: {},
  ranges: {},
  via: 'smq:peerflow-requests',
};

export const rule = (
  when: PolicyRule['when'],
  effect: PolicyRule['effect'] = 'allow',
  name = 'r',
): PolicyRule => ({ name, effect, when });

export const evaluate = (policy: readonly PolicyRule[], over: Partial<PolicySubject> = {}) =>
  evaluatePolicy({ policy, accountId: OWN }, { ...subject, ...over });

/** True if this one rule decides. */
export const decides = (one: PolicyRule, over: Partial<PolicySubject> = {}): boolean =>
  evaluate([one], over).rule === one.name;
