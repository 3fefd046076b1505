import { blockFault } from './evaluate.ts';
import {
  canBeginWith,
  matchesPattern,
  type Patterns,
  POLICY_ACTIONS,
  type PolicyAction,
  type PolicyRule,
} from './rule.ts';

/** Something wrong with the policy: where, and which rule it breaks. Never a value of the configuration. */
export interface PolicyFault {
  /** JSON pointer. */
  readonly pointer: string;
  readonly detail: string;
}

type When = PolicyRule['when'];

/** Why a pattern can match nothing; `undefined` if it can match something. */
type PatternCheck = (pattern: string) => string | undefined;

const isAction = (pattern: string): boolean =>
  POLICY_ACTIONS.some((action) => matchesPattern(pattern, action));

const actionCheck: PatternCheck = (pattern) =>
  isAction(pattern) ? undefined : `matches no action; actions are ${POLICY_ACTIONS.join(', ')}`;

const accountCheck: PatternCheck = (pattern) =>
  /^[\d*]+$/.test(pattern) && !/^0/.test(pattern) && pattern.replaceAll('*', '').length <= 20
    ? undefined
    : 'can match no account id, which has at most 20 digits and no leading zero';

/** A region id, whole or as far as the first `*`. */
const REGION = /^[a-z]{2}-[a-z0-9-]+$/i;
const REGION_WITH_STAR = /^([a-z]{0,2}|[a-z]{2}-[a-z0-9-]*)\*[a-z0-9*-]*$/i;

const regionCheck: PatternCheck = (pattern) =>
  REGION.test(pattern) || REGION_WITH_STAR.test(pattern)
    ? undefined
    : 'can match no region id such as cn-hangzhou';

const vpcCheck: PatternCheck = (pattern) =>
  /^[a-z0-9*-]+$/i.test(pattern) && canBeginWith(pattern, 'vpc-')
    ? undefined
    : 'can match no VPC id, which begins with vpc-';

const NAMED_DOORS = [
  'smq:',
  'smq-topic:',
  'eventbridge:',
  'rocketmq:',
  'kafka:',
  'rabbitmq:',
  'destination:',
];
const PLAIN_DOORS = ['http', 'timer', 'direct'];

const doorCheck: PatternCheck = (pattern) =>
  PLAIN_DOORS.some((door) => matchesPattern(pattern, door)) ||
  NAMED_DOORS.some((door) => canBeginWith(pattern, door))
    ? undefined
    : `can match no door; doors are ${[...PLAIN_DOORS, ...NAMED_DOORS.map((door) => `${door}NAME`)].join(', ')}`;

type PatternKey = Exclude<keyof When, 'tag' | 'managed' | 'force'>;

const CHECKS: Readonly<Record<PatternKey, PatternCheck>> = {
  action: actionCheck,
  requesterAccount: accountCheck,
  accepterAccount: accountCheck,
  region: regionCheck,
  acceptingRegion: regionCheck,
  vpcId: vpcCheck,
  acceptingVpcId: vpcCheck,
  anyVpcId: vpcCheck,
  cidr: blockFault,
  via: doorCheck,
};
const PATTERN_KEYS = Object.keys(CHECKS).filter((key): key is PatternKey => key in CHECKS);

/** What is wrong about a list of patterns itself, whatever they are for. */
const listFaults = (
  patterns: Patterns,
  pointer: string,
  check: PatternCheck,
): readonly PolicyFault[] => {
  if (patterns.length === 0)
    return [{ pointer, detail: 'is an empty list, which matches nothing' }];
  return patterns.flatMap((pattern, index) => {
    const at = patterns.length > 1 ? `${pointer}/${index}` : pointer;
    if (pattern.trim() === '') return [{ pointer: at, detail: 'is blank' }];
    if (pattern.trim() !== pattern) return [{ pointer: at, detail: 'has blanks around it' }];
    const detail = check(pattern);
    return detail === undefined ? [] : [{ pointer: at, detail }];
  });
};

const decides = ({ action }: When, ...actions: readonly PolicyAction[]): boolean =>
  action === undefined ||
  actions.some((each) => action.some((pattern) => matchesPattern(pattern, each)));

const tagFaults = ({ when, effect }: PolicyRule, at: string): readonly PolicyFault[] => {
  const tags = Object.entries(when.tag ?? {});
  const pointer = `${at}/when/tag`;
  const keyFaults = tags.flatMap(([key, patterns]) => [
    ...(key.trim() === '' ? [{ pointer, detail: 'has a blank key' }] : []),
    ...listFaults(
      patterns,
      `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      () => undefined,
    ),
  ]);
  if (when.tag && tags.length === 0) return [{ pointer, detail: 'is empty' }];
  return when.tag && effect !== 'reject' && decides(when, 'create')
    ? [
        ...keyFaults,
        {
          pointer,
          detail:
            'stands in a rule that could decide a create, whose tags the requester writes: name other actions',
        },
      ]
    : keyFaults;
};

/** Keys that the rule's actions leave nothing to match. */
const deadFaults = ({ when, effect }: PolicyRule, at: string): readonly PolicyFault[] => {
  const faults: PolicyFault[] = [];
  const others = POLICY_ACTIONS.filter((action) => action !== 'create');
  if (when.force === true && !decides(when, 'delete'))
    faults.push({ pointer: `${at}/when/force`, detail: 'can be true for a delete only' });
  if (when.managed !== undefined && !decides(when, ...others))
    faults.push({
      pointer: `${at}/when/managed`,
      detail: 'can match no create, which has no connection yet',
    });
  if (effect === 'reject' && !decides(when, 'accept'))
    faults.push({
      pointer: `${at}/when/action`,
      detail: 'must hold accept: reject rules count only where the accepter asks',
    });
  return faults;
};

const ruleFaults = (rule: PolicyRule, index: number): readonly PolicyFault[] => {
  const at = `/${index}`;
  const faults = PATTERN_KEYS.flatMap((key) => {
    const patterns = rule.when[key];
    return patterns ? listFaults(patterns, `${at}/when/${key}`, CHECKS[key]) : [];
  });
  return [...faults, ...tagFaults(rule, at), ...deadFaults(rule, at)];
};

/** A list in which rules of a wrong shape left their place empty. */
type Places = readonly (PolicyRule | undefined)[];

const nameFault = (rules: Places, { name }: PolicyRule, index: number): string | undefined => {
  if (name.trim() === '') return 'is blank';
  const first = rules.findIndex((rule) => rule?.name === name);
  return first === index
    ? undefined
    : `is the name of rule ${first} too; answers name the rule that decided`;
};

const placeFaults = (rules: Places, rule: PolicyRule, index: number): readonly PolicyFault[] => {
  const detail = nameFault(rules, rule, index);
  const named = detail === undefined ? [] : [{ pointer: `/${index}/name`, detail }];
  return [...named, ...ruleFaults(rule, index)];
};

/** Everything wrong with rules whose shape is right: values that could never match, doubtful rules. */
export const policyFaults = (rules: Places): readonly PolicyFault[] =>
  rules.flatMap((rule, index) => (rule ? placeFaults(rules, rule, index) : []));
