import * as v from 'valibot';
import { oneOrMore } from '../../schema.ts';

const texts = oneOrMore(v.string());

/** True if a pattern with `*` (any text) and `?` (one character) fits the whole text. */
export const isLike = (pattern: string, text: string): boolean => {
  const source = pattern
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
};

/** Operators outside this table are refused, so that no condition is overlooked. */
export const OPERATORS: Readonly<
  Record<string, (values: readonly string[], actual: string) => boolean>
> = {
  StringEquals: (values, actual) => values.includes(actual),
  StringNotEquals: (values, actual) => !values.includes(actual),
  StringEqualsIgnoreCase: (values, actual) =>
    values.some((each) => each.toLowerCase() === actual.toLowerCase()),
  StringLike: (values, actual) => values.some((each) => isLike(each, actual)),
  StringNotLike: (values, actual) => !values.some((each) => isLike(each, actual)),
};

const common = {
  Effect: v.picklist(['Allow', 'Deny']),
  Action: v.optional(texts),
  NotAction: v.optional(texts),
  Condition: v.optional(
    v.record(v.picklist(Object.keys(OPERATORS)), v.record(v.string(), texts)),
    {},
  ),
};

const hasOneOf = (one: unknown, other: unknown): boolean =>
  (one === undefined) !== (other === undefined);

const statement = v.pipe(
  v.strictObject({ ...common, Resource: v.optional(texts), NotResource: v.optional(texts) }),
  v.check((it) => hasOneOf(it.Action, it.NotAction), 'needs either Action or NotAction'),
  v.check((it) => hasOneOf(it.Resource, it.NotResource), 'needs either Resource or NotResource'),
);

const trustStatement = v.pipe(
  v.strictObject({
    ...common,
    Principal: v.record(v.picklist(['RAM', 'Service', 'Federated']), texts),
  }),
  v.check((it) => hasOneOf(it.Action, it.NotAction), 'needs either Action or NotAction'),
);

const document = <T extends v.GenericSchema>(of: T) =>
  v.strictObject({ Version: v.literal('1'), Statement: v.pipe(v.array(of), v.minLength(1)) });

/** A RAM policy document, version 1; single names become lists. */
export const policyDocument = document(statement);

/** The trust policy of a role. */
export const trustDocument = document(trustStatement);

export type TrustPolicy = v.InferOutput<typeof trustDocument>;
export type Policy = v.InferOutput<typeof policyDocument>;
export type Statement = (Policy | TrustPolicy)['Statement'][number];

/** A policy that allows these actions on every resource. */
export const allowing = (actions: readonly string[]): Policy => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: [...actions], Resource: ['*'], Condition: {} }],
});

/** Trust in accounts, on condition of an external id if there is one. */
export const trusting = (accounts: readonly string[], externalId?: string): TrustPolicy => ({
  Version: '1',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRole'],
      Principal: { RAM: accounts.map((id) => `acs:ram::${id}:root`) },
      Condition:
        externalId === undefined ? {} : { StringEquals: { 'sts:ExternalId': [externalId] } },
    },
  ],
});

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
