import { distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import type { Finding, RequestFinding } from '../model/failure.ts';
import { ACTIONS, type Action, type Request } from '../model/request.ts';
import type { Settings } from '../settings.ts';
import { ACTION_TABLE, type ActionFacts } from './actions.ts';
import { requestIdField } from './fields.ts';
import { crossBorder, MAX_FINDINGS, pointerTo, shown, textFaults } from './findings.ts';

export interface ValidationFacts extends ActionFacts {
  /** Fixed by HTTP method and path; then the body may not say it. */
  readonly action?: Action;
  readonly instanceId?: string;
}

export type Validation =
  | {
      readonly ok: true;
      readonly request: Request;
      readonly requestId?: string;
      /** Findings that do not stop the request, e.g. a cross-border pair. */
      readonly notes: readonly Finding[];
    }
  | {
      readonly ok: false;
      /** At most 50. */
      readonly errors: readonly RequestFinding[];
      /** How many there were in all. */
      readonly errorCount: number;
      readonly requestId?: string;
    };

type Body = Readonly<Record<string, unknown>>;

/** A step of the way from a body to the fields of an action. */
interface Step {
  readonly fields: Body;
  readonly findings: readonly RequestFinding[];
}

const isAction = (word: unknown): word is Action => ACTIONS.some((each) => each === word);

const ownerOf = (field: string): string | undefined =>
  ACTIONS.filter((action) => ACTION_TABLE[action].fields.includes(field)).join(', ') || undefined;

const TAG_FIELDS = ['key', 'value'];

const spellTag = (tag: unknown, index: number): { tag: unknown; findings: Step['findings'] } => {
  if (typeof tag !== 'object' || tag === null || Array.isArray(tag)) return { tag, findings: [] };
  const names = { known: TAG_FIELDS, ownerOf: () => undefined, at: `/tag/${index}` };
  const { fields, findings } = spell({ ...tag }, names);
  return { tag: fields, findings };
};

/** Tags may be spelled `Key`/`Value` too; each is spelled right on its own. */
const spellTags = (fields: Body): Step => {
  if (!Array.isArray(fields.tag)) return { fields, findings: [] };
  const spelled = fields.tag.map(spellTag);
  return {
    fields: { ...fields, tag: spelled.map(({ tag }) => tag) },
    findings: spelled.flatMap(({ findings }) => findings),
  };
};

/** What method and path have set must not stand in the body. */
const withPath = (body: Body, { action, instanceId }: ValidationFacts): Step => {
  const fixed = action === undefined ? [] : ['action', 'instanceId'];
  const isFixed = (key: string): boolean => fixed.includes(camel(key));
  const rest = Object.entries(body).filter(([key]) => !isFixed(key));
  return {
    fields: { ...Object.fromEntries(rest), ...(instanceId === undefined ? {} : { instanceId }) },
    findings: Object.keys(body)
      .filter(isFixed)
      .map((key) => ({
        pointer: pointerTo(key),
        detail: 'is set by the HTTP method and path; leave it out of the body',
      })),
  };
};

/** The API has no way to clear a value, so `null` in a modify cannot mean what it says. */
const nullsOfModify = (body: Body, action: Action): readonly RequestFinding[] =>
  action !== 'modify'
    ? []
    : Object.keys(body)
        .filter((key) => body[key] === null)
        .map((key) => ({
          pointer: pointerTo(key),
          detail: 'is null, and a value cannot be removed: leave the field out to keep it as it is',
        }));

const idOf = (value: unknown): { readonly requestId?: string } =>
  v.is(requestIdField, value) ? { requestId: value } : {};

const refused = (errors: readonly RequestFinding[], requestId: unknown): Validation => ({
  ok: false,
  errors: errors.slice(0, MAX_FINDINGS),
  errorCount: errors.length,
  ...idOf(requestId),
});

/**
 * Holds a body against every documented constraint of its action, before anything is called.
 *
 * @param body what a trigger brought, not trusted in any way; integers beyond 2^53 as BigInt
 * @returns the request with defaults filled in, or all findings at once; never throws
 */
export const validateRequest = (body: Body, facts: ValidationFacts): Validation => {
  const path = withPath(body, facts);
  const word = facts.action ?? path.fields.action ?? path.fields.Action ?? 'create';
  if (!isAction(word)) {
    const detail = `must be one of ${ACTIONS.join(', ')} (got "${shown(word)}")`;
    return refused([{ pointer: '/action', detail }], body.requestId ?? body.RequestId);
  }
  const entry = ACTION_TABLE[word];
  const spelled = spell(path.fields, { known: entry.fields, ownerOf });
  const { fields, findings } = spellTags(spelled.fields);
  const { request, errors } = entry.check(fields, facts);
  const all = [
    ...path.findings,
    ...spelled.findings,
    ...findings,
    ...nullsOfModify(path.fields, word),
    ...textFaults(body),
    ...errors,
  ];
  if (request === undefined || all.length > 0) return refused(all, fields.requestId);
  const notes = request.action === 'create' ? crossBorder(request) : [];
  return { ok: true, request, notes, ...idOf(fields.requestId) };
};

/** What the configuration says about valid requests. */
export const validationFacts = ({
  accountId,
  regions,
  defaults,
  name,
}: Settings): ValidationFacts => ({ accountId, regions, defaults, name });

/** The name of the SDKs for a name of the API reference: `VpcId` is `vpcId`. */
export const camel = (key: string): string => key.charAt(0).toLowerCase() + key.slice(1);

const nearest = (key: string, known: readonly string[]): { name: string; isNear: boolean } => {
  const word = key.slice(0, 64).toLowerCase();
  const [{ name, far } = { name: '', far: 0 }] = known
    .map((each) => ({ name: each, far: distance(word, each.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return { name, isNear: far <= Math.max(2, Math.floor(word.length / 3)) };
};

const unknownField = (key: string, known: readonly string[], owner?: string): string => {
  if (owner) return `is a field of ${owner}, not of this action`;
  const { name, isNear } = nearest(key, known);
  return isNear
    ? `is not a field of a request; did you mean ${name}?`
    : `is not a field of a request; the nearest one is ${name}`;
};

/** How names are judged. */
export interface Names {
  readonly known: readonly string[];
  /** Actions that know a field which this one does not. */
  readonly ownerOf: (field: string) => string | undefined;
  /** JSON pointer of the object. */
  readonly at?: string;
}

/**
 * Both spellings of the API's names (camelCase of the SDKs, PascalCase of the reference) become one;
 * both at once, and unknown names, are findings. `null` counts as absent.
 */
export const spell = (
  body: Body,
  { known, ownerOf, at = '' }: Names,
): { readonly fields: Body; readonly findings: readonly RequestFinding[] } => {
  const fields = new Map<string, unknown>();
  const findings: RequestFinding[] = [];
  const find = (key: string, detail: () => string): void => {
    // Beyond those that are listed they are only counted: finding near names takes time.
    const isListed = findings.length < MAX_FINDINGS;
    findings.push({
      pointer: isListed ? at + pointerTo(key) : at,
      detail: isListed ? detail() : '',
    });
  };
  for (const [key, value] of Object.entries(body)) {
    const name = camel(key);
    if (!known.includes(name)) find(key, () => unknownField(key, known, ownerOf(name)));
    else if (fields.has(name)) find(key, () => `is given twice, as ${name} and in PascalCase`);
    else if (value !== null) fields.set(name, value);
  }
  return { fields: Object.fromEntries(fields), findings };
};
