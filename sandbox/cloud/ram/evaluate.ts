import { isLike, OPERATORS, type Policy, type Statement, type TrustPolicy } from './policy.ts';

/** What somebody wants to do. */
export interface Ask {
  /** `{ram code}:{operation}`. */
  readonly action: string;
  /** The name of the resource; a literal `*` where the operation knows none. */
  readonly resource: string;
  /** Condition keys that are known of the call, e.g. `sts:ExternalId`. */
  readonly context?: Readonly<Record<string, string>>;
}

export type Decision = 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';

const isAnyLike = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => isLike(pattern, text));

/** Every operator and every key of it must hold; a key that the call does not have never does. */
const meetsConditions = ({ Condition }: Statement, context: Readonly<Record<string, string>>) =>
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const actual = context[key];
      return actual !== undefined && OPERATORS[operator]?.(values, actual) === true;
    }),
  );

/** Actions are compared without regard to case, resources with it. */
const isAbout = (statement: Statement, { action, resource, context = {} }: Ask): boolean => {
  const { Action, NotAction = [] } = statement;
  const verb = action.toLowerCase();
  const isVerb = (Action ?? NotAction).some((each) => isLike(each.toLowerCase(), verb));
  if (isVerb !== (Action !== undefined)) return false;
  if ('Resource' in statement && !isAnyLike(statement.Resource ?? ['*'], resource)) return false;
  if ('NotResource' in statement && isAnyLike(statement.NotResource ?? [], resource)) return false;
  return meetsConditions(statement, context);
};

const decide = (statements: readonly Statement[], ask: Ask): Decision => {
  const effects = statements
    .filter((statement) => isAbout(statement, ask))
    .map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'ExplicitDeny';
  return effects.includes('Allow') ? 'Allow' : 'ImplicitDeny';
};

/** What policies say together: a Deny wins over every Allow, and what nothing allows is denied. */
export const evaluate = (policies: readonly Policy[], ask: Ask): Decision =>
  decide(
    policies.flatMap(({ Statement }) => Statement),
    ask,
  );

/** What a trust policy says to a caller that has these names, e.g. `acs:ram::1:role/r`. */
export const evaluateTrust = (
  { Statement }: TrustPolicy,
  names: readonly string[],
  context: Readonly<Record<string, string>>,
): Decision =>
  decide(
    Statement.filter(({ Principal }) =>
      Object.values(Principal).some((each) => each?.some((name) => names.includes(name))),
    ),
    { action: 'sts:AssumeRole', resource: '*', context },
  );
