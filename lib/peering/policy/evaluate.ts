import { mergeCidr } from 'cidr-tools';
import { SIDES, type Side } from '../model/connection.ts';
import { canonical, contains, overlaps } from '../network/cidr.ts';
import type { Settings } from '../settings.ts';
import {
  type Effect,
  matchesPattern,
  type Patterns,
  type PolicyAction,
  type PolicyRule,
  type PolicySubject,
  type Verdict,
} from './rule.ts';

const isBlock = (text: string): boolean => contains(text, text);

const withoutPrefix = (block: string): string => block.replace(/\/.*/, '');

const firstAddress = (block: string): string => withoutPrefix(canonical(block));

/** Why a text is not a block; `undefined` if it is one. */
export const blockFault = (text: string): string | undefined => {
  if (!isBlock(text)) return 'must be a CIDR block such as 10.0.0.0/8';
  return firstAddress(withoutPrefix(text)) === firstAddress(text)
    ? undefined
    : 'must be a CIDR block without bits behind its prefix, such as 10.0.0.0/8';
};

/** The fewest blocks that hold the same addresses: what lies within them lies within one of them. */
export const mergedBlocks = (blocks: readonly string[]): readonly string[] =>
  mergeCidr([...blocks]).map(canonical);

/**
 * The sides that `cidr` is about: those of other accounts, or both where both are the function's own. In a
 * connection between two other accounts both are.
 */
export const judgedSides = (
  { requesterAccount, accepterAccount }: PolicySubject,
  accountId: string,
): readonly Side[] => {
  const accounts = { requester: requesterAccount, accepter: accepterAccount };
  const foreign = SIDES.filter((side) => accounts[side] !== accountId);
  return foreign.length > 0 ? foreign : SIDES;
};

/** Every range of the sides; `undefined` if one of them is not known whole. A VPC without a range is not. */
const rangesOf = (
  { ranges }: PolicySubject,
  sides: readonly Side[],
): readonly string[] | undefined => {
  const known = sides.map((side) => ranges[side] ?? []);
  const all = known.flat();
  return known.every((each) => each.length > 0) && all.every(isBlock) ? all : undefined;
};

/**
 * Allow and reject: every range lies within the blocks. Deny: any range overlaps one. Ranges that cannot be
 * read match a deny and nothing else, so that doubt decides against.
 */
export const matchesBlocks = (
  blocks: readonly string[],
  effect: Effect,
  subject: PolicySubject,
  accountId: string,
): boolean => {
  const ranges = rangesOf(subject, judgedSides(subject, accountId));
  if (ranges === undefined) return effect === 'deny';
  return effect === 'deny'
    ? ranges.some((range) => blocks.some((block) => overlaps(block, range)))
    : ranges.every((range) => blocks.some((block) => contains(block, range)));
};

type PolicySettings = Pick<Settings, 'policy' | 'accountId'>;

interface Question {
  readonly subject: PolicySubject;
  readonly accountId: string;
  /** The words in a rule's `action` that mean this action. */
  readonly words: readonly string[];
}

type Test = (rule: PolicyRule, question: Question) => boolean;

const matchesAny = (patterns: Patterns | undefined, ...values: readonly string[]): boolean =>
  patterns === undefined ||
  patterns.some((pattern) => values.some((value) => matchesPattern(pattern, value)));

/** A rule that says `*` names no action. */
const namesRoutes = (policy: readonly PolicyRule[]): boolean =>
  policy.some(({ when }) =>
    when.action?.some((pattern) => /[^*]/.test(pattern) && matchesPattern(pattern, 'routes')),
  );

/**
 * A rule for `create` covers `routes` unless some rule names `routes`; a rule that decides `routes` covers
 * `read`, since routes cannot be made without reading. `*` fits any of these words.
 */
const wordsFor = (action: PolicyAction, policy: readonly PolicyRule[]): readonly string[] => {
  if (action !== 'routes' && action !== 'read') return [action];
  const routes = namesRoutes(policy) ? 'routes' : 'create';
  return action === 'read' ? ['read', routes] : [routes];
};

const isFlag = (asked: boolean | undefined, actual: boolean | undefined): boolean =>
  asked === undefined || asked === actual;

const hasTags = ({ when }: PolicyRule, { subject: { tags } }: Question): boolean =>
  Object.entries(when.tag ?? {}).every(([key, patterns]) =>
    Object.entries(tags).some(([own, value]) => own === key && matchesAny(patterns, value)),
  );

/** Every key but `cidr`, which may have to be read first. */
const TESTS: readonly Test[] = [
  ({ effect }, { subject }) => effect !== 'reject' || subject.asker === 'accepter',
  ({ when }, { words }) => matchesAny(when.action, ...words),
  ({ when }, { subject }) => matchesAny(when.requesterAccount, subject.requesterAccount),
  ({ when }, { subject }) => matchesAny(when.accepterAccount, subject.accepterAccount),
  ({ when }, { subject }) => matchesAny(when.region, subject.region),
  ({ when }, { subject }) => matchesAny(when.acceptingRegion, subject.acceptingRegion),
  ({ when }, { subject }) => matchesAny(when.vpcId, subject.vpcId),
  ({ when }, { subject }) => matchesAny(when.acceptingVpcId, subject.acceptingVpcId),
  ({ when }, { subject }) => matchesAny(when.anyVpcId, subject.vpcId, subject.acceptingVpcId),
  ({ when }, { subject }) =>
    when.via === undefined || (subject.via !== undefined && matchesAny(when.via, subject.via)),
  ({ when }, { subject }) => isFlag(when.managed, subject.managed),
  ({ when }, { subject }) => isFlag(when.force, subject.force ?? false),
  hasTags,
];

const matchesButBlocks = (rule: PolicyRule, question: Question): boolean =>
  TESTS.every((test) => test(rule, question));

/**
 * Reading is how ranges become known. So for `read` with ranges that were not read yet, an allow holds
 * without its blocks and a deny waits for them.
 */
const isReadBefore = ({ action, ranges }: PolicySubject, sides: readonly Side[]): boolean =>
  action === 'read' && sides.some((side) => ranges[side] === undefined);

const hasBlocks: Test = ({ when: { cidr }, effect }, { subject, accountId }) => {
  if (cidr === undefined) return true;
  return isReadBefore(subject, judgedSides(subject, accountId))
    ? effect === 'allow'
    : matchesBlocks(cidr, effect, subject, accountId);
};

const questionOf = ({ policy, accountId }: PolicySettings, subject: PolicySubject): Question => ({
  subject,
  accountId,
  words: wordsFor(subject.action, policy),
});

/**
 * The sides whose ranges the verdict hangs on: those that `cidr` is about if the first rule that matches in
 * all else has that key; none otherwise.
 */
export const neededRanges = (settings: PolicySettings, subject: PolicySubject): readonly Side[] => {
  const question = questionOf(settings, subject);
  const first = settings.policy.find((rule) => matchesButBlocks(rule, question));
  return first?.when.cidr === undefined ? [] : judgedSides(subject, settings.accountId);
};

/** The first rule whose every key matches decides; none denies. */
export const evaluatePolicy = (settings: PolicySettings, subject: PolicySubject): Verdict => {
  const question = questionOf(settings, subject);
  const rule = settings.policy.find(
    (each) => matchesButBlocks(each, question) && hasBlocks(each, question),
  );
  return rule
    ? { effect: rule.effect, rule: rule.name }
    : { effect: 'deny', rule: 'no rule matched' };
};
