import { type Attempt, DELIVERED } from '../attempt.ts';
import type { Answer } from './post.ts';

const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);
const PERMANENT: ReadonlySet<number> = new Set([400, 410, 413, 415, 422]);

/** `Retry-After` in milliseconds: seconds, or an HTTP date. */
const retryAfterMs = (text: string | undefined, now: number): number | undefined => {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
};

/** What a receiver's answer means. A redirect, 401, 403 or 404 is for a person to mend: tried later. */
export const attemptOfAnswer = ({ status, retryAfter }: Answer, now: number): Attempt => {
  if (status >= 200 && status < 300) return DELIVERED;
  const detail = `HTTP ${status}`;
  if (PERMANENT.has(status)) return { result: 'refused', detail };
  if (status < 500 && !PASSING.has(status)) return { result: 'later', detail };
  const wait = retryAfterMs(retryAfter, now);
  return { result: 'again', detail, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
};
