import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../lib/peering/model/api-error.ts';
import { attemptOfFailure } from '../../../lib/sinks/failure.ts';
import { attemptOfError } from '../../../lib/sinks/sdk-error.ts';

const named = (name: string, message = '', extra: object = {}) =>
  Object.assign(new Error(message), { name }, extra);

describe('a failed call', () => {
  test.each([
    ['again', 'TooManyRequests', undefined],
    ['again', 'Throttling.User', 400],
    ['again', 'QpsLimitExceeded', 403],
    ['again', 'AnyCode', 429],
    ['again', 'EventBridgeInternalError', undefined],
    ['again', 'InternalError', 500],
    ['again', 'ServiceUnavailable', 503],
    ['again', 'ECONNRESET', undefined],
    ['again', 'Timeout', undefined],
    ['again', 'MalformedResponse', 400],
    ['later', 'AccessDenied', 403],
    ['later', 'InvalidAccessKeyId', undefined],
    ['later', 'InvalidStsAccessKeyId', undefined],
    ['later', 'StsAccessIdExpired', undefined],
    ['later', 'SecurityTokenInvalid', undefined],
    ['later', 'SignatureDoesNotMatch', undefined],
    ['later', 'AccountIdNotExist', undefined],
    ['later', 'ServiceNotEnable', undefined],
    ['later', 'InvalidAuthorizationHeader', 400],
    ['later', 'AnyCode', 401],
    ['refused', 'EventBusNotExist', undefined],
    ['refused', 'QueueNotExist', 404],
    ['refused', 'TopicNotExist', 404],
    ['refused', 'FunctionNotFound', 404],
    ['refused', 'InvalidArgument', 400],
    ['refused', 'MalformedXML', 400],
    ['refused', 'EventSizeTooLarge', undefined],
    ['refused', 'AnyCode', 413],
  ] as const)('is to be tried %s for %s (%s)', (result, code, status) => {
    expect(attemptOfFailure({ code, status }).result).toBe(result);
  });

  test('says code and status, and how long to wait', () => {
    expect(attemptOfFailure({ code: 'X', status: 503, retryAfterMs: 700 })).toEqual({
      result: 'again',
      detail: 'X (503)',
      retryAfterMs: 700,
    });
  });
});

describe('an error of a client', () => {
  const url = 'POST http://127.0.0.1:1/queues/q/messages?token=secret failed';

  test.each([
    [named('MNSQueueNotExistError', `${url} with 404. requestid: R`), 'QueueNotExist (404)'],
    [named('MNSInternalErrorError', `${url} with 500.`), 'InternalError (500)'],
    [
      named('FCFunctionNotFoundError', `${url} with 404.`, { code: 'FunctionNotFound' }),
      'FunctionNotFound (404)',
    ],
    [named('FCundefinedError', `${url} with 502.`, { code: undefined }), 'MalformedResponse (502)'],
    [named('RequestTimeoutError', `ReadTimeout(1200). ${url}.`), 'Timeout'],
    [named('Error', `socket hang up${url}.`, { code: 'ECONNRESET' }), 'ECONNRESET'],
    [new SyntaxError('Unexpected token <'), 'MalformedResponse'],
    ['a text', 'UnknownError'],
    [
      new ApiError({
        kind: 'api',
        operation: 'InvokeFunction',
        code: 'ResourceThrottled',
        message: '',
        status: 429,
        retryAfterMs: 300,
      }),
      'ResourceThrottled (429)',
    ],
  ])('is told by its code, never by its message: %o', (error, detail) => {
    expect(attemptOfError(error)).toMatchObject({ detail });
    expect(JSON.stringify(attemptOfError(error))).not.toContain('secret');
  });
});
