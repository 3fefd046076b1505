import { describe, expect, it } from 'vitest';
import type { Deployed, Outcome } from '../../../../../sandbox/platform/invoke/deployed.ts';
import { handAll } from '../../../../../sandbox/platform/triggers/sources.ts';
import { aFunction } from '../support.ts';

const OK: Outcome = { ok: true, body: Buffer.alloc(0) };

/** A function that answers in turn, and an asynchronous queue; both keep what they get. */
const setUp = (outcomes: readonly Outcome[] = []) => {
  const got: unknown[][] = [];
  const note = (event: Buffer): void => {
    got.push(JSON.parse(event.toString()));
  };
  const run: Deployed['run'] = async ({ event }) => {
    note(event);
    return outcomes[got.length - 1] ?? OK;
  };
  const deployed: Deployed = {
    spec: aFunction(),
    run,
    runInLine: run,
    enqueue: ({ event }) => {
      note(event);
      return { requestId: 'request id', taskId: undefined };
    },
    close: async () => undefined,
  };
  return { deployed, got };
};

const events = (count: number, bytes: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${n}`.padEnd(bytes, 'x'));

describe('handAll', () => {
  it('hands a batch over whole', async () => {
    const { deployed, got } = setUp();
    expect(await handAll(deployed, ['a', 'b'], false)).toBe(true);
    expect(got).toEqual([['a', 'b']]);
  });

  it('splits what is too large for an asynchronous payload, in order', async () => {
    const { deployed, got } = setUp();
    const batch = events(200, 1024);
    expect(await handAll(deployed, batch, true)).toBe(true);
    expect(got.length).toBeGreaterThan(1);
    expect(got.flat()).toEqual(batch);
    for (const part of got)
      expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(128 * 1024);
  });

  it.each<[string, Outcome]>([
    ['throttled', 'throttled'],
    ['failed', { ok: false, errorType: 'HandledInvocationError', body: Buffer.alloc(0) }],
  ])('is not taken when a part is %s', async (_, outcome) => {
    const { deployed } = setUp([outcome]);
    expect(await handAll(deployed, ['a'], false)).toBe(false);
  });
});
