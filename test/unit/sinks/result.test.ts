import { describe, expect, it, test } from 'vitest';
import {
  failure,
  notSent,
  resultOfError,
  retryAfterMs,
  TimeoutError,
  within,
} from '../../../lib/sinks/result.ts';

const named = (name: string, message = '', extra: object = {}) =>
  Object.assign(new Error(message), { name }, extra);

describe('a failed call', () => {
  test.each([
    ['unavailable', 'TooManyRequests', undefined],
    ['unavailable', 'Throttling.User', 400],
    ['unavailable', 'QpsLimitExceeded', 403],
    ['unavailable', 'AnyCode', 429],
    ['unavailable', 'EventBridgeInternalError', undefined],
    ['unavailable', 'AnyCode', 500],
    ['unavailable', 'ServiceUnavailable', undefined],
    ['unavailable', 'ServiceUnavailable', 503],
    ['unavailable', 'ECONNRESET', undefined],
    ['unavailable', 'ECONNREFUSED', undefined],
    ['unavailable', 'ENOTFOUND', undefined],
    ['unavailable', 'EAI_AGAIN', undefined],
    ['unavailable', 'ERR_TLS_CERT_ALTNAME_INVALID', undefined],
    ['unavailable', 'DEPTH_ZERO_SELF_SIGNED_CERT', undefined],
    ['unavailable', 'Timeout', undefined],
    ['unavailable', 'MalformedResponse', undefined],
    ['unavailable', 'ServerBusy', undefined],
    ['refused', 'ServerBusy', 400],
    ['refused', 'InternalError', 404],
    ['unavailable', 'ECONNRESET', 400],
    ['refused', 'AccessDenied', 403],
    ['refused', 'InvalidAccessKeyId', undefined],
    ['refused', 'InvalidTimeStamp.Expired', 400],
    ['refused', 'InvalidSecurityToken.Expired', 400],
    ['refused', 'StsAccessIdExpired', undefined],
    ['refused', 'TimeExpired', 408],
    ['refused', 'SignatureDoesNotMatch', undefined],
    ['refused', 'AnyCode', 401],
    ['refused', 'EventBusNotExist', undefined],
    ['refused', 'QueueNotExist', 404],
    ['refused', 'InvalidArgument', 400],
    ['refused', 'EventSizeExceeded', undefined],
    ['refused', 'RequestEntityTooLarge', 400],
    ['refused', 'HTTP410', 410],
    ['refused', 'ERR_INVALID_CHAR', undefined],
    ['too-large', 'AnyCode', 413],
    ['too-large', 'RequestEntityTooLarge', undefined],
  ] as const)('is %s for %s (%s)', (kind, code, status) => {
    expect(failure({ code, status })).toMatchObject({ ok: false, kind, code });
  });

  it('says code and status, the request id, and how long to wait, at most an hour', () => {
    expect(failure({ code: 'X', status: 503, retryAfterMs: 700, apiRequestId: 'R' })).toEqual({
      ok: false,
      kind: 'unavailable',
      code: 'X',
      detail: 'X (HTTP 503)',
      retryAfterMs: 700,
      apiRequestId: 'R',
    });
    expect(failure({ code: 'X', status: 503, retryAfterMs: 86_400_000 })).toMatchObject({
      retryAfterMs: 3_600_000,
    });
    expect(failure({ code: 'X' })).toStrictEqual({
      ok: false,
      kind: 'refused',
      code: 'X',
      detail: 'X',
    });
    expect(failure({ code: 'X', retryAfterMs: -5 })).toMatchObject({ retryAfterMs: 0 });
  });
});

