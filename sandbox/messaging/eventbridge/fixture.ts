import * as v from 'valibot';
import { parseArn } from '../../arn.ts';
import { faultless, list, oneOf } from '../../schema.ts';
import { STRATEGIES } from '../delivery.ts';
import { patternFault } from './pattern.ts';

const name = v.pipe(
  v.string(),
  v.regex(/^(?!eventbridge-reserved-)[\w-]{1,127}$/, 'must be 1 to 127 letters, digits, _ and -'),
);

/** An event pattern; what is wrong in it is found when it is read, not when an event comes. */
export const filterPattern = v.pipe(
  v.unknown(),
  faultless((pattern) => patternFault(pattern)),
);

/** EventBridge: names of custom buses. */
export const busName = v.pipe(
  v.string(),
  v.regex(
    /^(?!default$|eventbridge-reserved-)[A-Za-z0-9][A-Za-z0-9-]{0,126}$/,
    'must be 1 to 127 letters, digits and hyphens, and no reserved name',
  ),
);

const KINDS = {
  'acs.fc.function': 'function',
  'acs.mns.queue': 'queue',
  'acs.mns.topic': 'topic',
} as const;

/** HTTP goes to this machine alone. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

const isEndpoint = (type: keyof typeof KINDS | 'http', endpoint: string): boolean =>
  type === 'http' ? LOOPBACK.test(endpoint) : parseArn(endpoint)?.kind === KINDS[type];

/** As in PutTargets; queues get events whole, in Base64 by default. */
const target = v.pipe(
  v.strictObject({
    id: name,
    type: v.picklist(['acs.fc.function', 'acs.mns.queue', 'acs.mns.topic', 'http']),
    endpoint: v.string(),
    isBase64Encode: v.optional(v.boolean(), true),
    pushRetryStrategy: oneOf(...STRATEGIES),
    errorsTolerance: oneOf('ALL', 'NONE'),
    deadLetterQueue: v.optional(v.strictObject({ arn: v.string() })),
  }),
  v.check(
    ({ type, endpoint }) => isEndpoint(type, endpoint),
    'endpoint must be the resource name of what type says, or a URL of this machine',
  ),
);

export const ruleSchema = v.strictObject({
  name,
  eventBusName: v.optional(v.string(), 'default'),
  filterPattern,
  status: oneOf('ENABLE', 'DISABLE'),
  targets: v.pipe(v.array(target), v.maxLength(5)),
});

/** Buses beside `default`, and rules on them as in CreateRule. */
export const eventBridgeFixture = v.pipe(
  v.strictObject({ buses: list(busName), rules: list(ruleSchema) }),
  v.check(
    ({ buses, rules }) =>
      rules.every(({ eventBusName }) => ['default', ...buses].includes(eventBusName)),
    'a rule names an event bus that is not among buses',
  ),
);

export type RuleFixture = v.InferOutput<typeof ruleSchema>;
export type TargetFixture = RuleFixture['targets'][number];
