import type { Trigger } from '../envelope.ts';
import { type Fields, isObject, textOf } from '../json/read.ts';
import { doorOf, timeOf } from '../origin.ts';

/** `acs:fc:{region}:{uid}:functions/{name}`, in Function Compute 2.0 with a service before it. */
const functionOf = (arn: string): string => /functions\/([^/.]+)/.exec(arn)?.[1] ?? '';

const isSuccess = (condition: string): boolean => /^(success|succeeded|ok)$/i.test(condition);

/**
 * The condition alone is no proof of a failure: which words it knows is not documented, and what
 * succeeded must never be run again.
 */
const hasFailed = (condition: unknown, response: Fields, answer: unknown): boolean => {
  if (textOf(response.functionError) !== undefined) return true;
  if (typeof response.statusCode === 'number' && response.statusCode >= 300) return true;
  const word = textOf(condition);
  return word !== undefined && !isSuccess(word) && textOf(answer) === undefined;
};

/**
 * The destination of an asynchronous invocation: what a function answered, or what it failed on. What
 * our own functions answered is done as it stands; what they failed on comes back to be tried again. It
 * gives no id: what was invoked has its own, or none.
 */
export const destination: Trigger = {
  name: 'destination',
  open: (value, { functions }) => {
    const { requestContext, responseContext, requestPayload, responsePayload, timestamp } = value;
    if (!isObject(requestContext) || !('requestPayload' in value)) return undefined;
    const arn = textOf(requestContext.functionArn);
    if (arn === undefined) return undefined;
    const name = functionOf(arn);
    const origin = { via: doorOf('destination', name), arrival: timeOf(timestamp) };
    const response = isObject(responseContext) ? responseContext : {};
    if (hasFailed(requestContext.condition, response, responsePayload))
      return { payload: requestPayload, origin };
    return { payload: responsePayload, isOurs: functions.includes(name), origin };
  },
};
