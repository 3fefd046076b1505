import type { Trigger } from '../envelope.ts';
import { decodeBase64, type Fields, isGzip } from '../json/read.ts';

/** Members that only an HTTP call has, in lower case and without `-` and `_`. */
const HTTP_MEMBERS: ReadonlySet<string> = new Set([
  'headers',
  'httpheaders',
  'requestheaders',
  'multivalueheaders',
  'cookies',
  'cookie',
  'httpmethod',
  'querystring',
  'rawquerystring',
  'queryparameters',
  'querystringparameters',
  'multivaluequerystringparameters',
  'queries',
  'rawpath',
]);

const plainName = (name: string): string => name.toLowerCase().replace(/[-_]/g, '');

const member = (value: Fields, name: string): unknown =>
  Object.entries(value).find(([key]) => plainName(key) === name)?.[1];

const isTrue = (flag: unknown): boolean => flag === true || flag === 'true';

const bodyOf = (value: Fields): unknown => {
  const body = member(value, 'body');
  if (typeof body !== 'string' || !isTrue(member(value, 'isbase64encoded'))) return body;
  return decodeBase64(body) ?? body;
};

const faultOf = (body: unknown): string | undefined => {
  if (body === undefined || body === null || body === '') return 'is an HTTP call without a body';
  return Buffer.isBuffer(body) && isGzip(body)
    ? 'is an HTTP call whose body is compressed (gzip); send it as it is'
    : undefined;
};

/**
 * An HTTP call that came as a message: EventBridge's HTTP/HTTPS source, an API gateway, a call of another
 * function's trigger. Its body is the request. Headers, query strings and cookies hold secrets, and nothing
 * of them is looked at or kept.
 */
export const httpShaped: Trigger = {
  name: 'http-event',
  open: (value) => {
    if (!Object.keys(value).some((key) => HTTP_MEMBERS.has(plainName(key)))) return undefined;
    const body = bodyOf(value);
    return { payload: body ?? '', fault: faultOf(body), origin: { via: 'direct' } };
  },
};
