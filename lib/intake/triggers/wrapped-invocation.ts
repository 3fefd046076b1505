import type { Envelope } from '../envelope.ts';
import { isObject } from '../json.ts';

const INVOCATION = /^\/2023-03-30\/functions\/[^/]+\/invocations$/;

const pathOf = (value: Readonly<Record<string, unknown>>): string => {
  const http = isObject(value.requestContext) ? value.requestContext.http : undefined;
  const path = isObject(http) ? http.path : undefined;
  return String(path ?? value.rawPath ?? '');
};

/** An InvokeFunction call that the platform delivered in the shape of an HTTP request. */
export const wrappedInvocation: Envelope = (value) => {
  if (!isObject(value) || value.version !== 'v1' || !INVOCATION.test(pathOf(value)))
    return undefined;
  const body = typeof value.body === 'string' ? value.body : '';
  return [
    {
      payload: value.isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body,
    },
  ];
};
