import * as v from 'valibot';
import { faultsOf, ms, oneOf, whole } from '../schema.ts';
import { SERVICE_NAMES } from '../services.ts';

const count = whole(1, Number.MAX_SAFE_INTEGER);
const status = (fallback: number) => v.optional(whole(200, 599), fallback);

/** Which calls a rule looks at, and which of those it strikes: all of them by default. */
const common = {
  match: v.optional(
    v.strictObject({
      service: v.optional(v.picklist(SERVICE_NAMES)),
      action: v.optional(v.string()),
      /** Path as it is sent, without the query; `*` at its end makes it a prefix. */
      path: v.optional(v.string()),
      /** Text that stands in the query or in the body, e.g. an instance id. */
      text: v.optional(v.string()),
    }),
    {},
  ),
  /** Calls from so long after the rule was added (by the clock), and for so long. */
  afterMs: v.optional(ms, 0),
  forMs: v.optional(ms),
  /** The first so many. */
  times: v.optional(count),
  /** Each so-many-th. */
  every: v.optional(count),
  /** Each by chance, the same ones for the same seed. */
  probability: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  seed: v.optional(v.number(), 1),
};

const kind = <K extends string, E extends v.ObjectEntries>(name: K, entries: E) =>
  v.strictObject({ kind: v.literal(name), ...common, ...entries });

const SCHEMAS = {
  /** The answer comes so much later (real time). */
  latency: kind('latency', { ms }),
  /** The service's own error, in its own form; nothing is done. */
  error: kind('error', {
    status: status(503),
    code: v.optional(v.string(), 'ServiceUnavailable'),
    message: v.optional(v.string(), 'The request has failed due to a temporary failure.'),
    requestId: v.optional(v.string()),
  }),
  /** Temporary credentials that are over, or a clock that is wrong, in the service's own words. */
  expired: kind('expired', { what: oneOf('token', 'clock') }),
  /** `Throttling.User` with `x-acs-retry-after` in milliseconds and `retry-after` in seconds. */
  throttling: kind('throttling', {
    status: status(400),
    code: v.optional(v.string(), 'Throttling.User'),
    retryAfterMs: v.optional(ms),
  }),
  /** What a proxy in between answers. */
  html: kind('html', { status: status(502) }),
  empty: kind('empty', { status: status(502) }),
  /** The connection breaks; nothing is done. */
  reset: kind('reset', {}),
  /** No answer ever. */
  hang: kind('hang', {}),
  /** It is done, and the answer breaks off half-way. */
  truncate: kind('truncate', {}),
  /** It is done, and the connection breaks before the answer. */
  'applied-but-lost': kind('applied-but-lost', {}),
  /** It is done twice, as after a client or a proxy that sent it again; the first answer counts. */
  duplicate: kind('duplicate', {}),
  /** Of a batch of putEvents the first so many entries fail; the others are taken. */
  partial: kind('partial', { entries: v.optional(count, 1) }),
} as const;

type Schemas = typeof SCHEMAS;
export type Kind = keyof Schemas;
export type RuleOf = { readonly [K in Kind]: v.InferOutput<Schemas[K]> };
export type Rule = RuleOf[Kind];
export type RuleInput = { [K in Kind]: v.InferInput<Schemas[K]> }[Kind];

const isOneWay = ({ times, every, probability }: Rule): boolean =>
  [times, every, probability].filter((each) => each !== undefined).length <= 1;

const schema = v.pipe(
  v.variant('kind', Object.values(SCHEMAS)),
  v.check(isOneWay, 'a rule strikes by times, every or probability, not by several of them'),
);

/** Checks a rule and fills in its defaults; an error names every fault with its place. */
export const parseRule = (input: unknown): Rule => {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw new TypeError(`The fault rule is wrong: ${faultsOf(parsed.issues).join('; ')}`);
};
