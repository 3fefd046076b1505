import { connectionEvent } from '../../../lib/peering/events/index.ts';
import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Clock, Deadline, Log, LogLevel } from '../../../lib/peering/ports.ts';

/** A clock that only moves when somebody sleeps; it notes how long. */
export const fakeClock = (start = 1_795_000_000_000) => {
  let now = start;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
  const deadlineAfter = (ms: number): Deadline => ({
    remaining: () => Math.max(0, start + ms - now),
  });
  return { clock, slept, deadlineAfter };
};

export interface Line {
  readonly level: LogLevel;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const fakeLog = () => {
  const lines: Line[] = [];
  const write =
    (level: LogLevel) =>
    (msg: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, msg, fields });
    };
  const log: Log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: () => log,
  };
  return { log, lines };
};

export const eventNamed = (instanceId: string, description = ''): FollowUpEvent =>
  connectionEvent({
    source: 'peerflow',
    name: 'peerflow',
    observedAt: Date.UTC(2026, 10, 24),
    type: 'Activated',
    requestId: 'order-7',
    action: 'create',
    connection: { instanceId, description, ownerId: '253460731706911258', regionId: 'cn-hangzhou' },
  });

export const eventsNamed = (count: number): readonly FollowUpEvent[] =>
  Array.from({ length: count }, (_, index) => eventNamed(`pcc-${index}`));
