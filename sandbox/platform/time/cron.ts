import { wallClock } from './wall-clock.ts';

type Field = ReadonlySet<number>;

/** A six-field expression: the values at which each field of a clock matches. */
export interface Cron {
  readonly second: Field;
  readonly minute: Field;
  readonly hour: Field;
  readonly day: Field;
  readonly month: Field;
  readonly weekday: Field;
  /** True where the expression narrows days of month and days of week: then either is enough. */
  readonly eitherDay: boolean;
  readonly zone: string;
}

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

interface Rule {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const RULES = {
  second: { label: 'seconds', least: 0, most: 59 },
  minute: { label: 'minutes', least: 0, most: 59 },
  hour: { label: 'hours', least: 0, most: 23 },
  day: { label: 'day of month', least: 1, most: 31 },
  month: { label: 'month', least: 1, most: 12, names: MONTHS },
  weekday: { label: 'day of week', least: 0, most: 6, names: WEEKDAYS },
} as const satisfies Record<string, Rule>;

const numberOf = (text: string, rule: Rule): number => {
  const named = rule.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + rule.least;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
};

/** One part between commas: `*`, `5`, `1-5`, `0/15`, `10-30/5`, `5/10`. */
const expand = (part: string, rule: Rule): readonly number[] | undefined => {
  const [range = '', step = '1', ...rest] = part.split('/');
  const [from = '', to, ...more] = range.split('-');
  if (rest.length > 0 || more.length > 0 || !/^\d+$/.test(step) || Number(step) === 0)
    return undefined;
  const any = range === '*' || range === '?';
  const first = any ? rule.least : numberOf(from, rule);
  const open = any || (to === undefined && part.includes('/'));
  const last = open ? rule.most : numberOf(to ?? from, rule);
  if (!(first >= rule.least && last <= rule.most && first <= last)) return undefined;
  const count = Math.floor((last - first) / Number(step)) + 1;
  return Array.from({ length: count }, (_, at) => first + at * Number(step));
};

const parseField = (text: string, rule: Rule): Parsed<Field> => {
  const parts = text.split(',').map((part) => expand(part, rule));
  const values = parts.flatMap((each) => each ?? []);
  return parts.includes(undefined)
    ? { ok: false, reason: `${rule.label}: "${text}" is not within ${rule.least}-${rule.most}` }
    : { ok: true, value: new Set(values) };
};

const isZone = (zone: string): boolean => {
  try {
    wallClock(0, zone);
    return true;
  } catch {
    return false;
  }
};

const splitZone = (expression: string): { zone: string; fields: readonly string[] } => {
  const zoned = /^(?:CRON_TZ|TZ)=(\S+)\s+(.*)$/.exec(expression);
  const text = zoned?.[2] ?? expression;
  return { zone: zoned?.[1] ?? 'UTC', fields: text.trim().split(/\s+/) };
};

/** Reads six fields (seconds first), optionally after `CRON_TZ=Area/City`; says what is wrong else. */
export const parseCron = (expression: string): Parsed<Cron> => {
  const { zone, fields } = splitZone(expression);
  if (!isZone(zone)) return { ok: false, reason: `${zone} is no time zone` };
  const [second, minute, hour, day, month, weekday, ...more] = fields;
  if (weekday === undefined || more.length > 0) {
    return { ok: false, reason: `"${expression}" has ${fields.length} fields, six are needed` };
  }
  const parsed = {
    second: parseField(second ?? '', RULES.second),
    minute: parseField(minute ?? '', RULES.minute),
    hour: parseField(hour ?? '', RULES.hour),
    day: parseField(day ?? '', RULES.day),
    month: parseField(month ?? '', RULES.month),
    weekday: parseField(weekday, RULES.weekday),
  };
  const reasons = Object.values(parsed).flatMap((each) => (each.ok ? [] : [each.reason]));
  if (reasons.length > 0) return { ok: false, reason: reasons.join('; ') };
  const set = (field: Parsed<Field>): Field => (field.ok ? field.value : new Set());
  return {
    ok: true,
    value: {
      second: set(parsed.second),
      minute: set(parsed.minute),
      hour: set(parsed.hour),
      day: set(parsed.day),
      month: set(parsed.month),
      weekday: set(parsed.weekday),
      eitherDay: set(parsed.day).size < 31 && set(parsed.weekday).size < 7,
      zone,
    },
  };
};

const dayMatches = (cron: Cron, day: number, weekday: number): boolean =>
  cron.eitherDay
    ? cron.day.has(day) || cron.weekday.has(weekday)
    : cron.day.has(day) && cron.weekday.has(weekday);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** February 29th on a given weekday comes back within 28 years; nothing takes longer. */
const HORIZON = 29 * 366 * 24 * HOUR;

/** How far to jump from a moment that does not match: to the next possible second, minute or hour. */
const jump = (cron: Cron, at: number): number => {
  const clock = wallClock(at, cron.zone);
  const toNextMinute = MINUTE - (at % MINUTE);
  const dateFits = cron.month.has(clock.month) && dayMatches(cron, clock.day, clock.weekday);
  // Offsets of zones are whole quarters of an hour, so a quarter never skips a matching hour.
  if (!dateFits || !cron.hour.has(clock.hour)) return HOUR / 4 - (at % (HOUR / 4));
  if (!cron.minute.has(clock.minute)) return toNextMinute;
  return cron.second.has(clock.second) ? 0 : SECOND;
};

/**
 * The first matching second strictly after a moment, both in milliseconds since the epoch;
 * `Infinity` for a date that never comes (the 30th of February).
 */
export const nextCron = (cron: Cron, after: number): number => {
  let at = Math.floor(after / SECOND) * SECOND + SECOND;
  while (at < after + HORIZON) {
    const step = jump(cron, at);
    if (step === 0) return at;
    at += step;
  }
  return Number.POSITIVE_INFINITY;
};
