import { describe, expect, it } from 'vitest';
import { wait } from '../../../../lib/peering/attempt.ts';
import { failureOf, ownFailure } from '../../../../lib/peering/errors/failure.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import {
  failureOfGivenUp,
  givenUpAfter,
  givenUpFor,
} from '../../../../lib/peering/queue/given-up.ts';

const error = (message: string) =>
  new ApiError({
    kind: 'api',
    operation: 'ModifyVpcPeerConnection',
    code: 'ServiceUnavailable',
    message,
    status: 503,
    requestId: 'A-1',
  });

describe('what is given up', () => {
  it('keeps what the service said last, as far as it fits, and may be sent again', () => {
    const givenUp = givenUpAfter({ ...wait('transient', ''), error: error('x'.repeat(5_000)) });
    expect(JSON.stringify(givenUp).length).toBeLessThan(400);
    const own = givenUpAfter(wait('pending', 'x'.repeat(5_000)));
    expect(JSON.stringify(own).length).toBeLessThan(400);
    expect(failureOfGivenUp(givenUp)).toMatchObject({
      code: 'ServiceUnavailable',
      category: 'service',
      apiRequestId: 'A-1',
      retryable: true,
    });
  });

  it('keeps the status: a 5xx is a fault of the service whatever its code says', () => {
    const quota = { ...error(''), message: 'down', code: 'QuotaExceeded.VpcPeer' };
    const givenUp = givenUpAfter({ ...wait('transient', ''), error: quota });
    expect(failureOfGivenUp(givenUp).category).toBe('service');
    expect(failureOfGivenUp({ ...givenUp, status: 400 }).category).toBe('quota');
  });

  it.each([
    ['conflict', 'Conflict.Operation'],
    ['transient', 'ServiceUnavailable'],
  ] as const)(
    'for %s without an answer of the service is %s, with the reason of the wait',
    (reason, code) => {
      const failure = failureOfGivenUp(givenUpAfter(wait(reason, 'pcc-1 is Creating.')));
      expect(failure).toMatchObject({ code, message: 'pcc-1 is Creating.', retryable: true });
      expect(failure).not.toHaveProperty('apiRequestId');
    },
  );
});

describe('a failure that is decided and could not be announced', () => {
  it('is the same one when it is announced, with the request id of the cloud', () => {
    const decided = failureOf(error('down'));
    expect(decided.retryable).toBe(true);
    expect(failureOfGivenUp(givenUpFor(decided))).toMatchObject({
      code: 'ServiceUnavailable',
      message: 'down',
      apiRequestId: 'A-1',
      retryable: true,
    });
  });

  it('of our own, which no call made, stays final and names no request of the cloud', () => {
    const failure = failureOfGivenUp(givenUpFor(ownFailure('PolicyDenied', 'No rule matched.')));
    expect(failure).toMatchObject({ code: 'PolicyDenied', retryable: false });
    expect(failure.apiRequestId).toBeUndefined();
  });

  it('keeps only as much of its message as fits a batch into one task', () => {
    expect(givenUpFor(failureOf(error('x'.repeat(5_000)))).message).toBe('x'.repeat(200));
  });
});
