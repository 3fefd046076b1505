import type { Worked } from './turns.ts';

type Later<T> = Extract<Worked<T>, { kind: 'later' }>;

/** The longest wait among ends that have not ended; `undefined` when all have. */
export const longestWait = <T>(worked: readonly Worked<T>[]): Later<T> | undefined =>
  worked
    .flatMap((each) => (each.kind === 'later' ? [each] : []))
    .sort((a, b) => b.waitMs - a.waitMs)[0];

/** What the ends ended with. */
export const valuesOf = <T>(worked: readonly Worked<T>[]): readonly T[] =>
  worked.flatMap((each) => (each.kind === 'ended' ? [each.value] : []));
