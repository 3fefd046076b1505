import { Cron } from 'croner';
import type { Scheduler } from '../../clock.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { TriggerOf } from '../manifest/schema.ts';
import type { Switches } from '../switches.ts';

/** When a timer trigger fires next, strictly after a moment; both in milliseconds since the epoch. */
type Schedule = (after: number) => number;

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const DURATION = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

const parseEvery = (text: string): Schedule => {
  const [, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(text) ?? [];
  const ms = Number(hours) * UNITS.h + Number(minutes) * UNITS.m + Number(seconds) * UNITS.s;
  if (ms === 0) throw new Error(`@every ${text}: say how long, e.g. @every 2m`);
  return (after) => after + ms;
};

const parseCron = (text: string): Schedule => {
  const [, timezone = 'UTC', fields = text] = /^(?:CRON_TZ|TZ)=(\S+)\s+(.*)$/.exec(text) ?? [];
  // For croner `?` is the present moment, `0/5` is sloppy; for Function Compute both are usual.
  const pattern = fields.replaceAll('?', '*');
  const cron = new Cron(pattern, { timezone, mode: '6-part', sloppyRanges: true });
  // An unknown time zone shows when it is used.
  cron.nextRun();
  return (after) => cron.nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY;
};

/**
 * Reads the cronExpression of a timer trigger.
 *
 * Function Compute 3.0: `@every 4m`, or six fields that begin with seconds, read in UTC unless
 * `CRON_TZ=Area/City` stands before them.
 *
 * @throws {Error} for anything else
 */
export const parseSchedule = (expression: string): Schedule => {
  const text = expression.trim();
  return text.startsWith('@every')
    ? parseEvery(text.slice('@every'.length).trim())
    : parseCron(text);
};

/** Function Compute: what a timer trigger sends; `at` is milliseconds since the epoch. */
const timerEvent = (trigger: TriggerOf<'timer'>, at: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      triggerTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      triggerName: trigger.triggerName,
      payload: trigger.triggerConfig.payload,
    }),
  );

/** A timer trigger: invokes its function asynchronously whenever its schedule says, on the clock of the sandbox. */
export const startTimer = (
  deployed: Deployed,
  trigger: TriggerOf<'timer'>,
  scheduler: Scheduler,
  switches: Switches,
) => {
  const nextAfter = parseSchedule(trigger.triggerConfig.cronExpression);
  let cancel: () => void = () => undefined;

  const fire = (): string =>
    deployed.enqueue({ event: timerEvent(trigger, scheduler.now()), byTimer: true }).requestId;

  const arm = (after: number): void => {
    const now = scheduler.now();
    const next = nextAfter(after);
    // A machine that slept does not make up for the firings it missed.
    const at = next >= now ? next : nextAfter(now);
    if (!Number.isFinite(at)) return;
    cancel = scheduler.after(Math.max(0, at - now), () => {
      if (switches.timers) fire();
      arm(at);
    });
  };

  if (trigger.triggerConfig.enable) arm(scheduler.now());
  return {
    /** Fires once, now; returns the request id of the asynchronous invocation. */
    fire,
    stop: (): void => cancel(),
  };
};

export type Timer = ReturnType<typeof startTimer>;
