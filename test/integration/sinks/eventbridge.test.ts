import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { eventNamed, eventsNamed } from '../../unit/sinks/fakes.ts';
import { CREDENTIALS, publisherTo, serve } from './harness.ts';
import type { Call, Reply } from './service.ts';

const batch = v.array(v.looseObject({ id: v.string(), aliyuneventbusname: v.string() }));
const entriesOf = ({ body }: Call) => v.parse(batch, JSON.parse(body));

const answerOf = (call: Call, failures: Readonly<Record<string, string>> = {}): Reply => {
  const list = entriesOf(call).map(({ id }) =>
    failures[id] ? { EventId: id, ErrorCode: failures[id], ErrorMessage: 'no' } : { EventId: id },
  );
  const failed = list.filter((entry) => 'ErrorCode' in entry).length;
  return {
    status: 200,
    body: JSON.stringify({ RequestId: 'R', FailedEntryCount: failed, EntryList: list }),
  };
};

const outcomesOf = (reports: readonly (readonly { readonly outcome: string }[])[]) =>
  reports.map((each) => each.map(({ outcome }) => outcome).join());

describe('EventBridge sink with the official client', () => {
  it('sends CloudEvents to the bus, signed, with the security token', async () => {
    const service = await serve((call) => answerOf(call));
    const { publisher } = publisherTo('eventbridge://orders', service.host);
    const event = eventNamed('pcc-1');
    expect(outcomesOf(await publisher.publish([event]))).toEqual(['delivered']);
    const [call] = service.calls;
    if (!call) throw new Error('no call');
    expect(entriesOf(call)).toEqual([{ ...event, aliyuneventbusname: 'orders' }]);
    expect(call).toMatchObject({ method: 'POST', url: '/openapi/putEvents' });
    expect(call.headers['x-acs-security-token']).toBe(CREDENTIALS.securityToken);
    const acs = Object.entries(call.headers)
      .filter(([key]) => key.startsWith('x-acs-'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}:${value}\n`);
    const text = `POST\n\n${call.headers['content-type']}\n${call.headers.date}\n${acs.join('')}/openapi/putEvents`;
    const signature = createHmac('sha1', CREDENTIALS.accessKeySecret).update(text).digest('base64');
    expect(call.headers.authorization).toBe(`acs:${CREDENTIALS.accessKeyId}:${signature}`);
  });

  it('signs with a long-lived key, which has no token', async () => {
    const service = await serve((call) => answerOf(call));
    const { publisher } = publisherTo('eventbridge://orders', service.host, {
      credentials: { ...CREDENTIALS, securityToken: '' },
    });
    expect(outcomesOf(await publisher.publish([eventNamed('pcc-1')]))).toEqual(['delivered']);
    expect(service.calls[0]?.headers).not.toHaveProperty('x-acs-security-token');
    expect(service.calls[0]?.headers.authorization).toMatch(/^acs:LTAI5t/);
  });

  it('splits by sixteen, and tries the one entry that failed again, alone', async () => {
    const bad = 'pcc-5-Activated';
    const service = await serve((call, index) =>
      answerOf(call, index < 2 ? { [bad]: 'InternalError' } : {}),
    );
    const { publisher } = publisherTo('eventbridge://orders', service.host);
    const reports = await publisher.publish(eventsNamed(20));
    expect(outcomesOf(reports)).toEqual(Array(20).fill('delivered'));
    const sizes = service.calls.map((call) => entriesOf(call).length);
    expect(sizes.slice(0, 2).sort()).toEqual([16, 4].sort());
    expect(service.calls.slice(2).map((call) => entriesOf(call).map(({ id }) => id))).toEqual([
      [bad],
    ]);
  });

  it('splits by 256 KB', async () => {
    const service = await serve((call) => answerOf(call));
    const { publisher } = publisherTo('eventbridge://orders', service.host);
    const events = Array.from({ length: 12 }, (_, n) => eventNamed(`pcc-${n}`, 'x'.repeat(36_000)));
    expect(outcomesOf(await publisher.publish(events))).toEqual(Array(12).fill('delivered'));
    expect(service.calls.length).toBe(2);
    for (const { body } of service.calls) {
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(256 * 1024);
    }
  });

  it('refuses only the entry that the bus calls malformed', async () => {
    const service = await serve((call) => answerOf(call, { 'pcc-1-Activated': 'InvalidEvent' }));
    const { publisher } = publisherTo('eventbridge://orders', service.host);
    const reports = await publisher.publish(eventsNamed(3));
    expect(outcomesOf(reports)).toEqual(['delivered', 'refused', 'delivered']);
    expect(service.calls).toHaveLength(1);
  });

  it('finds the bad one when a whole call is refused for it', async () => {
    const service = await serve((call) =>
      entriesOf(call).some(({ id }) => id === 'pcc-1-Activated')
        ? { status: 400, body: '{"code":"InvalidArgument","message":"bad","requestId":"R"}' }
        : answerOf(call),
    );
    const { publisher } = publisherTo('eventbridge://orders', service.host);
    const reports = await publisher.publish(eventsNamed(3));
    expect(outcomesOf(reports)).toEqual(['delivered', 'refused', 'delivered']);
  });

  it.each([
    [
      'an unknown bus',
      { status: 404, body: '{"code":"EventBusNotExist","requestId":"R"}' },
      1,
      'refused',
    ],
    [
      'denied access',
      { status: 403, body: '{"code":"AccessDenied","requestId":"R"}' },
      1,
      'failed',
    ],
    [
      'throttling',
      { status: 429, body: '{"code":"TooManyRequests","requestId":"R"}' },
      4,
      'failed',
    ],
    [
      'a page of a gateway',
      { status: 502, type: 'text/html', body: '<html>bad</html>' },
      4,
      'failed',
    ],
    ['an answer without content', { status: 200, body: '{}' }, 4, 'failed'],
    [
      'more failures than names',
      { status: 200, body: '{"RequestId":"R","FailedEntryCount":1}' },
      4,
      'failed',
    ],
    ['cut connections', 'reset', 4, 'failed'],
  ] as const)('takes %s for what it is', async (_, reply, tries, outcome) => {
    const service = await serve(() => reply);
    const { publisher, lines } = publisherTo('eventbridge://orders', service.host);
    expect(outcomesOf(await publisher.publish(eventsNamed(1)))).toEqual([outcome]);
    expect(service.calls).toHaveLength(tries);
    expect(JSON.stringify(lines)).not.toMatch(/FAKE|fake-secret|127\.0\.0\.1/);
  });

  it('ends in time when the bus hangs', async () => {
    const service = await serve(() => 'hang');
    const { publisher } = publisherTo('eventbridge://orders', service.host, { remainingMs: 250 });
    expect(outcomesOf(await publisher.publish(eventsNamed(1)))).toEqual(['failed']);
    expect(service.calls).toHaveLength(1);
  });

  it('fails without credentials, for the sweep to try again', async () => {
    const { publisher } = publisherTo('eventbridge://orders', '127.0.0.1:9', {
      credentials: undefined,
    });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([
      [{ outcome: 'failed', detail: 'NoCredentials' }],
    ]);
  });
});
