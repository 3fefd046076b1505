import { describe, expect, it } from 'vitest';
import { toApiError } from '../../../lib/aliyun/errors.ts';

const throttled = (retryAfter: unknown) =>
  toApiError(
    Object.assign(new Error('Request was denied'), {
      code: 'Throttling.User',
      statusCode: 400,
      requestId: 'api-1',
      retryAfter,
    }),
    'GetVpcPeerConnectionAttribute',
  );

describe('what a service asks us to wait', () => {
  it.each([
    [1_500, 1_500],
    [3_600_000, 3_600_000],
    [86_400_000, 3_600_000],
    [Number.POSITIVE_INFINITY, 3_600_000],
    [0, undefined],
    [-5, undefined],
    [Number.NaN, undefined],
    ['9', undefined],
  ])('%s ms counts as %s, an hour at most', (asked, counts) => {
    expect(throttled(asked)).toMatchObject({ code: 'Throttling.User', requestId: 'api-1' });
    expect(throttled(asked).retryAfterMs).toBe(counts);
  });
});
