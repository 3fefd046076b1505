/** What a clock on a wall of some time zone shows. `weekday` 0 is Sunday. */
export interface WallClock {
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
};

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
const offsetAt = (at: number, zone: string): number => {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - Math.floor(at / 1000) * 1000;
};

const offsets = new Map<string, number>();

/** Offsets change at whole quarters of an hour only, so one answer serves a quarter. */
const cachedOffset = (at: number, zone: string): number => {
  if (zone === 'UTC') return 0;
  const key = `${zone} ${Math.floor(at / (15 * MINUTE))}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size > 10_000) offsets.clear();
  const offset = offsetAt(at, zone);
  offsets.set(key, offset);
  return offset;
};

/**
 * Reads a moment (milliseconds since the epoch) off the clock of a time zone (`UTC`, `Area/City`).
 *
 * @throws {RangeError} for a time zone nobody knows.
 */
export const wallClock = (at: number, zone: string): WallClock => {
  const shown = new Date(at + cachedOffset(at, zone));
  return {
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    weekday: shown.getUTCDay(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  };
};
