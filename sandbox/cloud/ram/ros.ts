import * as v from 'valibot';
import { isRecord } from '../../values.ts';
import { policyDocument, trustDocument } from './policy.ts';
import type { Role } from './ram.ts';

/** Where a stack is made, and with which parameters where the template's defaults are not meant. */
export interface StackContext {
  readonly accountId: string;
  readonly regionId: string;
  readonly name?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Which of the resources that a `Count` makes of one, from 0. */
  readonly index?: number;
}

/** What of a ROS template decides on its roles. */
const template = v.object({
  Parameters: v.optional(
    v.record(v.string(), v.looseObject({ Default: v.optional(v.unknown()) })),
    {},
  ),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.record(
    v.string(),
    v.object({
      Type: v.string(),
      Condition: v.optional(v.string()),
      Count: v.optional(v.unknown()),
      Properties: v.optional(v.record(v.string(), v.unknown()), {}),
    }),
  ),
});
type Template = v.InferOutput<typeof template>;

/** Stands for `ALIYUN::NoValue`: the property or item is left out. */
const NOTHING = Symbol('nothing');

const listOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Error(`a list is needed, not ${JSON.stringify(value)}`);
  return value;
};

/** The property that names a resource, which is what a reference to it stands for. */
const NAME = /^(Role|Queue|Function|Project|Rule|Topic|)Name$/;

const ARNS: Readonly<Record<string, (stack: StackContext, name: string) => string>> = {
  'ALIYUN::RAM::Role': ({ accountId }, name) => `acs:ram::${accountId}:role/${name.toLowerCase()}`,
  'ALIYUN::MNS::Queue': ({ accountId, regionId }, name) =>
    `acs:mns:${regionId}:${accountId}:/queues/${name}`,
  'ALIYUN::FC3::Function': ({ accountId, regionId }, name) =>
    `acs:fc:${regionId}:${accountId}:functions/${name}`,
};

type Resolve = (value: unknown) => unknown;
type Intrinsic = (given: unknown, resolve: Resolve) => unknown;

/** Resolves what a template writes as a function, for one stack. */
const resolverOf = (it: Template, stack: StackContext): Resolve => {
  const pseudo: Readonly<Record<string, unknown>> = {
    'ALIYUN::TenantId': stack.accountId,
    // Whoever makes the stack, who may be a user of the account: never to be used for the account.
    'ALIYUN::AccountId': '200000000000000001',
    'ALIYUN::Region': stack.regionId,
    'ALIYUN::StackName': stack.name ?? 'stack',
    'ALIYUN::NoValue': NOTHING,
    'ALIYUN::Index': stack.index ?? 0,
  };
  const named = (name: string): unknown => {
    if (name in pseudo) return pseudo[name];
    const parameter = it.Parameters[name];
    if (parameter !== undefined) return stack.parameters?.[name] ?? parameter.Default ?? '';
    const resource = it.Resources[name];
    if (resource === undefined) throw new Error(`the template has no ${name}`);
    const property = Object.keys(resource.Properties).find((each) => NAME.test(each));
    return property === undefined ? name : resolve(resource.Properties[property]);
  };
  const attribute = (id: string, name: string): unknown => {
    const form = /^arn/i.test(name) ? ARNS[it.Resources[id]?.Type ?? ''] : undefined;
    return form === undefined ? named(id) : form(stack, String(named(id)));
  };
  const condition = (name: unknown): boolean => {
    if (typeof name !== 'string') return resolve(name) === true;
    if (!(name in it.Conditions)) throw new Error(`the template has no condition ${name}`);
    return resolve(it.Conditions[name]) === true;
  };
  const sub = (given: unknown): string => {
    const [text, values] = Array.isArray(given) ? given : [given, {}];
    const own = isRecord(values) ? values : {};
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
      if (literal) return whole.replace('!', '');
      if (name in own) return String(resolve(own[name]));
      const [id = '', ...path] = name.split('.');
      return String(attribute(id, path.join('.')));
    });
  };
  const intrinsics: Readonly<Record<string, Intrinsic>> = {
    Ref: (name) => named(String(name)),
    'Fn::Sub': sub,
    'Fn::GetAtt': (given) => {
      const [id, name] = listOf(given).map(String);
      return attribute(id ?? '', name ?? '');
    },
    'Fn::Join': (given) => {
      const [separator, parts] = listOf(given);
      return listOf(resolve(parts)).join(String(separator));
    },
    'Fn::Split': (given) => {
      const [separator, text] = listOf(given);
      return String(resolve(text)).split(String(separator));
    },
    'Fn::Select': (given) => {
      const [at, values] = listOf(given).map(resolve);
      return listOf(values)[Number(at)];
    },
    'Fn::Length': (given) => listOf(resolve(given)).length,
    'Fn::If': (given) => {
      const [name, then, otherwise] = listOf(given);
      return resolve(condition(name) ? then : otherwise);
    },
    'Fn::Equals': (given) => {
      const [one, other] = listOf(given).map(resolve);
      return String(one) === String(other);
    },
    'Fn::Not': (given) => !condition(Array.isArray(given) ? given[0] : given),
    'Fn::And': (given) => listOf(given).every(condition),
    'Fn::Or': (given) => listOf(given).some(condition),
  };
  const resolveObject = (value: Readonly<Record<string, unknown>>): unknown => {
    const [[name = '', given] = [], ...rest] = Object.entries(value);
    const intrinsic = rest.length === 0 ? intrinsics[name] : undefined;
    if (intrinsic) return intrinsic(given, resolve);
    if (name.startsWith('Fn::')) throw new Error(`${name} is not known here`);
    const entries = Object.entries(value).map(([key, each]) => [key, resolve(each)] as const);
    return Object.fromEntries(entries.filter(([, each]) => each !== NOTHING));
  };
  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((each) => each !== NOTHING);
    return isRecord(value) ? resolveObject(value) : value;
  };
  return resolve;
};

