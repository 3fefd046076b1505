import type { Envelope } from '../envelope.ts';
import { messageId } from '../ids.ts';
import { type Fields, isObject } from '../json.ts';

const isDestination = (value: unknown): value is Fields & { requestContext: Fields } =>
  isObject(value) &&
  isObject(value.requestContext) &&
  'functionArn' in value.requestContext &&
  'requestPayload' in value;

const failed = ({
  responseContext,
  requestContext,
}: Fields & { requestContext: Fields }): boolean => {
  const response = isObject(responseContext) ? responseContext : {};
  const isSuccess = requestContext.condition === 'Success' || requestContext.condition === '';
  return (
    (typeof response.functionError === 'string' && response.functionError !== '') ||
    (typeof response.statusCode === 'number' && response.statusCode >= 300) ||
    (typeof requestContext.condition === 'string' && !isSuccess)
  );
};

/**
 * The result of an asynchronous invocation: what a function answered, or what it failed on. Results of
 * our own functions are done in silence; what they failed on comes back to be tried again.
 */
export const destination: Envelope = (value, { functions }) => {
  if (!isDestination(value)) return undefined;
  const { requestContext } = value;
  const name = String(requestContext.functionArn).split('/').at(-1) ?? '';
  const id = messageId(String(requestContext.requestId ?? ''));
  if (failed(value)) return [{ payload: value.requestPayload, id }];
  return functions.includes(name)
    ? [{ payload: value.responsePayload, own: true }]
    : [{ payload: value.responsePayload, id }];
};
