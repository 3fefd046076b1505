import type { HttpAnswer } from '../http/types.ts';
import { type Call, isRead } from './services.ts';

const MOST_READS = 500;
const MOST_ANSWERS = 50;

interface Given {
  readonly answer: HttpAnswer;
  readonly at: number;
  /** How many writes had been done by then. */
  readonly writes: number;
}

/** What reads answered, so that they can be answered so again. */
export interface History {
  note(call: Call, answer: HttpAnswer): void;
  /** What the same read answered `agoMs` ago, or before the last write; `undefined` if it was not asked. */
  earlier(call: Call, agoMs: number | undefined): HttpAnswer | undefined;
  clear(): void;
}

/** The same question by the same key; the signature itself differs every time. */
const keyOf = ({ action, request }: Call): string => {
  const [, key = ''] = /Credential=([^,]+)/.exec(request.headers.authorization ?? '') ?? [];
  return JSON.stringify([key, action, request.url, request.body.toString('latin1')]);
};

/** @param now the clock, milliseconds. */
export const createHistory = (now: () => number): History => {
  const known = new Map<string, Given[]>();
  let writes = 0;

  const remember = (call: Call, answer: HttpAnswer): void => {
    const key = keyOf(call);
    const given = known.get(key) ?? [];
    given.push({ answer, at: now(), writes });
    if (given.length > MOST_ANSWERS) given.shift();
    known.set(key, given);
    const [oldest] = known.size > MOST_READS ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
  };

  return {
    note: (call, answer) => {
      if (answer.status >= 300) return;
      if (isRead(call)) remember(call, answer);
      else writes += 1;
    },
    earlier: (call, agoMs) =>
      known
        .get(keyOf(call))
        ?.findLast(({ at, writes: then }) =>
          agoMs === undefined ? then < writes : at <= now() - agoMs,
        )?.answer,
    clear: () => known.clear(),
  };
};
