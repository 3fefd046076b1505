import type { Settings } from '../settings.ts';
import type { Patterns, PolicyRule, PolicySubject, Verdict } from './rule.ts';

const matches = (patterns: Patterns, value: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern,
  );

type When = PolicyRule['when'];
type Test = (when: When, subject: PolicySubject, effect: PolicyRule['effect']) => boolean;

const on =
  (key: Exclude<keyof When, 'tag' | 'cidr'>): Test =>
  (when, subject) =>
    when[key] === undefined || matches(when[key], subject[key]);

const onTag: Test = ({ tag }, { tags }) =>
  Object.entries(tag ?? {}).every(([key, patterns]) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value !== undefined && matches(patterns, value);
  });

/** CIDRs that nobody could read match no allow, and every deny: doubt decides against. */
const onCidr: Test = ({ cidr }, { cidrs }, effect) => {
  if (cidr === undefined) return true;
  if (cidrs === undefined) return effect !== 'allow';
  return cidrs.some((each) => matches(cidr, each));
};

const TESTS_WITHOUT_CIDR: readonly Test[] = [
  on('action'),
  on('requesterAccount'),
  on('accepterAccount'),
  on('region'),
  on('acceptingRegion'),
  on('vpcId'),
  on('acceptingVpcId'),
  onTag,
];

const holdsFor = (
  tests: readonly Test[],
  { when, effect }: PolicyRule,
  subject: PolicySubject,
): boolean => tests.every((test) => test(when, subject, effect));

/** True if the verdict depends on CIDRs: the first rule that matches in all else asks for them. */
export const hangsOnCidrs = (
  { policy }: Pick<Settings, 'policy'>,
  subject: PolicySubject,
): boolean =>
  policy.find((rule) => holdsFor(TESTS_WITHOUT_CIDR, rule, subject))?.when.cidr !== undefined;

/** The first rule whose every key matches decides; none denies. */
export const judge = ({ policy }: Pick<Settings, 'policy'>, subject: PolicySubject): Verdict => {
  const rule = policy.find((each) => holdsFor([...TESTS_WITHOUT_CIDR, onCidr], each, subject));
  return rule
    ? { effect: rule.effect, rule: rule.name }
    : { effect: 'deny', rule: 'no rule matched' };
};
