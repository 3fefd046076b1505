import EventBridge, { CloudEvent, Config, type PutEventsResponse } from '@alicloud/eventbridge';
import { RuntimeOptions } from '@alicloud/tea-util';
import type { FollowUpEvent } from '../../peering/model/event.ts';
import { type Attempt, DELIVERED, type SinkClient } from '../attempt.ts';
import { batchesOf } from '../batches.ts';
import { required } from '../credentials.ts';
import { attemptOfFailure } from '../failure.ts';
import { classOf } from '../interop.ts';
import { attemptOfError } from '../sdk-error.ts';
import type { EventBridgeTarget, SinkDependencies } from '../target.ts';
import { within } from '../within.ts';

/** PutEvents: 16 events and 256 KB a call. */
const LIMITS = { count: 16, bytes: 256 * 1024 };
/** Brackets of the list; each entry's own comma and bus name are counted with it. */
const OVERHEAD_BYTES = 2;

const entryOf = (event: FollowUpEvent, bus: string): CloudEvent =>
  new CloudEvent({
    ...event,
    // The client takes bytes only, parses them and writes them anew.
    data: Buffer.from(JSON.stringify(event.data)),
    extensions: { aliyuneventbusname: bus },
  });

const sizeOf = (event: FollowUpEvent, bus: string): number =>
  Buffer.byteLength(JSON.stringify({ ...event, aliyuneventbusname: bus })) + 1;

/** One attempt per event of an answered call: 200 with failed entries is the failure of those entries. */
const attemptsOf = (
  events: readonly FollowUpEvent[],
  { failedEntryCount, entryList }: PutEventsResponse,
): readonly Attempt[] => {
  if (failedEntryCount === undefined && entryList === undefined) {
    return events.map(() => attemptOfFailure({ code: 'MalformedResponse' }));
  }
  const entries = entryList ?? [];
  const inOrder = entries.length === events.length;
  const attempts = events.map(({ id }, index) => {
    const entry = inOrder ? entries[index] : entries.find(({ eventId }) => eventId === id);
    return entry?.errorCode ? attemptOfFailure({ code: entry.errorCode }) : DELIVERED;
  });
  const named = attempts.filter(({ result }) => result !== 'delivered').length;
  // Fewer entries named than failed: nobody knows which arrived, and a repeated event is harmless.
  return named >= (failedEntryCount ?? 0)
    ? attempts
    : events.map(() => attemptOfFailure({ code: 'FailedEntry' }));
};

/** A call that was refused as a whole may have been so for one bad entry: each is then tried alone. */
const isolated = (attempt: Attempt, alone: boolean): Attempt =>
  attempt.result === 'refused' && !alone ? { result: 'again', detail: attempt.detail } : attempt;

/** `eventbridge://{bus}` through the official client (putEvents). */
export const eventBridgeSink = (
  sink: EventBridgeTarget,
  { credentials, endpointOf, regionId }: SinkDependencies,
): SinkClient => {
  const { host, protocol } = endpointOf('EVENTBRIDGE');
  const Client = classOf<typeof EventBridge>(EventBridge);
  // Without a protocol of its own the client would speak plain HTTP.
  const client = new Client(
    new Config({ ...required(credentials), endpoint: host, protocol, regionId }),
  );

  const put = async (events: readonly FollowUpEvent[], timeoutMs: number) => {
    // The shorter of the two is an idle timeout for both, so they are the same.
    const runtime = new RuntimeOptions({
      autoretry: false,
      connectTimeout: timeoutMs,
      readTimeout: timeoutMs,
    });
    const entries = events.map((event) => entryOf(event, sink.bus));
    try {
      const answer = await within(timeoutMs, client.putEventsWithOptions(entries, runtime));
      return attemptsOf(events, answer);
    } catch (error) {
      const attempt = isolated(attemptOfError(error), events.length === 1);
      return events.map(() => attempt);
    }
  };

  return {
    send: async (events, timeoutMs) => {
      const batches = batchesOf(events, (event) => sizeOf(event, sink.bus), {
        ...LIMITS,
        bytes: LIMITS.bytes - OVERHEAD_BYTES,
      });
      return (await Promise.all(batches.map((batch) => put(batch, timeoutMs)))).flat();
    },
  };
};
