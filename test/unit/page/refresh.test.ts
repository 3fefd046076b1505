import { describe, expect, it } from 'vitest';
import { refreshDelay } from '../../../page/model/refresh.ts';

const CALM = { isMoving: false, failures: 0, lastLookMs: 100 };

describe('the pause between two looks', () => {
  it('is 5 s while something moves, and 30 s otherwise', () => {
    expect(refreshDelay({ ...CALM, isMoving: true })).toBe(5_000);
    expect(refreshDelay(CALM)).toBe(30_000);
  });

  it('is at least ten times as long as a look takes', () => {
    expect(refreshDelay({ ...CALM, isMoving: true, lastLookMs: 2_000 })).toBe(20_000);
  });

  it('doubles with each failure, up to five minutes', () => {
    expect(refreshDelay({ ...CALM, failures: 2 })).toBe(120_000);
    expect(refreshDelay({ ...CALM, failures: 50 })).toBe(300_000);
  });

  it('is never shorter than the server asked for', () => {
    expect(refreshDelay({ ...CALM, retryAfterMs: 600_000 })).toBe(600_000);
    expect(refreshDelay({ ...CALM, retryAfterMs: 1_000 })).toBe(30_000);
  });
});