describe('an error of a client', () => {
  const url = 'POST http://127.0.0.1:1/queues/q/messages?token=secret failed';

  test.each([
    [
      named('MNSQueueNotExistError', `${url} with 404. requestid: R-1, hostid: h, message: m`),
      { code: 'QueueNotExist', detail: 'QueueNotExist (HTTP 404)', apiRequestId: 'R-1' },
    ],
    [
      named('MNSInternalErrorError', `${url} with 500.`),
      { code: 'InternalError', kind: 'unavailable' },
    ],
    [
      named('FCFunctionNotFoundError', `${url} with 404. requestid: R-2, message: m.`, {
        code: 'FunctionNotFound',
      }),
      { code: 'FunctionNotFound', kind: 'refused', apiRequestId: 'R-2' },
    ],
    [
      named('FCundefinedError', `${url} with 502. requestid: undefined`, { code: undefined }),
      { code: 'MalformedResponse', detail: 'MalformedResponse (HTTP 502)', kind: 'unavailable' },
    ],
    [
      named('Error', 'EventBusNotExist: [EventBridgeError-R-3] no such bus', {
        code: 'EventBusNotExist',
      }),
      { code: 'EventBusNotExist', kind: 'refused', apiRequestId: 'R-3' },
    ],
    [
      named('ThrottlingError', '', {
        code: 'Throttling.User',
        statusCode: 400,
        requestId: 'R-4',
        retryAfter: 300,
      }),
      { kind: 'unavailable', apiRequestId: 'R-4', retryAfterMs: 300 },
    ],
    [
      named('ClientError', '', { code: 'undefined', statusCode: 403, requestId: 'undefined' }),
      { code: 'MalformedResponse', detail: 'MalformedResponse (HTTP 403)' },
    ],
    [
      named('FCundefinedError', `${url} with 503.`, { code: 'undefined' }),
      { code: 'MalformedResponse', detail: 'MalformedResponse (HTTP 503)' },
    ],
    [
      named('FCundefinedError', `${url} with 403.`, { code: 'AccessDenied' }),
      { code: 'MalformedResponse', detail: 'MalformedResponse (HTTP 403)' },
    ],
    [
      Object.assign(new SyntaxError('<html>'), { code: 'EJSON', statusCode: 502 }),
      { code: 'MalformedResponse', detail: 'MalformedResponse (HTTP 502)' },
    ],
    [
      named('Error', `${url} with 404.`, { code: '', statusCode: 0, status: '500', requestId: '' }),
      { code: 'MalformedResponse', detail: 'MalformedResponse (HTTP 404)' },
    ],
    [named('Error', '', { code: 404 }), { code: 'MalformedResponse', detail: 'MalformedResponse' }],
    [
      named('Error', '', { code: 'Throttling', retryAfterMs: 700, retryAfter: 300 }),
      { retryAfterMs: 700 },
    ],
    [
      named('OurMNSQueueNotExistError', ''),
      { code: 'MalformedResponse', detail: 'MalformedResponse' },
    ],
    [named('Error', '', { code: 'X', status: 503 }), { detail: 'X (HTTP 503)' }],
    [named('RequestTimeoutError', `ReadTimeout(1200). ${url}.`), { code: 'Timeout' }],
    [new TimeoutError(3_000), { code: 'Timeout', kind: 'unavailable' }],
    [named('Error', `socket hang up${url}.`, { code: 'ECONNRESET' }), { code: 'ECONNRESET' }],
    [new SyntaxError('Unexpected token <'), { code: 'MalformedResponse', kind: 'unavailable' }],
    [new TypeError('Cannot convert undefined'), { code: 'MalformedResponse' }],
    [
      Object.assign(new TypeError('Invalid character'), { code: 'ERR_INVALID_CHAR' }),
      { code: 'ERR_INVALID_CHAR', kind: 'refused' },
    ],
    [new Error('Unclosed root tag'), { code: 'MalformedResponse', kind: 'unavailable' }],
    ['a text', { code: 'UnknownError', kind: 'refused' }],
  ])('is told by its code, never by its message: %o', (error, expected) => {
    expect(resultOfError(error)).toMatchObject(expected);
    expect(JSON.stringify(resultOfError(error))).not.toContain('secret');
  });

  it('has no status, no request id and no time to wait where the client tells none', () => {
    const error = named('Error', 'odd', { code: 'X', statusCode: 0, requestId: 'undefined' });
    expect(resultOfError(error)).toStrictEqual({
      ok: false,
      kind: 'refused',
      code: 'X',
      detail: 'X',
    });
  });

  it('that comes before anything is sent says nothing about the sink', () => {
    expect(notSent(new TypeError('"accountid" must be passed in'))).toEqual({
      ok: false,
      kind: 'refused',
      code: 'NotSent',
      detail: 'the client refused the call: TypeError',
    });
  });
});

describe('a call within its time', () => {
  const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;

  it('leaves no timer behind that would hold up the process', async () => {
    const before = timers();
    expect(await within(60_000, Promise.resolve(5))).toBe(5);
    await expect(within(60_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(timers()).toBe(before);
  });

  it('is over when its time is', async () => {
    await expect(within(1, new Promise(() => {}))).rejects.toBeInstanceOf(TimeoutError);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 24, 9, 0, 0);

  test.each([
    ['3', 3_000],
    [' 120 ', 120_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 09:00:05 GMT', 5_000],
    ['Tuesday, 24-Nov-26 09:00:05 GMT', 5_000],
    ['Tue Nov 24 09:00:05 2026 GMT', 5_000],
    ['Tue, 24 Nov 2026 08:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['2026', 2_026_000],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (text, ms) => {
    expect(retryAfterMs(text, now)).toBe(ms);
  });
});
