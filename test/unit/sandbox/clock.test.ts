import { describe, expect, it } from 'vitest';
import { createClock } from '../../../sandbox/clock.ts';
import { fakeScheduler } from './platform/support.ts';

const setUp = () => {
  const real = fakeScheduler();
  const clock = createClock(real);
  const ran: string[] = [];
  const later = (ms: number, name: string) => clock.after(ms, () => ran.push(name));
  return { real, clock, later, ran };
};

describe('the clock', () => {
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

  it('runs nothing once it is closed', async () => {
    const { real, clock, later, ran } = setUp();
    later(1_000, 'a');
    later(2_000, 'b');
    clock.close();
    await real.advance(10_000);
    expect(ran).toEqual([]);
  });

  it('takes nothing more once it is closed, so that no late timer keeps the process alive', async () => {
    const { real, clock, later, ran } = setUp();
    clock.close();
    later(1_000, 'a')();
    later(2_000, 'b');
    await real.advance(10_000);
    expect(ran).toEqual([]);
  });

  it('knows moments of its own and of real time, by which programs outside go', () => {
    const { clock } = setUp();
    clock.advance(60_000);
    expect([0, 60_000, 30_000].map((at) => clock.isNear(at, 1_000))).toEqual([true, true, false]);
    expect(clock.ahead).toBe(60_000);
  });

  it.each([-1, Number.POSITIVE_INFINITY, Number.NaN])('cannot be moved by %s', (ms) => {
    expect(() => setUp().clock.advance(ms)).toThrow(RangeError);
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
