import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../../../../sandbox/platform/triggers/timer.ts';

const next = (expression: string, after: string): string =>
  new Date(parseSchedule(expression)(Date.parse(after))).toISOString();

describe('parseSchedule', () => {
  it.each([
    ['@every 2m', '2024-01-01T00:00:30.500Z', '2024-01-01T00:02:30.500Z'],
    ['@every 1h30m', '2024-01-01T00:00:00Z', '2024-01-01T01:30:00.000Z'],
    ['0 0 4 * * *', '2024-01-01T03:59:59Z', '2024-01-01T04:00:00.000Z'],
    ['0 0 4 * * *', '2024-01-01T04:00:00Z', '2024-01-02T04:00:00.000Z'],
    ['*/15 * * * * *', '2024-01-01T00:00:16Z', '2024-01-01T00:00:30.000Z'],
    ['0/20 * * * * *', '2024-01-01T00:00:16Z', '2024-01-01T00:00:20.000Z'],
    ['0 5-10/5 * * * *', '2024-01-01T00:06:00Z', '2024-01-01T00:10:00.000Z'],
    ['0 0 0 29 2 *', '2024-03-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 30 9 * * MON-FRI', '2024-01-06T00:00:00Z', '2024-01-08T09:30:00.000Z'],
    ['0 0 0 13 * FRI', '2024-01-01T00:00:00Z', '2024-01-05T00:00:00.000Z'],
    ['0 0 0 1 JAN,JUL ?', '2024-01-02T00:00:00Z', '2024-07-01T00:00:00.000Z'],
    ['CRON_TZ=Asia/Shanghai 0 0 4 * * *', '2024-01-01T00:00:00Z', '2024-01-01T20:00:00.000Z'],
    ['CRON_TZ=Asia/Kathmandu 0 0 0 * * *', '2024-01-01T00:00:00Z', '2024-01-01T18:15:00.000Z'],
    ['CRON_TZ=Europe/Berlin 0 0 12 * * *', '2024-07-01T00:00:00Z', '2024-07-01T10:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('never comes for the 30th of February', () => {
    expect(parseSchedule('0 0 0 30 2 *')(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('finds the first matching second: the brute-force search agrees', () => {
    const field = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: least, max: most }).map(String),
        fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
      );
    const matches = (text: string, least: number, value: number): boolean =>
      text === '*' ||
      (text.startsWith('*/')
        ? (value - least) % Number(text.slice(2)) === 0
        : Number(text) === value);
    fc.assert(
      fc.property(
        field(0, 59),
        field(0, 59),
        fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }),
        (second, minute, after) => {
          const nextAfter = parseSchedule(`${second} ${minute} * * * *`);
          let at = after + 1;
          const fits = (clock: Date) =>
            matches(second, 0, clock.getUTCSeconds()) && matches(minute, 0, clock.getUTCMinutes());
          while (!fits(new Date(at * 1000))) at += 1;
          return nextAfter(after * 1000) === at * 1000;
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    '@every',
    '@every 0s',
    '@every soon',
    '* * * * *',
    '60 * * * * *',
    '* * * 0 * *',
    '* */0 * * * *',
    '5-1 * * * * *',
    'CRON_TZ=Moon/Base 0 0 4 * * *',
  ])('refuses %s', (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  });
});
