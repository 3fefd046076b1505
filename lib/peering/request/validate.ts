import * as v from 'valibot';
import type { RequestFinding } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import {
  ACTIONS,
  type Action,
  type CreateRequest,
  type InstanceRequest,
  type Request,
} from '../model/request.ts';
import type { Settings } from '../settings.ts';
import {
  type CrossFacts,
  type CrossFields,
  crossBorder,
  crossCheck,
  modifiesNothing,
} from './cross-checks.ts';
import { SCHEMAS } from './fields.ts';
import { findingsOf, shown } from './findings.ts';
import { spell } from './spelling.ts';

export interface ValidationFacts extends CrossFacts {
  /** Fixed by HTTP method and path; then the body may not say it. */
  readonly action?: Action;
  readonly instanceId?: string;
  readonly accountId: string;
  readonly defaults: Settings['defaults'];
}

export type Validation =
  | {
      readonly ok: true;
      readonly request: Request;
      readonly requestId?: string;
      /** Findings that do not stop the request, e.g. a cross-border pair. */
      readonly notes: readonly Finding[];
    }
  | { readonly ok: false; readonly errors: readonly RequestFinding[]; readonly requestId?: string };

type Body = Readonly<Record<string, unknown>>;

const isAction = (word: unknown): word is Action => ACTIONS.some((each) => each === word);

const fieldsOf = (action: Action): readonly string[] => Object.keys(SCHEMAS[action].entries);

const ownerOf = (field: string): string | undefined =>
  ACTIONS.filter((action) => fieldsOf(action).includes(field)).join(', ') || undefined;

/** Tags may be spelled `Key`/`Value` too; each is spelled right on its own. */
const spellTags = (fields: Body): { fields: Body; findings: readonly RequestFinding[] } => {
  if (!Array.isArray(fields.tag)) return { fields, findings: [] };
  const spelled = fields.tag.map((each: unknown, index) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? spell({ ...each }, ['key', 'value'], () => undefined, `/tag/${index}`)
      : { fields: each, findings: [] },
  );
  return {
    fields: { ...fields, tag: spelled.map((each) => each.fields) },
    findings: spelled.flatMap((each) => each.findings),
  };
};

/** What method and path already said must not be said again. */
const withPath = (body: Body, facts: ValidationFacts) => {
  const said = facts.action === undefined ? [] : ['action', 'instanceId'];
  const findings = Object.keys(body)
    .filter((key) => said.includes(key.charAt(0).toLowerCase() + key.slice(1)))
    .map((key) => ({ pointer: `/${key}`, detail: 'is said by the HTTP method and path' }));
  const rest = Object.fromEntries(
    Object.entries(body).filter(
      ([key]) => !said.includes(key.charAt(0).toLowerCase() + key.slice(1)),
    ),
  );
  const path = facts.instanceId === undefined ? {} : { instanceId: facts.instanceId };
  return { body: { ...rest, ...path }, findings };
};

/** Fills in what configuration and account decide. */
const complete = (
  output: v.InferOutput<(typeof SCHEMAS)['create']>,
  { accountId, defaults }: ValidationFacts,
): CreateRequest => {
  const { action: _, requestId: __, ...fields } = output;
  return {
    ...defaults,
    ...defined(fields),
    action: 'create',
    acceptingRegionId: fields.acceptingRegionId ?? fields.regionId,
    acceptingAliUid: fields.acceptingAliUid ?? accountId,
  };
};

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const defined = <T extends object>(fields: T): Defined<T> => {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Defined<T>;
};

const tagKeyOf = (tag: unknown): { key?: string } =>
  typeof tag === 'object' && tag !== null && 'key' in tag && typeof tag.key === 'string'
    ? { key: tag.key }
    : {};

/** What is left of a wrong create: the fields that have no fault of their own. */
const soundFields = (fields: Body, issues: readonly v.BaseIssue<unknown>[]): CrossFields => {
  const wrong = new Set(['tag', ...issues.map(({ path }) => path?.[0]?.key)]);
  const rest = Object.entries(fields).filter(([key]) => !wrong.has(key));
  const parsed = v.safeParse(v.partial(SCHEMAS.create), Object.fromEntries(rest));
  const tag = Array.isArray(fields.tag) ? fields.tag.map(tagKeyOf) : [];
  if (!parsed.success) return { tag };
  const { regionId } = parsed.output;
  const acceptingRegionId = 'acceptingRegionId' in fields ? {} : { acceptingRegionId: regionId };
  return { ...acceptingRegionId, ...parsed.output, tag };
};

/** Rules over several fields are told together with what is wrong about single ones. */
const createOf = (fields: Body, facts: ValidationFacts): Found => {
  const parsed = v.safeParse(SCHEMAS.create, fields);
  if (!parsed.success) {
    const cross = crossCheck(soundFields(fields, parsed.issues), facts);
    return { errors: [...findingsOf(parsed.issues), ...cross] };
  }
  const request = complete(parsed.output, facts);
  return { request, errors: crossCheck(request, facts) };
};

const onInstanceOf = (action: Exclude<Action, 'create'>, fields: Body): Found => {
  const parsed = v.safeParse(SCHEMAS[action], fields);
  const cross = action === 'modify' ? modifiesNothing(fields) : [];
  if (!parsed.success) return { errors: [...findingsOf(parsed.issues), ...cross] };
  const { requestId: _, ...rest } = defined(parsed.output);
  return { request: { ...rest, action } as InstanceRequest, errors: cross };
};

interface Found {
  readonly request?: Request;
  readonly errors: readonly RequestFinding[];
}

const requestOf = (action: Action, fields: Body, facts: ValidationFacts): Found =>
  action === 'create' ? createOf(fields, facts) : onInstanceOf(action, fields);

const actionOf = (body: Body, facts: ValidationFacts): Action | undefined => {
  const word = facts.action ?? body.action ?? body.Action ?? 'create';
  return isAction(word) ? word : undefined;
};

/**
 * Holds a body against every documented constraint of its action, before anything is called.
 *
 * @param body what a trigger brought, not trusted in any way; integers beyond 2^53 as BigInt
 * @returns the request with defaults filled in, or all findings at once; never throws
 */
export const validateRequest = (body: Body, facts: ValidationFacts): Validation => {
  const path = withPath(body, facts);
  const action = actionOf(path.body, facts);
  if (action === undefined)
    return {
      ok: false,
      errors: [
        {
          pointer: '/action',
          detail: `must be one of ${ACTIONS.join(', ')} (got "${shown(body.action ?? body.Action)}")`,
        },
      ],
    };
  const spelled = spell(path.body, fieldsOf(action), ownerOf);
  const tagged = spellTags(spelled.fields);
  const { request, errors } = requestOf(action, tagged.fields, facts);
  const all = [...path.findings, ...spelled.findings, ...tagged.findings, ...errors];
  const id = v.safeParse(SCHEMAS.create.entries.requestId, tagged.fields.requestId);
  const requestId = id.success && id.output !== undefined ? { requestId: id.output } : {};
  if (request === undefined || all.length > 0) return { ok: false, errors: all, ...requestId };
  return {
    ok: true,
    request,
    notes: request.action === 'create' ? crossBorder(request) : [],
    ...requestId,
  };
};
