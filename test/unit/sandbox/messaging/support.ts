import { createJournal, type Journal } from '../../../../sandbox/journal.ts';
import { fakeScheduler } from '../platform/support.ts';

/** Time that a test moves on, and a journal that shows what was told. */
export const stage = () => {
  const scheduler = fakeScheduler();
  const journal: Journal = createJournal(1000, scheduler.now);
  const pace = { scheduler, random: () => 0.5 };
  const faults = (): readonly string[] =>
    journal.entries.filter(({ kind }) => kind === 'fault').map(({ summary }) => summary);
  return { scheduler, journal, pace, faults };
};

/** A receiver that remembers what it got and when, and takes it or not, as the list says. */
export const receiver = <T>(now: () => number, answers: readonly boolean[] = []) => {
  const got: T[] = [];
  const at: number[] = [];
  const take = async (delivery: T): Promise<boolean> => {
    got.push(delivery);
    at.push(now());
    return answers[got.length - 1] ?? false;
  };
  return { got, at, take };
};
