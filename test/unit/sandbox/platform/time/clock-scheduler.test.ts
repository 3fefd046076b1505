import { describe, expect, it } from 'vitest';
import { createBusinessClock } from '../../../../../sandbox/platform/time/business-clock.ts';
import { createClockScheduler } from '../../../../../sandbox/platform/time/clock-scheduler.ts';
import { fakeScheduler } from '../support.ts';

const setUp = (rate = 1) => {
  const real = fakeScheduler();
  const clock = createBusinessClock(real.now, rate);
  const scheduler = createClockScheduler(clock, real);
  const ran: string[] = [];
  const later = (ms: number, name: string) => scheduler.after(ms, () => ran.push(name));
  return { real, clock, later, ran };
};

describe('createClockScheduler', () => {
  it('runs what is due as time passes', async () => {
    const { real, later, ran } = setUp();
    later(1_000, 'a');
    await real.advance(999);
    expect(ran).toEqual([]);
    await real.advance(1);
    expect(ran).toEqual(['a']);
  });

  it('runs what is due when the clock is moved on, in order, and the rest in its time', async () => {
    const { real, clock, later, ran } = setUp();
    later(60_000, 'b');
    later(30_000, 'a');
    later(90_000, 'c');
    clock.advance(60_000);
    await real.advance(0);
    expect(ran).toEqual(['a', 'b']);
    await real.advance(29_999);
    expect(ran).toEqual(['a', 'b']);
    await real.advance(1);
    expect(ran).toEqual(['a', 'b', 'c']);
  });

  it('follows a clock that runs faster', async () => {
    const { real, later, ran } = setUp(60);
    later(60_000, 'a');
    await real.advance(1_000);
    expect(ran).toEqual(['a']);
  });

  it('can wait longer than a timer of Node.js', async () => {
    const { real, later, ran } = setUp();
    later(2 ** 31 + 5, 'a');
    await real.advance(2 ** 31 + 4);
    expect(ran).toEqual([]);
    await real.advance(1);
    expect(ran).toEqual(['a']);
  });

  it('runs nothing that was cancelled', async () => {
    const { real, clock, later, ran } = setUp();
    later(1_000, 'a')();
    const stop = later(2_000, 'b');
    clock.advance(2_000);
    stop();
    await real.advance(10_000);
    expect(ran).toEqual([]);
  });
});
