import { describe, expect, it } from 'vitest';
import type { Context } from '../../../../lib/peering/context.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import {
  networkOf,
  PATIENCE_MS,
  patientReading,
  reading,
} from '../../../../lib/peering/network/reading.ts';
import { apiError, fakeContext, START } from '../../support/context.ts';

/** A read that fails with these errors, one after another, and then gives a value. */
const readAfter = (errors: readonly unknown[]) => {
  const times: number[] = [];
  const left = [...errors];
  return {
    times,
    read: (ctx: Context) => async () => {
      times.push(ctx.clock.now() - START);
      if (left.length > 0) throw left.shift();
      return 'value';
    },
  };
};

const throttled = (retryAfterMs?: number) =>
  new ApiError({
    kind: 'api',
    operation: 'DescribeVpcAttribute',
    code: 'Throttling',
    message: 'slow down',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
const many = (error: unknown): unknown[] => Array.from({ length: 1_000 }, () => error);

describe('a read', () => {
  it('gives what it read, or the answer of the cloud instead', async () => {
    const error = apiError('Forbidden.RAM', 403);
    expect(await reading(async () => 5)).toEqual({ ok: true, value: 5 });
    expect(await reading(() => Promise.reject(error))).toEqual({ ok: false, error });
  });

  it('throws what is no answer of the cloud', async () => {
    const fault = new TypeError('a fault of ours');
    await expect(reading(() => Promise.reject(fault))).rejects.toBe(fault);
  });
});

describe('a read with patience', () => {
  it('is tried again while the reason passes, with pauses that grow up to a bound', async () => {
    const { ctx } = fakeContext();
    const { times, read } = readAfter(Array.from({ length: 6 }, () => throttled()));
    expect(await patientReading(ctx, read(ctx))).toEqual({ ok: true, value: 'value' });
    const pauses = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(pauses).toHaveLength(6);
    // A quarter of jitter at most about 250, 500, 1 000 and then 1 500 ms.
    for (const [at, about] of [250, 500, 1_000, 1_500, 1_500, 1_500].entries()) {
      expect(pauses[at]).toBeGreaterThanOrEqual(about * 0.75);
      expect(pauses[at]).toBeLessThanOrEqual(about * 1.25);
    }
  });

  it('waits at least as long as the service asks', async () => {
    const { ctx } = fakeContext();
    const { times, read } = readAfter([throttled(4_000)]);
    expect((await patientReading(ctx, read(ctx))).ok).toBe(true);
    expect(times).toEqual([0, 4_000]);
  });

  it('is not tried again for a reason that stays', async () => {
    const { ctx } = fakeContext();
    const { times, read } = readAfter([apiError('Forbidden.RAM', 403)]);
    expect(await patientReading(ctx, read(ctx))).toMatchObject({ ok: false });
    expect(times).toEqual([0]);
  });

  it.each([
    ['its own bound', undefined, PATIENCE_MS],
    ['that of a caller who waits', 3_000, 3_000],
  ])('ends within %s, with the last answer', async (_, patienceMs, bound) => {
    const { ctx } = fakeContext();
    const { times, read } = readAfter(many(throttled()));
    expect(await patientReading(ctx, read(ctx), patienceMs)).toMatchObject({
      ok: false,
      error: { code: 'Throttling' },
    });
    expect(ctx.clock.now() - START).toBeLessThanOrEqual(bound);
    expect(ctx.clock.now() - START).toBeGreaterThan(bound - 2_000);
    expect(times.length).toBeGreaterThan(2);
  });

  it('may wait to the last millisecond of its bound, and not one longer', async () => {
    for (const [retryAfterMs, tries] of [
      [3_000, 2],
      [3_001, 1],
    ] as const) {
      const { ctx } = fakeContext();
      const { times, read } = readAfter([throttled(retryAfterMs)]);
      await patientReading(ctx, read(ctx), 3_000);
      expect(times).toHaveLength(tries);
    }
  });

  it('leaves twenty seconds of the invocation for what follows', async () => {
    for (const [remaining, tries] of [
      [24_000, 2],
      [23_999, 1],
    ] as const) {
      const deadline = { remaining: () => remaining };
      const { ctx } = fakeContext({ context: { deadline } });
      const { times, read } = readAfter([throttled(4_000)]);
      await patientReading(ctx, read(ctx));
      expect(times).toHaveLength(tries);
    }
  });
});

describe('the network of an account', () => {
  it('that no role leads to is an answer that stays', async () => {
    const { ctx } = fakeContext();
    await expect(networkOf(ctx, '283117732402483989')).rejects.toMatchObject({
      name: 'ApiError',
      code: 'NotConfigured',
      status: 403,
    });
  });
});
