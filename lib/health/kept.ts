import type { Clock } from '../peering/ports.ts';

/** A deep check costs calls and invocations: one answer serves everybody for a minute. */
const KEPT_MS = 60_000;
/** Languages, times the accounts that one process serves. */
const MAX_KEPT = 16;

interface Kept<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

/** Keeps answers for a minute; whoever asks while one is being made waits for the same one. */
export const keeper = <T>() => {
  const kept = new Map<string, Kept<T>>();
  return (key: string, clock: Pick<Clock, 'now'>, make: () => Promise<T>): Promise<T> => {
    const now = clock.now();
    const known = kept.get(key);
    if (known && now - known.at < KEPT_MS) return known.value;
    if (kept.size >= MAX_KEPT) kept.clear();
    const value = make();
    kept.set(key, { at: now, value });
    value.catch(() => kept.delete(key));
    return value;
  };
};
