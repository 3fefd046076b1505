import * as v from 'valibot';
import { finding } from '../../peering/events/schema/parts.ts';
import { CATEGORIES } from '../../peering/model/failure.ts';
import { maybePlan, policy } from './answers.ts';
import type { Body } from './body.ts';

const maybe = v.exactOptional;

/** RFC 9457, with what a machine and a person need to go on. */
export const problemDocument = v.object({
  type: v.pipe(
    v.string(),
    v.description('Kind of problem: a reference to its entry in this document'),
  ),
  title: v.string(),
  status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
  detail: v.pipe(v.string(), v.description("The cloud's own text where there is one")),
  code: v.pipe(v.string(), v.description("The API's own code, or one of Peerflow")),
  category: v.picklist(CATEGORIES),
  errors: maybe(
    v.array(
      v.object({
        pointer: v.pipe(v.string(), v.description('JSON pointer into the body, or the parameter')),
        detail: v.string(),
      }),
    ),
  ),
  errorCount: maybe(
    v.pipe(v.number(), v.description('How many there were; `errors` lists at most 50 of them')),
  ),
  retryable: v.pipe(v.boolean(), v.description('The same request may succeed later')),
  remedy: v.pipe(v.string(), v.description('What a person can do about it')),
  requestId: v.nullable(v.string()),
  apiRequestId: maybe(v.pipe(v.string(), v.description("The cloud's request id"))),
  policy: maybe(policy),
  findings: maybe(v.array(finding)),
  ...maybePlan,
});
export type ProblemDocument = Body<typeof problemDocument>;
