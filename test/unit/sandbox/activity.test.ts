import { describe, expect, it } from 'vitest';
import { createActivity } from '../../../sandbox/activity.ts';
import { createClock } from '../../../sandbox/clock.ts';
import { fakeScheduler } from './platform/support.ts';

const setUp = () => {
  const real = fakeScheduler();
  const clock = createClock(real);
  const activity = createActivity(clock);
  const ran: [name: string, at: number][] = [];
  const later = (ms: number, name: string) =>
    activity.after(ms, () => ran.push([name, clock.now()]));
  /** Lets real timers fire that are due, as the event loop does, until the work is done. */
  const letting = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    while (!isDone) await real.advance(0);
    return done;
  };
  return { real, clock, activity, later, ran, letting };
};

describe('what runs and what is due', () => {
  it('is over at once where there is nothing', async () => {
    const { activity, letting } = setUp();
    await letting(activity.settled(1_000));
  });

  it('is not waited for: the clock is moved on to each moment', async () => {
    const { activity, clock, later, ran, letting } = setUp();
    later(5_000, 'b');
    later(1_000, 'a');
    later(60_000, 'c');
    await letting(activity.settled(10_000));
    expect(ran).toEqual([
      ['a', 1_000],
      ['b', 5_000],
    ]);
    expect(clock.now()).toBe(5_000);
  });

  it('counts what work begins by itself', async () => {
    const { activity, later, ran, letting } = setUp();
    activity.after(1_000, () => void later(9_000, 'second'));
    await letting(activity.settled(9_500));
    expect(ran).toEqual([['second', 10_000]]);
  });

  it('stands still while something runs', async () => {
    const { real, activity, clock, later, ran, letting } = setUp();
    const end = activity.begin();
    later(1_000, 'a');
    const settled = activity.settled(1_000);
    await real.advance(0);
    expect(clock.now()).toBe(0);
    end();
    await letting(settled);
    expect(ran).toEqual([['a', 1_000]]);
  });

  it('forgets what was cancelled', async () => {
    const { activity, clock, later, letting } = setUp();
    later(1_000, 'a')();
    await letting(activity.settled(10_000));
    expect(clock.now()).toBe(0);
  });

  it('leaves timers of the clock itself alone', async () => {
    const { activity, clock, letting } = setUp();
    clock.after(1_000, () => undefined);
    await letting(activity.settled(10_000));
    expect(clock.now()).toBe(0);
  });
});

describe('until', () => {
  it('resolves with what is found, however far away', async () => {
    const { activity, clock, later, ran, letting } = setUp();
    later(3_600_000, 'a');
    later(7_200_000, 'b');
    expect(await letting(activity.until(() => ran[0]?.[0]))).toBe('a');
    expect(clock.now()).toBe(3_600_000);
  });

  it('resolves while something still runs', async () => {
    const { activity, letting } = setUp();
    let found: string | undefined;
    activity.begin();
    const until = activity.until(() => found);
    found = 'it';
    activity.touch();
    expect(await letting(until)).toBe('it');
  });
});
