/** Milliseconds since the epoch of an ISO text of the API, or undefined. */
export const parseTime = (text: string | undefined): number | undefined => {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at;
};

export interface Span {
  readonly unit: 'second' | 'minute' | 'hour' | 'day';
  readonly count: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its largest unit, rounded down. Negative lengths count as none. */
export const spanOf = (ms: number): Span => {
  if (ms >= 2 * DAY) return { unit: 'day', count: Math.floor(ms / DAY) };
  if (ms >= HOUR) return { unit: 'hour', count: Math.floor(ms / HOUR) };
  if (ms >= MINUTE) return { unit: 'minute', count: Math.floor(ms / MINUTE) };
  return { unit: 'second', count: Math.max(0, Math.floor(ms / SECOND)) };
};

/** The same in few characters: `45 s`, `12 min`, `3 h`, `2 d`. */
export const shortSpan = (ms: number): string => {
  const { unit, count } = spanOf(ms);
  return `${count} ${{ second: 's', minute: 'min', hour: 'h', day: 'd' }[unit]}`;
};

export const DAY_MS = DAY;
