import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSink, type Sink } from '../../../lib/runtime/sinks.ts';
import { type Attempt, DELIVERED } from '../../../lib/sinks/attempt.ts';
import type { SinkOpener } from '../../../lib/sinks/open-sink.ts';
import { createPublisher, sinkName } from '../../../lib/sinks/publisher.ts';
import { eventsNamed, fakeClock, fakeLog } from './fakes.ts';

const sinkOf = (url: string): Sink => {
  const sink = parseSink(url);
  if ('fault' in sink) throw new Error(sink.fault);
  return sink;
};

const URLS = ['eventbridge://bus', 'mns://queues/q', 'https://hooks.example.com/T0/secret-path'];
const nameOf = (url: string) => createHash('sha256').update(url).digest('hex').slice(0, 6);
const NAMES = URLS.map(nameOf);

const publisherOf = (urls: readonly string[], open: SinkOpener) => {
  const { clock, deadlineAfter } = fakeClock();
  const { log, lines } = fakeLog();
  const publisher = createPublisher({
    sinks: urls.map(sinkOf),
    log,
    clock,
    random: () => 0.5,
    deadline: deadlineAfter(60_000),
    accountId: '253460731706911258',
    regionId: 'cn-hangzhou',
    credentials: undefined,
    endpointOf: () => ({ host: '127.0.0.1', protocol: 'http' }),
    invoker: { invokeAsync: () => Promise.resolve() },
    webhook: { allow: [] },
    open,
  });
  return { publisher, lines };
};

const answering =
  (answers: Readonly<Record<string, Attempt>>): SinkOpener =>
  async ({ url }) => ({ send: async (events) => events.map(() => answers[url] ?? DELIVERED) });

describe('publisher', () => {
  it('names its sinks by the first six hex digits of their URLs', () => {
    const { publisher } = publisherOf(URLS, answering({}));
    expect(publisher.sinks).toEqual(NAMES);
    expect(sinkName(sinkOf('mns://queues/q'))).toBe(nameOf('mns://queues/q'));
  });

  it('reports per event, in order, what became of it at every sink', async () => {
    const [bus = '', queue = '', hook = ''] = URLS;
    const { publisher } = publisherOf(
      URLS,
      answering({
        [queue]: { result: 'refused', detail: 'QueueNotExist (404)' },
        [hook]: { result: 'later', detail: 'HTTP 404' },
        [bus]: DELIVERED,
      }),
    );
    const reports = await publisher.publish(eventsNamed(2));
    const each = [
      { sink: NAMES[0], outcome: 'delivered' },
      { sink: NAMES[1], outcome: 'refused', detail: 'QueueNotExist (404)' },
      { sink: NAMES[2], outcome: 'failed', detail: 'HTTP 404' },
    ];
    expect(reports).toEqual([each, each]);
  });

  it('goes only where a mark says something is lacking', async () => {
    const { publisher } = publisherOf(URLS, answering({}));
    const [, queue = ''] = NAMES;
    const only = await publisher.publish(eventsNamed(1), [queue, 'ffffff']);
    expect(only[0]?.map(({ sink }) => sink)).toEqual([queue]);
    const all = await publisher.publish(eventsNamed(1), ['*']);
    expect(all[0]?.map(({ sink }) => sink)).toEqual(NAMES);
  });

  it('lets no sink wait for another', async () => {
    const arrived: string[] = [];
    let release = () => {};
    const bothArrived = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { publisher } = publisherOf(URLS.slice(0, 2), async ({ url }) => ({
      send: async (events) => {
        arrived.push(url);
        if (arrived.length === 2) release();
        await bothArrived;
        return events.map(() => DELIVERED);
      },
    }));
    await publisher.publish(eventsNamed(1));
    expect(arrived.sort()).toEqual(URLS.slice(0, 2));
  });

  it('opens a sink once, and again after opening failed', async () => {
    let opened = 0;
    const { publisher } = publisherOf(['eventbridge://bus'], async () => {
      opened += 1;
      if (opened === 1) throw new Error('chunk missing');
      return { send: async (events) => events.map(() => DELIVERED) };
    });
    expect((await publisher.publish(eventsNamed(1)))[0]).toMatchObject([{ outcome: 'failed' }]);
    expect((await publisher.publish(eventsNamed(1)))[0]).toMatchObject([{ outcome: 'delivered' }]);
    await publisher.publish(eventsNamed(1));
    expect(opened).toBe(2);
  });

  it('logs refusals as errors with a metric, and no URL of any sink', async () => {
    const [, , hook = ''] = URLS;
    const { publisher, lines } = publisherOf(
      URLS,
      answering({ [hook]: { result: 'refused', detail: 'HTTP 410' } }),
    );
    await publisher.publish(eventsNamed(1));
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { sink: NAMES[2], kind: 'webhook', metric: 'sink_refused', detail: 'HTTP 410' } },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret-path');
  });
});

describe('without sinks', () => {
  it('events are only logged, with one warning', async () => {
    const { publisher, lines } = publisherOf([], answering({}));
    expect(publisher.sinks).toEqual([]);
    expect(await publisher.publish(eventsNamed(2))).toEqual([[], []]);
    await publisher.publish(eventsNamed(1));
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(lines.filter(({ level }) => level === 'info')).toHaveLength(3);
  });
});
