import { describe, expect, it } from 'vitest';
import { neededRanges } from '../../../../lib/peering/policy/evaluate.ts';
import {
  defaultRules,
  type PolicyRule,
  type PolicySubject,
} from '../../../../lib/peering/policy/rule.ts';
import { decides, evaluate, OTHER, OWN, rule, subject } from './support.ts';

describe('policy', () => {
  it('lets the first rule that matches decide, and names it', () => {
    const rules = [
      rule({ region: ['us-*'] }, 'deny', 'no us'),
      rule({ accepterAccount: [OTHER] }, 'allow', 'partner'),
      rule({}, 'deny', 'rest'),
    ];
    expect(evaluate(rules)).toEqual({ effect: 'allow', rule: 'partner' });
    expect(evaluate(rules, { region: 'us-east-1' })).toEqual({ effect: 'deny', rule: 'no us' });
  });

  it('denies what no rule matches', () => {
    expect(evaluate([])).toEqual({ effect: 'deny', rule: 'no rule matched' });
  });

  it.each<readonly [string, PolicyRule['when'], boolean, Partial<PolicySubject>]>([
    ['nothing asked', {}, true, {}],
    ['an exact value', { vpcId: ['vpc-a'] }, true, {}],
    ['another value', { vpcId: ['vpc-x'] }, false, {}],
    ['another case', { vpcId: ['VPC-A'], region: ['CN-*'] }, true, {}],
    ['any of several', { acceptingRegion: ['us-east-1', 'cn-shanghai'] }, true, {}],
    ['a prefix', { region: ['cn-*'] }, true, {}],
    ['a suffix', { region: ['*-hangzhou'] }, true, {}],
    ['a middle', { region: ['cn-*zhou'] }, true, {}],
    ['several wildcards', { region: ['*n-*ng*'] }, true, {}],
    ['a wildcard for nothing', { region: ['cn-hangzhou*'] }, true, {}],
    ['parts that would overlap', { vpcId: ['vpc-a*-a'] }, false, {}],
    ['a dot, which is no wildcard', { region: ['cn.hangzhou'] }, false, {}],
    ['two keys, one wrong', { region: ['cn-*'], acceptingVpcId: ['vpc-x'] }, false, {}],
    ['either VPC, the first', { anyVpcId: ['vpc-a'] }, true, {}],
    ['either VPC, the second', { anyVpcId: ['vpc-b'] }, true, {}],
    ['either VPC, none', { anyVpcId: ['vpc-c'] }, false, {}],
    ['a door', { via: ['smq:*'] }, true, {}],
    ['another door', { via: ['http'] }, false, {}],
    ['a door that is not known', { via: ['*'] }, false, { via: undefined }],
    ['no door asked, one that is not known', {}, true, { via: undefined }],
    [
      'a tag',
      { tag: { team: ['net'], 'env/x': ['prod-*'] } },
      true,
      { tags: { team: 'net', 'env/x': 'prod-1' } },
    ],
    ['a tag that is not there', { tag: { owner: ['*'] } }, false, { tags: { team: 'net' } }],
    ['a tag by a name of every object', { tag: { constructor: ['*'] } }, false, {}],
    ['managed', { managed: true }, true, { managed: true }],
    ['managed, of another', { managed: true }, false, { managed: false }],
    ['managed, of a create', { managed: true }, false, {}],
    ['not managed, of a create', { managed: false }, false, {}],
    ['force', { force: true }, true, { action: 'delete', force: true }],
    ['force, of a gentle delete', { force: true }, false, { action: 'delete', force: false }],
    ['no force, of anything else', { force: false }, true, {}],
  ])('matches %s: %s %s', (_, when, matches, over) => {
    expect(decides(rule(when), over)).toBe(matches);
  });

  it('counts reject rules only where the accepter asks', () => {
    const rules = [rule({}, 'reject', 'never'), rule({}, 'allow', 'rest')];
    expect(evaluate(rules, { action: 'accept' }).rule).toBe('rest');
    expect(evaluate(rules, { action: 'accept', asker: 'accepter' })).toEqual({
      effect: 'reject',
      rule: 'never',
    });
  });
});

