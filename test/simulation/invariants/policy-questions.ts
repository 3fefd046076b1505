import {
  type Effect,
  POLICY_ACTIONS,
  type PolicyAction,
  type PolicyRule,
} from '../../../lib/peering/policy/rule.ts';
import type { Ask } from '../support/asks.ts';
import { OWN, type Simulation } from '../support/simulation.ts';

type Ends = readonly [string, string];

/** What policy is asked about, as the simulation knows it. */
export interface Question {
  readonly action: PolicyAction;
  readonly ends: Ends;
  readonly accepterAccount: string | undefined;
  readonly force?: boolean;
  readonly isAccepter?: boolean;
}

const includes = (list: unknown, ...any: readonly (string | undefined)[]): boolean =>
  list === undefined || (Array.isArray(list) && any.some((each) => list.includes(each)));

/** Unless a rule names routes, those for creates are about them as well; either are about reading. */
const wordsFor = (policy: readonly PolicyRule[], action: PolicyAction): readonly string[] => {
  if (action !== 'routes' && action !== 'read') return [action];
  const isNamed = policy.some(({ when }) => when.action?.includes('routes'));
  return [isNamed ? 'routes' : 'create', ...(action === 'read' ? ['read'] : [])];
};

/** What the first rule says that fits; the rules of the simulation hang on nothing but these keys. */
export const effectOf = (policy: readonly PolicyRule[], question: Question): Effect | undefined => {
  const { action, ends, accepterAccount, force = false, isAccepter } = question;
  const [one, other] = ends;
  return policy.find(
    ({ effect, when }) =>
      (effect !== 'reject' || isAccepter) &&
      includes(when.action, ...wordsFor(policy, action)) &&
      includes(when.accepterAccount, accepterAccount) &&
      (when.force === undefined || when.force === force) &&
      includes(when.vpcId, one) &&
      includes(when.acceptingVpcId, other) &&
      includes(when.anyVpcId, one, other),
  )?.effect;
};

export const isForbidden = (policy: readonly PolicyRule[], question: Question): boolean =>
  effectOf(policy, question) !== 'allow';

/** Policies that were in force between two moments. */
export const policiesBetween = (sim: Simulation, from: number, to: number) =>
  sim.deployed
    .filter(({ at }, index) => at <= to && (sim.deployed[index + 1]?.at ?? Infinity) >= from)
    .map(({ settings }) => settings.policy);

const VALUES = ['name', 'description', 'bandwidth', 'linkType'] as const;

/** What has to be asked about a request; of a connection as it is, of a create as the request says. */
export const questionOfBody = (
  sim: Simulation,
  body: Ask['body'],
  asked = body.action,
): Question => {
  const made = sim.truth.lives.get(String(body.instanceId))?.connection;
  const isRoutesOnly = asked === 'modify' && VALUES.every((each) => body[each] === undefined);
  return {
    action: isRoutesOnly ? 'routes' : actionNamed(asked),
    ends: [made?.vpcId ?? String(body.vpcId), made?.acceptingVpcId ?? String(body.acceptingVpcId)],
    accepterAccount: made?.acceptingOwnerUid ?? String(body.acceptingAliUid ?? OWN),
    force: body.force === true,
  };
};

const actionNamed = (asked: unknown): PolicyAction =>
  POLICY_ACTIONS.find((each) => each === asked) ?? 'create';
