import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../../lib/peering/policy/parse.ts';
import { canBeginWith, matchesPattern } from '../../../../lib/peering/policy/rule.ts';

const isTaken = (when: object): boolean => {
  const rules = JSON.stringify([{ name: 'r', effect: 'allow', when }]);
  return parsePolicy(rules, () => '').ok;
};

describe('a pattern that something can match is taken, any other is a fault', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    [
      'accepterAccount',
      ['1', '*', '1*', '*0', '1'.repeat(20), `${'1'.repeat(20)}*`, '1*0'],
      ['', '0', '0*', '1'.repeat(21), `1*${'2'.repeat(20)}`, '1a', 'a1', '-1', '1 1'],
    ],
    [
      'region',
      ['cn-hangzhou', 'CN-Hangzhou', 'cn-1', '*', 'c*', 'cn*', 'cn-*', 'cn-h*-1', '*zhou', '*-1*'],
      ['cn', 'cn-', 'c-hangzhou', 'cnn-x', 'cnn*', 'c1*', 'cn-*_', 'cn_*', 'cn-h_', '*!*', '-*'],
    ],
    [
      'vpcId',
      ['vpc-a', 'VPC-A', 'vpc-*', 'v*', '*', '*-a', 'vpc-a-1'],
      ['vpc-', 'vpc', 'vsw-a', 'x*', 'vpc-a_', 'vpc-_a', 'a vpc-a', 'vpc-a!', 'xvpc-a'],
    ],
    [
      'via',
      ['http', 'timer', 'direct', 'h*', 'smq:q', 'smq:*', 'smq-topic:t', 'eventbridge:my.app'],
      ['https', 'smq', 'smq:', 'queue:q', 'x*', 'topic:t', 'destination:'],
    ],
    ['via', ['rocketmq:t', 'kafka:t', 'rabbitmq:q', 'destination:f', '*:q'], ['kafka', 'mqtt:t']],
    ['action', ['create', 'routes', 'read', 'c*', '*'], ['created', 'x*', '']],
  ])('%s: %j, not %j', (key, taken, refused) => {
    expect(taken.filter((pattern) => !isTaken({ [key]: pattern }))).toEqual([]);
    expect(refused.filter((pattern) => isTaken({ [key]: pattern }))).toEqual([]);
  });
});

describe('matching', () => {
  it.each([
    ['a*b', 'ab', true],
    ['a*b', 'axxb', true],
    ['a*b', 'a', false],
    ['ab*b', 'ab', false],
    ['*a*a', 'a', false],
    ['*a*b*', 'xaybz', true],
    ['*b*a*', 'xaybz', false],
    ['a*', 'ba', false],
    ['*a', 'ab', false],
    ['A*C', 'abC', true],
    ['a', 'aa', false],
    ['**', '', true],
    ['', '', true],
    ['.', 'x', false],
  ])('%s on %j: %s', (pattern, value, isMatch) => {
    expect(matchesPattern(pattern, value)).toBe(isMatch);
  });

  it.each([
    ['vpc-a', 'vpc-', true],
    ['vpc-', 'vpc-', false],
    ['vpc-*', 'vpc-', true],
    ['vp*', 'vpc-', true],
    ['*', 'vpc-', true],
    ['vsw*', 'vpc-', false],
    ['vpc-a*', 'vpc-', true],
    ['VPC-A', 'vpc-', true],
  ])('%s can begin with %s: %s', (pattern, beginning, canBegin) => {
    expect(canBeginWith(pattern, beginning)).toBe(canBegin);
  });
});
