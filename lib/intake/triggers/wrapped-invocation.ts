import { decodeBase64 } from '../base64.ts';
import type { Trigger } from '../envelope.ts';
import { type Fields, isObject, textOf } from '../json/fields.ts';

const INVOCATION = /^\/2023-03-30\/functions\/[^/]+\/invocations\/?$/;

const pathOf = ({ requestContext, rawPath }: Fields): string => {
  const http = isObject(requestContext) ? requestContext.http : undefined;
  return textOf(isObject(http) ? http.path : undefined) ?? textOf(rawPath) ?? '';
};

const isTrue = (flag: unknown): boolean => flag === true || flag === 'true';

/** An InvokeFunction call that the platform delivered in the shape of an HTTP request. */
export const wrappedInvocation: Trigger = {
  name: 'direct',
  open: (value) => {
    if (value.version !== 'v1' || !INVOCATION.test(pathOf(value))) return undefined;
    const body = textOf(value.body) ?? '';
    return { payload: isTrue(value.isBase64Encoded) ? (decodeBase64(body) ?? body) : body };
  },
};