describe('routes and reading', () => {
  const create = rule({ action: ['create'] }, 'allow', 'create');
  const routes = rule({ action: ['routes'] }, 'deny', 'routes');
  const read = rule({ action: ['read'] }, 'deny', 'read');

  it.each<readonly [string, readonly PolicyRule[], PolicySubject['action'], string]>([
    ['a rule for create covers routes', [create], 'routes', 'create'],
    ['a rule for create covers reading', [create], 'read', 'create'],
    ['not where a rule names routes', [create, routes], 'routes', 'routes'],
    ['nor for reading then', [create, routes], 'read', 'routes'],
    ['a rule for routes covers reading', [routes], 'read', 'routes'],
    ['the first one decides', [read, routes], 'read', 'read'],
    [
      'a rule names routes beside other actions',
      [create, rule({ action: ['accept', 'routes'] }, 'deny', 'several')],
      'routes',
      'several',
    ],
    ['a rule for reading covers nothing else', [read], 'routes', 'no rule matched'],
    ['a rule for routes covers no create', [routes], 'create', 'no rule matched'],
    [
      'every action is no name',
      [create, rule({ action: ['*'] }, 'deny', 'all')],
      'routes',
      'create',
    ],
    ['a pattern is a name', [create, rule({ action: ['ro*'] }, 'deny', 'ro')], 'routes', 'ro'],
    ['a rule without action matches all', [rule({}, 'deny', 'all'), create], 'read', 'all'],
  ])('%s', (_, rules, action, decisive) => {
    expect(evaluate(rules, { action }).rule).toBe(decisive);
  });
});

describe('the ranges that a verdict needs', () => {
  const needed = (rules: readonly PolicyRule[], over: Partial<PolicySubject> = {}) =>
    neededRanges({ policy: rules, accountId: OWN }, { ...subject, ...over });
  const blocks = { cidr: ['10.0.0.0/8'] };

  it('are those of the other account, or of both sides within the own', () => {
    expect(needed([rule(blocks)])).toEqual(['accepter']);
    expect(needed([rule(blocks)], { requesterAccount: OTHER, accepterAccount: OWN })).toEqual([
      'requester',
    ]);
    expect(needed([rule(blocks)], { accepterAccount: OWN })).toEqual(['requester', 'accepter']);
  });

  it('are none where a rule without blocks decides before', () => {
    expect(needed([rule({}), rule(blocks)])).toEqual([]);
    expect(needed([rule({ ...blocks, region: ['us-*'] }), rule({})])).toEqual([]);
  });

  it('are none where no rule decides', () => {
    expect(needed([])).toEqual([]);
    expect(needed([rule({ ...blocks, region: ['us-*'] })])).toEqual([]);
  });
});

describe('the default policy', () => {
  const policy = defaultRules(OWN);
  const effect = (over: Partial<PolicySubject>) => evaluate(policy, over).effect;
  const own = { accepterAccount: OWN };

  it('allows connections within the own account, with their routes', () => {
    expect(effect({})).toBe('deny');
    for (const action of ['create', 'routes', 'read'] as const) {
      expect(effect({ ...own, action })).toBe('allow');
      expect(effect({ action, managed: false })).toBe('deny');
    }
  });

  it('allows everything on managed connections but force', () => {
    for (const action of ['accept', 'reject', 'modify', 'delete', 'routes', 'read'] as const) {
      expect(effect({ ...own, action, managed: true })).toBe('allow');
      expect(effect({ action, managed: true, requesterAccount: OTHER, ...own })).toBe('deny');
    }
    for (const action of ['accept', 'reject', 'modify', 'delete'] as const)
      expect(effect({ ...own, action, managed: false })).toBe('deny');
    expect(effect({ ...own, action: 'delete', managed: true, force: true })).toBe('deny');
  });
});
