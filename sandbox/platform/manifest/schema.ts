import * as v from 'valibot';
import { STRATEGIES } from '../../messaging/delivery.ts';
import { filterPattern } from '../../messaging/eventbridge/fixture.ts';
import { faultless, oneOf, whole } from '../../schema.ts';
import { failureOf } from '../../values.ts';
import { parseSchedule } from '../triggers/timer.ts';

/** Aliases and versions are not deployed here; in the cloud one that does not exist fails the deployment. */
const latest = v.literal('LATEST', 'must be LATEST: no version or alias is deployed here');

const Destination = v.object({ destination: v.optional(v.string()) });

/** Function Compute 3.0: retries of function errors 0 to 8, age of an event up to 30 days. */
export const AsyncInvokeConfig = v.object({
  qualifier: v.optional(latest),
  asyncTask: v.optional(v.boolean()),
  maxAsyncRetryAttempts: v.optional(whole(0, 8), 3),
  maxAsyncEventAgeInSeconds: v.optional(whole(1, 2_592_000), 86_400),
  destinationConfig: v.optional(
    v.object({ onSuccess: v.optional(Destination), onFailure: v.optional(Destination) }),
  ),
});

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'] as const;

const common = {
  triggerName: v.pipe(v.string(), v.nonEmpty()),
  qualifier: v.optional(latest),
  sourceArn: v.optional(v.string()),
  invocationRole: v.optional(v.string()),
  description: v.optional(v.string()),
};

const HttpTrigger = v.object({
  ...common,
  triggerType: v.literal('http'),
  triggerConfig: v.object({
    authType: v.picklist(['anonymous', 'function']),
    methods: v.pipe(v.array(v.picklist(METHODS)), v.minLength(1)),
    disableURLInternet: v.optional(v.boolean()),
  }),
});

const TimerTrigger = v.object({
  ...common,
  triggerType: v.literal('timer'),
  triggerConfig: v.object({
    cronExpression: v.pipe(
      v.string(),
      faultless((text) => failureOf(() => parseSchedule(text))),
    ),
    enable: v.boolean(),
    payload: v.optional(v.string(), ''),
  }),
});

const TopicTrigger = v.object({
  ...common,
  triggerType: v.literal('mns_topic'),
  sourceArn: v.string(),
  triggerConfig: v.object({
    notifyContentFormat: v.picklist(['STREAM', 'JSON']),
    notifyStrategy: v.picklist(STRATEGIES),
    filterTag: v.optional(v.pipe(v.string(), v.maxLength(16))),
  }),
});

const MnsSource = v.object({
  eventSourceType: v.literal('MNS'),
  eventSourceParameters: v.object({
    sourceMNSParameters: v.object({
      RegionId: v.string(),
      QueueName: v.pipe(v.string(), v.nonEmpty()),
      IsBase64Decode: v.optional(v.boolean(), true),
    }),
  }),
});

/** The bus `default`, on which services of the cloud announce what they did. */
const BusSource = v.object({
  eventSourceType: v.literal('Default'),
  eventSourceParameters: v.looseObject({}),
});

const RunOptions = v.object({
  mode: v.picklist(['event-driven', 'event-streaming']),
  errorsTolerance: oneOf('NONE', 'ALL'),
  maximumTasks: v.optional(v.number()),
  retryStrategy: v.optional(v.object({ PushRetryStrategy: v.picklist(STRATEGIES) }), {
    PushRetryStrategy: 'BACKOFF_RETRY',
  }),
  deadLetterQueue: v.optional(v.object({ Arn: v.string() })),
  batchWindow: v.optional(
    v.object({ CountBasedWindow: whole(1, 10_000), TimeBasedWindow: whole(0, 15) }),
    { CountBasedWindow: 1, TimeBasedWindow: 0 },
  ),
});

const EventBridgeTrigger = v.object({
  ...common,
  triggerType: v.literal('eventbridge'),
  triggerConfig: v.object({
    triggerEnable: v.boolean(),
    asyncInvocationType: v.boolean(),
    eventRuleFilterPattern: v.pipe(
      v.string(),
      v.parseJson(undefined, 'must be the JSON text of an event pattern'),
      filterPattern,
    ),
    eventSourceConfig: v.variant('eventSourceType', [MnsSource, BusSource]),
    eventSinkConfig: v.object({
      deliveryOption: v.looseObject({
        eventSchema: oneOf('CloudEvents', 'RawData'),
      }),
    }),
    runOptions: RunOptions,
  }),
});

