import { sha256 } from '../peering/hash.ts';
import type { FollowUpEvent } from '../peering/model/event.ts';
import type { Clock, Deadline, Log, Publisher, Random, SinkReport } from '../peering/ports.ts';
import type { Sink } from '../runtime/sinks.ts';
import type { Attempt, SinkClient } from './attempt.ts';
import { deliver } from './deliver.ts';
import { openSink, type SinkOpener } from './open-sink.ts';
import { attemptOfError } from './sdk-error.ts';
import type { SinkDependencies } from './target.ts';

export interface PublisherOptions extends Omit<SinkDependencies, 'webhook'> {
  readonly sinks: readonly Sink[];
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly deadline: Deadline;
  readonly webhook: Omit<SinkDependencies['webhook'], 'clock'>;
  /** Makes the clients; the real ones by default. */
  readonly open?: SinkOpener | undefined;
}

/** Publishers come and go with invocations; the names of their sinks stay. */
const names = new Map<string, string>();

/** What marks and reports call a sink: URLs are too long for a tag and may hold a secret. */
export const sinkName = ({ url }: Pick<Sink, 'url'>): string => {
  const name = names.get(url) ?? sha256(url).slice(0, 6);
  names.set(url, name);
  return name;
};

/** `*` in a mark stands for every sink. */
const EVERY_SINK = '*';

const outcomes = {
  delivered: 'delivered',
  refused: 'refused',
  again: 'failed',
  later: 'failed',
} as const satisfies Record<Attempt['result'], SinkReport['outcome']>;

const reportOf = (sink: string, attempt: Attempt): SinkReport => ({
  sink,
  outcome: outcomes[attempt.result],
  ...(attempt.result === 'delivered' ? {} : { detail: attempt.detail }),
});

const levels = { delivered: 'debug', failed: 'warn', refused: 'error' } as const;

const logReport = (log: Log, kind: Sink['kind'], event: FollowUpEvent, report: SinkReport) =>
  log[levels[report.outcome]](`event ${report.outcome}`, {
    event: event.id,
    type: event.type,
    kind,
    ...report,
    ...(report.outcome === 'refused' ? { metric: 'sink_refused' } : {}),
  });

/** No sinks: people still see what they would have been told. */
const loggingPublisher = (log: Log): Publisher => {
  let warned = false;
  return {
    sinks: [],
    prepare: () => {},
    publish: async (events) => {
      if (!warned) log.warn('PEERFLOW_SINKS names no sink: follow-up events are only logged');
      warned = true;
      for (const event of events) log.info('follow-up event', { event });
      return events.map(() => []);
    },
  };
};

/** One sink with its client, made when the first event goes there and again if that failed. */
const channelOf = (sink: Sink, options: PublisherOptions) => {
  const { open = openSink, clock, log } = options;
  const dependencies = { ...options, webhook: { ...options.webhook, clock } };
  const name = sinkName(sink);
  let opening: Promise<SinkClient> | undefined;

  /** A client that could not be made is made anew next time. */
  const opened = (): Promise<SinkClient> => {
    opening ??= open(sink, dependencies).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  const attempts = async (events: readonly FollowUpEvent[]): Promise<readonly Attempt[]> => {
    try {
      return await deliver(await opened(), events, options);
    } catch (error) {
      const attempt = attemptOfError(error);
      return events.map(() => attempt);
    }
  };

  return {
    name,
    // Loading blocks, so the request that is to be waited for connects and goes out first.
    prepare: () => setImmediate(() => setImmediate(() => opened().catch(() => {}))),
    take: async (events: readonly FollowUpEvent[]): Promise<readonly SinkReport[]> => {
      const made = await attempts(events);
      return events.map((event, index) => {
        const report = reportOf(name, made[index] ?? { result: 'later', detail: 'no answer' });
        logReport(log, sink.kind, event, report);
        return report;
      });
    },
  };
};

/**
 * The publisher of one invocation. Its sinks work side by side, each with its own tries, and share
 * nothing but the deadline; `publish` never rejects. Credentials are those of the invocation, so a
 * publisher must not outlive it.
 */
export const createPublisher = (options: PublisherOptions): Publisher => {
  if (options.sinks.length === 0) return loggingPublisher(options.log);
  const channels = options.sinks.map((sink) => channelOf(sink, options));
  return {
    sinks: channels.map(({ name }) => name),
    prepare: () => {
      for (const channel of channels) channel.prepare();
    },
    publish: async (events, only = [EVERY_SINK]) => {
      const chosen = channels.filter(
        ({ name }) => only.includes(EVERY_SINK) || only.includes(name),
      );
      const reports = await Promise.all(chosen.map((channel) => channel.take(events)));
      return events.map((_, index) => reports.flatMap((ofSink) => ofSink.slice(index, index + 1)));
    },
  };
};
