import { describe, expect, it } from 'vitest';
import { judge } from '../../../../lib/peering/policy/judge.ts';
import { defaultRules } from '../../../../lib/peering/policy/parse.ts';
import type { PolicyRule, PolicySubject } from '../../../../lib/peering/policy/rule.ts';

const OWN = '1210123456123456';
const OTHER = '253460731706911258';

const subject: PolicySubject = {
  action: 'create',
  requesterAccount: OWN,
  accepterAccount: OTHER,
  region: 'cn-hangzhou',
  acceptingRegion: 'cn-shanghai',
  vpcId: 'vpc-a',
  acceptingVpcId: 'vpc-b',
  tags: { team: 'net', 'env/x': 'prod-1' },
  cidrs: undefined,
};
const rule = (when: PolicyRule['when'], effect: PolicyRule['effect'] = 'allow'): PolicyRule => ({
  name: 'r',
  effect,
  when,
});
const effectOf = (rules: readonly PolicyRule[], over: Partial<PolicySubject> = {}) =>
  judge({ policy: rules }, { ...subject, ...over });

describe('policy', () => {
  it('lets the first rule that matches decide, and names it', () => {
    const rules = [
      { ...rule({ region: ['us-*'] }, 'deny'), name: 'no us' },
      { ...rule({ accepterAccount: [OTHER] }), name: 'partner' },
      { ...rule({}, 'deny'), name: 'rest' },
    ];
    expect(effectOf(rules)).toEqual({ effect: 'allow', rule: 'partner' });
    expect(effectOf(rules, { region: 'us-east-1' })).toEqual({ effect: 'deny', rule: 'no us' });
  });

  it('denies what no rule matches', () => {
    expect(effectOf([])).toEqual({ effect: 'deny', rule: 'no rule matched' });
  });

  it.each<readonly [string, PolicyRule['when'], boolean]>([
    ['nothing asked', {}, true],
    ['an exact value', { vpcId: ['vpc-a'] }, true],
    ['another value', { vpcId: ['vpc-x'] }, false],
    ['any of several', { acceptingRegion: ['us-east-1', 'cn-shanghai'] }, true],
    ['a prefix', { region: ['cn-*'] }, true],
    ['two keys, one wrong', { region: ['cn-*'], acceptingVpcId: ['vpc-x'] }, false],
    ['a tag', { tag: { team: ['net'], 'env/x': ['prod-*'] } }, true],
    ['a tag that is not there', { tag: { owner: ['*'] } }, false],
    ['a tag by a name of every object', { tag: { constructor: ['*'] } }, false],
    ['a CIDR nobody could read', { cidr: ['10.*'] }, false],
  ])('matches %s: %s %s', (_, when, matches) => {
    expect(effectOf([rule(when)]).effect).toBe(matches ? 'allow' : 'deny');
  });

  it('lets doubt about CIDRs decide against', () => {
    const rules = [rule({ cidr: ['10.*'] }, 'deny'), rule({})];
    expect(effectOf(rules).effect).toBe('deny');
    expect(effectOf(rules, { cidrs: ['172.16.0.0/12'] }).effect).toBe('allow');
    expect(effectOf([rule({ cidr: ['10.*'] })], { cidrs: ['10.0.0.0/8'] }).effect).toBe('allow');
  });

  it('by default allows the own account, and deletes of the own side', () => {
    const policy = defaultRules(OWN);
    expect(effectOf(policy).effect).toBe('deny');
    expect(effectOf(policy, { accepterAccount: OWN }).effect).toBe('allow');
    expect(effectOf(policy, { action: 'delete' }).effect).toBe('allow');
    expect(effectOf(policy, { action: 'accept' }).effect).toBe('deny');
    expect(
      effectOf(policy, { action: 'delete', requesterAccount: OTHER, accepterAccount: OWN }).effect,
    ).toBe('allow');
  });
});
