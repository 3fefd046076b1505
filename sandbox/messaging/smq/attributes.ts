import * as v from 'valibot';
import { list, oneOf, whole } from '../../schema.ts';
import { STRATEGIES } from '../delivery.ts';

/** SMQ: names of queues, topics and subscriptions. */
export const resourceName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,119}$/, 'must be 1 to 120 letters, digits and hyphens'),
);

/** Attributes of a queue with the defaults and limits of CreateQueue; seconds and bytes. */
const queueAttributes = {
  delaySeconds: v.optional(whole(0, 604_800), 0),
  maximumMessageSize: v.optional(whole(1024, 65_536), 65_536),
  messageRetentionPeriod: v.optional(whole(60, 604_800), 345_600),
  visibilityTimeout: v.optional(whole(1, 43_200), 30),
  pollingWaitSeconds: v.optional(whole(0, 30), 0),
  loggingEnabled: v.optional(v.boolean(), false),
  /** Where messages go that were received that often and never deleted. */
  dlqPolicy: v.optional(
    v.strictObject({
      enabled: v.optional(v.boolean(), true),
      deadLetterTargetQueue: v.string(),
      maxReceiveCount: v.optional(whole(1, 1000), 3),
    }),
  ),
};

export const QueueAttributes = v.strictObject(queueAttributes);
export type QueueAttributes = v.InferOutput<typeof QueueAttributes>;
export type QueueAttributesInput = v.InferInput<typeof QueueAttributes>;

/** A queue of a template, which may have properties of other kinds. */
export const queueSchema = v.object({ queueName: resourceName, ...queueAttributes });

/** A subscription with the defaults of Subscribe; only queues receive here. */
const subscription = v.strictObject({
  name: resourceName,
  /** `acs:mns:{region}:{account}:queues/{name}` */
  endpoint: v.pipe(v.string(), v.regex(/^acs:mns:[^:]*:[^:]*:\/?queues\/[^/]+$/)),
  filterTag: v.optional(v.pipe(v.string(), v.maxLength(16))),
  notifyStrategy: oneOf(...STRATEGIES),
  notifyContentFormat: oneOf('XML', 'JSON', 'SIMPLIFIED'),
});
export type Subscription = v.InferOutput<typeof subscription>;

/** Queues and topics that are there from the start. */
export const smqFixture = v.strictObject({
  queues: list(v.strictObject({ name: resourceName, ...queueAttributes })),
  topics: list(v.strictObject({ name: resourceName, subscriptions: list(subscription) })),
});
export type SmqFixture = v.InferOutput<typeof smqFixture>;