/** A resource as a stack makes it. */
export interface Made {
  readonly id: string;
  readonly type: string;
  readonly properties: unknown;
}

/**
 * What a stack makes of a template: conditions and counts applied, every property resolved.
 *
 * @throws for functions and names that are not known.
 */
export const resourcesOf = (input: unknown, stack: StackContext): readonly Made[] => {
  const it = v.parse(template, input);
  const resolve = resolverOf(it, stack);
  const countOf = (condition: string | undefined, count: unknown): number => {
    const isMade = condition === undefined || resolve({ 'Fn::Or': [condition] }) === true;
    return isMade ? Number(count === undefined ? 1 : resolve(count)) : 0;
  };
  return Object.entries(it.Resources).flatMap(([id, { Type, Condition, Count, Properties }]) =>
    Array.from({ length: countOf(Condition, Count) }, (_, index) => ({
      id,
      type: Type,
      properties: resolverOf(it, { ...stack, index })(Properties),
    })),
  );
};

const role = v.object({
  RoleName: v.string(),
  AssumeRolePolicyDocument: trustDocument,
  Policies: v.optional(
    v.array(v.object({ PolicyName: v.string(), PolicyDocument: policyDocument })),
    [],
  ),
});

/** A policy that is attached to roles by their names. */
const managedPolicy = v.object({
  PolicyDocument: policyDocument,
  Roles: v.optional(v.array(v.string()), []),
});

const read = <T extends v.GenericSchema>(schema: T, { id, type, properties }: Made) => {
  const parsed = v.safeParse(schema, properties);
  if (!parsed.success) throw new Error(`${type} ${id} is wrong: ${v.summarize(parsed.issues)}`);
  return parsed.output;
};

/**
 * The roles among the resources of a stack: with their inline policies and those of
 * `ALIYUN::RAM::ManagedPolicy` that name them.
 *
 * @throws an error that names the resource that is wrong
 */
export const rolesAmong = (made: readonly Made[]): readonly Role[] => {
  const ofType = (type: string): readonly Made[] => made.filter((each) => each.type === type);
  const managed = ofType('ALIYUN::RAM::ManagedPolicy').map((each) => read(managedPolicy, each));
  return ofType('ALIYUN::RAM::Role').map((each) => {
    const { RoleName, AssumeRolePolicyDocument, Policies } = read(role, each);
    const attached = managed.filter(({ Roles }) => Roles.includes(RoleName));
    const policies = [...Policies, ...attached].map(({ PolicyDocument }) => PolicyDocument);
    return { name: RoleName, trust: AssumeRolePolicyDocument, policies };
  });
};
