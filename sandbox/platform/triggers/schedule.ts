import { Cron } from 'croner';

/** When a timer trigger fires next, strictly after a moment; both in milliseconds since the epoch. */
export type Schedule = (after: number) => number;

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const DURATION = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

const parseEvery = (text: string): Parsed<Schedule> => {
  const [, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(text) ?? [];
  const ms = Number(hours) * UNITS.h + Number(minutes) * UNITS.m + Number(seconds) * UNITS.s;
  if (ms === 0) return { ok: false, reason: `@every ${text}: say how long, e.g. @every 2m` };
  return { ok: true, value: (after) => after + ms };
};

const parseCron = (text: string): Parsed<Schedule> => {
  const [, timezone = 'UTC', fields = text] = /^(?:CRON_TZ|TZ)=(\S+)\s+(.*)$/.exec(text) ?? [];
  // For croner `?` is the present moment, `0/5` is sloppy; for Function Compute both are usual.
  const pattern = fields.replaceAll('?', '*');
  try {
    const cron = new Cron(pattern, { timezone, mode: '6-part', sloppyRanges: true });
    // An unknown time zone shows when it is used.
    cron.nextRun();
    const next: Schedule = (after) =>
      cron.nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY;
    return { ok: true, value: next };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
};

/**
 * Reads the cronExpression of a timer trigger.
 *
 * Function Compute 3.0: `@every 4m`, or six fields that begin with seconds, read in UTC unless
 * `CRON_TZ=Area/City` stands before them.
 */
export const parseSchedule = (expression: string): Parsed<Schedule> => {
  const text = expression.trim();
  return text.startsWith('@every')
    ? parseEvery(text.slice('@every'.length).trim())
    : parseCron(text);
};