const Trigger = v.variant('triggerType', [
  HttpTrigger,
  TimerTrigger,
  TopicTrigger,
  EventBridgeTrigger,
]);

/** Function Compute 3.0: a function has at most one HTTP trigger per version or alias. */
const faultOfTriggers = (triggers: v.InferOutput<typeof Trigger>[]) => {
  const names = triggers.map(({ triggerName }) => triggerName);
  const again = names.find((name, at) => names.indexOf(name) !== at);
  if (again !== undefined) return `two triggers are called ${again}`;
  const http = triggers.filter(({ triggerType }) => triggerType === 'http');
  return http.length > 1 ? 'more than one HTTP trigger' : undefined;
};

/** Function Compute: all user variables of a function together, in bytes. */
export const ENVIRONMENT_BYTES = 4096;

export const bytesOf = (environment: Readonly<Record<string, string>>): number =>
  Object.entries(environment).reduce((sum, each) => sum + Buffer.byteLength(each.join('')), 0);

const environmentVariables = v.pipe(
  v.record(
    v.pipe(
      v.string(),
      v.check((name) => !name.startsWith('FC_'), 'the prefix FC_ is reserved'),
    ),
    v.string(),
  ),
  v.check(
    (variables) => bytesOf(variables) <= ENVIRONMENT_BYTES,
    ({ input }) => `${bytesOf(input)} bytes; ${ENVIRONMENT_BYTES} are allowed`,
  ),
);

const DeclaredProps = v.looseObject({
  region: v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z0-9]+)+$/, 'must be a region id')),
  functionName: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z_][\w-]{0,63}$/, 'must be 1 to 64 letters, digits, _ and -, no digit first'),
  ),
  runtime: v.picklist(['nodejs14', 'nodejs16', 'nodejs18', 'nodejs20']),
  handler: v.pipe(v.string(), v.regex(/^[\w./-]+\.\w+$/, 'must be file.method')),
  code: v.pipe(v.string(), v.nonEmpty()),
  /** MB. */
  memorySize: v.optional(v.pipe(whole(128, 32_768), v.multipleOf(64)), 512),
  cpu: v.optional(v.pipe(v.number(), v.minValue(0.05), v.maxValue(16))),
  diskSize: v.optional(v.picklist([512, 10_240])),
  /** Seconds. */
  timeout: v.optional(whole(1, 86_400), 3),
  role: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^(acs:ram::\d+:role\/)?[A-Za-z0-9-]{1,64}$/i,
        'must be the name of a role, or acs:ram::{account}:role/{name}',
      ),
    ),
  ),
  environmentVariables: v.optional(environmentVariables, {}),
  asyncInvokeConfig: v.optional(AsyncInvokeConfig),
  triggers: v.optional(v.pipe(v.array(Trigger), faultless(faultOfTriggers)), []),
});

const faultOfSize = ({ cpu, diskSize, memorySize }: v.InferOutput<typeof DeclaredProps>) => {
  if ((cpu === undefined) !== (diskSize === undefined))
    return 'give cpu and diskSize together or neither';
  const ratio = cpu === undefined ? 1 : memorySize / 1024 / cpu;
  return ratio >= 1 && ratio <= 4
    ? undefined
    : `GB per vCPU must be 1 to 4, here it is ${ratio.toFixed(2)}`;
};

const Props = v.pipe(DeclaredProps, faultless(faultOfSize));

const Resources = v.record(
  v.string(),
  v.looseObject({ component: v.literal('fc3'), props: Props }),
);

const faultOfNames = (resources: v.InferOutput<typeof Resources>) => {
  const names = Object.values(resources).map(({ props }) => props.functionName);
  const again = names.find((name, at) => names.indexOf(name) !== at);
  return again && `the function ${again} is declared twice`;
};

/** Serverless Devs edition 3 with component fc3: the part of a deployment file that is emulated. */
export const ManifestSchema = v.looseObject({
  edition: v.pipe(v.string(), v.startsWith('3.')),
  resources: v.pipe(Resources, faultless(faultOfNames)),
});

export type ManifestProps = v.InferOutput<typeof Props>;
export type TriggerSpec = v.InferOutput<typeof Trigger>;
export type TriggerOf<T extends TriggerSpec['triggerType']> = Extract<
  TriggerSpec,
  { readonly triggerType: T }
>;
