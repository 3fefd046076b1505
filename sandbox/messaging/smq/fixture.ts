import * as v from 'valibot';
import { queueAttributes, resourceName, subscriptionAttributes } from './attributes.ts';

/** Queues and topics that are there from the start; attributes as in CreateQueue and Subscribe. */
export const smqFixture = v.strictObject({
  queues: v.optional(v.array(v.strictObject({ name: resourceName, ...queueAttributes })), []),
  topics: v.optional(
    v.array(
      v.strictObject({
        name: resourceName,
        subscriptions: v.optional(
          v.array(v.strictObject({ name: resourceName, ...subscriptionAttributes })),
          [],
        ),
      }),
    ),
    [],
  ),
});

export type SmqFixture = v.InferOutput<typeof smqFixture>;
