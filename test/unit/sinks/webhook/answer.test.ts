import { describe, expect, test } from 'vitest';
import { attemptOfAnswer } from '../../../../lib/sinks/webhook/answer.ts';

const now = Date.UTC(2026, 10, 24, 9, 0, 0);

describe("a receiver's answer", () => {
  test.each([
    ['delivered', [200, 201, 202, 204, 299]],
    ['refused', [400, 410, 413, 415, 422]],
    ['later', [0, 301, 302, 307, 308, 401, 403, 404, 405]],
    ['again', [408, 425, 429, 500, 502, 503, 504]],
  ] as const)('is %s for %o', (result, statuses) => {
    for (const status of statuses) {
      expect(attemptOfAnswer({ status, retryAfter: undefined }, now).result).toBe(result);
    }
  });

  test.each([
    ['3', 3_000],
    ['Tue, 24 Nov 2026 09:00:05 GMT', 5_000],
    ['Tue, 24 Nov 2026 08:00:00 GMT', 0],
    ['soon', undefined],
  ])('asks to wait %s', (retryAfter, retryAfterMs) => {
    const attempt = attemptOfAnswer({ status: 503, retryAfter }, now);
    expect('retryAfterMs' in attempt ? attempt.retryAfterMs : undefined).toBe(retryAfterMs);
  });
});
