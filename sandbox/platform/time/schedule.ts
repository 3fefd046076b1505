import { type Cron, nextCron, parseCron } from './cron.ts';

/** When a timer trigger fires: at a fixed distance, or where the fields of a clock match. */
export type Schedule =
  | { readonly kind: 'every'; readonly ms: number }
  | { readonly kind: 'cron'; readonly cron: Cron };

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const DURATION = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

const parseEvery = (text: string): Parsed<Schedule> => {
  const parts = DURATION.exec(text);
  const ms =
    Number(parts?.[1] ?? 0) * UNITS.h +
    Number(parts?.[2] ?? 0) * UNITS.m +
    Number(parts?.[3] ?? 0) * UNITS.s;
  if (ms === 0) return { ok: false, reason: `@every ${text}: say how long, e.g. @every 2m` };
  return { ok: true, value: { kind: 'every', ms } };
};

/**
 * Reads the cronExpression of a timer trigger.
 *
 * Function Compute 3.0: `@every 4m`, or six fields that begin with seconds, read in UTC unless
 * `CRON_TZ=Area/City` stands before them.
 */
export const parseSchedule = (expression: string): Parsed<Schedule> => {
  const text = expression.trim();
  if (text.startsWith('@every ')) return parseEvery(text.slice('@every '.length).trim());
  const parsed = parseCron(text);
  return parsed.ok ? { ok: true, value: { kind: 'cron', cron: parsed.value } } : parsed;
};

/** The first firing strictly after a moment; both in milliseconds since the epoch. */
export const nextFire = (schedule: Schedule, after: number): number =>
  schedule.kind === 'every' ? after + schedule.ms : nextCron(schedule.cron, after);
