import * as v from 'valibot';
import type { RequestFinding } from '../model/failure.ts';
import type { Action, CreateRequest, Request } from '../model/request.ts';
import type { Settings } from '../settings.ts';
import { SCHEMAS } from './fields.ts';
import {
  type CrossFacts,
  type CrossFields,
  crossCheck,
  findingsOf,
  modifiesNothing,
} from './findings.ts';

export interface ActionFacts extends CrossFacts {
  /** The account the function runs in. */
  readonly accountId: string;
  readonly defaults: Settings['defaults'];
}

type Body = Readonly<Record<string, unknown>>;

/** A request, or what is wrong with its fields. */
export interface Checked {
  readonly request?: Request;
  readonly errors: readonly RequestFinding[];
}

/** What validation has to know about an action. */
export interface ActionEntry {
  /** Names of the fields it knows. */
  readonly fields: readonly string[];
  /** Holds fields, spelled as the SDKs do, against the schema of the action and its rules over several. */
  readonly check: (fields: Body, facts: ActionFacts) => Checked;
}

type Schema = v.ObjectSchema<v.ObjectEntries, undefined>;

interface Definition<S extends Schema> {
  readonly schema: S;
  /** The request with what configuration and account decide. */
  readonly complete: (output: v.InferOutput<S>, facts: ActionFacts) => Request;
  /** Rules over several fields, reported together with faults of single ones. */
  readonly rules?: (
    fields: Body,
    facts: ActionFacts,
    issues: readonly v.BaseIssue<unknown>[],
  ) => readonly RequestFinding[];
}

const action = <const S extends Schema>({
  schema,
  complete,
  rules = () => [],
}: Definition<S>): ActionEntry => ({
  fields: Object.keys(schema.entries),
  check: (fields, facts) => {
    const parsed = v.safeParse(schema, fields);
    if (parsed.success)
      return { request: complete(parsed.output, facts), errors: rules(fields, facts, []) };
    const { issues } = parsed;
    return { errors: [...findingsOf(issues), ...rules(fields, facts, issues)] };
  },
});

/** Exact optional fields: what is absent has no key. */
type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const isPresent = <T extends object>(fields: T): fields is T & Present<T> =>
  Object.values(fields).every((value) => value !== undefined);

const present = <T extends object>(fields: T): Present<T> => {
  const copy = { ...fields };
  for (const key of Object.keys(copy))
    if (Reflect.get(copy, key) === undefined) Reflect.deleteProperty(copy, key);
  if (!isPresent(copy)) throw new TypeError('a field without a value was left');
  return copy;
};

const completeCreate = (
  { action: _, requestId: __, ...fields }: v.InferOutput<(typeof SCHEMAS)['create']>,
  { accountId, defaults }: ActionFacts,
): CreateRequest => ({
  ...defaults,
  ...present(fields),
  action: 'create',
  acceptingRegionId: fields.acceptingRegionId ?? fields.regionId,
  acceptingAliUid: fields.acceptingAliUid ?? accountId,
});

const tagKeyOf = (tag: unknown): { key?: string } =>
  typeof tag === 'object' && tag !== null && 'key' in tag && typeof tag.key === 'string'
    ? { key: tag.key }
    : {};

/** What is left of a create: the fields that have no fault of their own. */
const soundFields = (fields: Body, issues: readonly v.BaseIssue<unknown>[]): CrossFields => {
  const wrong = new Set<unknown>(['tag', ...issues.map(({ path }) => path?.[0]?.key)]);
  const rest = Object.entries(fields).filter(([key]) => !wrong.has(key));
  const parsed = v.safeParse(v.partial(SCHEMAS.create), Object.fromEntries(rest));
  const tag = Array.isArray(fields.tag) ? fields.tag.map(tagKeyOf) : [];
  if (!parsed.success) return { tag };
  const { regionId } = parsed.output;
  const acceptingRegionId = 'acceptingRegionId' in fields ? {} : { acceptingRegionId: regionId };
  return { ...acceptingRegionId, ...parsed.output, tag };
};

/** Every action as data; a new one is a schema in `SCHEMAS` and a row here. */
export const ACTION_TABLE: Readonly<Record<Action, ActionEntry>> = {
  create: action({
    schema: SCHEMAS.create,
    complete: completeCreate,
    rules: (fields, facts, issues) => crossCheck(soundFields(fields, issues), facts),
  }),
  accept: action({
    schema: SCHEMAS.accept,
    complete: ({ requestId: _, ...fields }) => ({ ...present(fields), action: 'accept' }),
  }),
  reject: action({
    schema: SCHEMAS.reject,
    complete: ({ requestId: _, ...fields }) => ({ ...present(fields), action: 'reject' }),
  }),
  modify: action({
    schema: SCHEMAS.modify,
    complete: ({ requestId: _, ...fields }) => ({ ...present(fields), action: 'modify' }),
    rules: modifiesNothing,
  }),
  delete: action({
    schema: SCHEMAS.delete,
    complete: ({ requestId: _, ...fields }) => ({ ...present(fields), action: 'delete' }),
  }),
};
