import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { eventNamed } from '../../unit/sinks/fakes.ts';
import {
  CREDENTIALS,
  DELIVERED,
  LONG_LIVED,
  SECRETS,
  serve,
  sinkTo,
  TIMEOUT_MS,
} from './harness.ts';
import type { Call, Reply } from './service.ts';

const batch = v.array(v.looseObject({ id: v.string(), aliyuneventbusname: v.string() }));
const entriesOf = ({ body }: Call) => v.parse(batch, JSON.parse(body));

const answerOf = (call: Call, errorCode?: string): Reply => {
  const list = entriesOf(call).map(({ id }) =>
    errorCode ? { EventId: id, ErrorCode: errorCode, ErrorMessage: 'no' } : { EventId: id },
  );
  const body = { RequestId: 'R', FailedEntryCount: errorCode ? 1 : 0, EntryList: list };
  return { status: 200, body: JSON.stringify(body) };
};

const error = (status: number, code: string): Reply => ({
  status,
  body: JSON.stringify({ code, message: 'no', requestId: 'R-1' }),
});

describe('EventBridge sink with the official client', () => {
  it('sends one CloudEvent to the bus, signed, with the security token', async () => {
    const service = await serve((call) => answerOf(call));
    const event = eventNamed('pcc-1', 'é𝄞');
    expect(await sinkTo('eventbridge://orders', service.host).send(event, TIMEOUT_MS)).toEqual(
      DELIVERED,
    );
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

  it('carries the traceparent on, as the other sinks do', async () => {
    const service = await serve((call) => answerOf(call));
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const event = { ...eventNamed('pcc-1'), traceparent };
    const sink = sinkTo('eventbridge://orders', service.host);
    expect(await sink.send(event, TIMEOUT_MS)).toEqual(DELIVERED);
    const [call = expect.fail()] = service.calls;
    expect(entriesOf(call)).toEqual([{ ...event, aliyuneventbusname: 'orders' }]);
  });

  it('signs with a long-lived key, which has no token', async () => {
    const service = await serve((call) => answerOf(call));
    const sink = sinkTo('eventbridge://orders', service.host, { credentials: LONG_LIVED });
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toEqual(DELIVERED);
    expect(service.calls[0]?.headers).not.toHaveProperty('x-acs-security-token');
    expect(service.calls[0]?.headers.authorization).toMatch(/^acs:LTAI5t/);
  });

  it.each([
    ['InvalidEvent', 'refused'],
    ['TooManyRequests', 'unavailable'],
    ['InternalError', 'refused'],
  ] as const)('reports an entry that failed with %s in a 200 as %s', async (code, kind) => {
    const service = await serve((call) => answerOf(call, code));
    const sink = sinkTo('eventbridge://orders', service.host);
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toMatchObject({
      ok: false,
      kind,
      code,
    });
  });

  it.each([
    ['an unknown bus', error(404, 'EventBusNotExist'), 'refused', 'EventBusNotExist'],
    ['denied access', error(403, 'AccessDenied'), 'refused', 'AccessDenied'],
    ['an expired token', error(403, 'StsAccessIdExpired'), 'refused', 'StsAccessIdExpired'],
    ['throttling', error(429, 'TooManyRequests'), 'unavailable', 'TooManyRequests'],
    [
      'a page of a gateway',
      { status: 502, type: 'text/html', body: '<html>bad</html>' },
      'unavailable',
      'MalformedResponse',
    ],
    ['an empty answer', { status: 503 }, 'unavailable', 'MalformedResponse'],
    ['an answer without content', { status: 200, body: '{}' }, 'unavailable', 'MalformedResponse'],
    [
      'a failure that names no entry',
      { status: 200, body: '{"RequestId":"R","FailedEntryCount":1}' },
      'refused',
      'FailedEntry',
    ],
    ['cut connections', 'reset', 'unavailable', 'ECONNRESET'],
    ['an answer without end', 'endless', 'unavailable', 'ERR_ANSWER_TOO_LARGE'],
  ] as const)('reports %s, after one call', async (_, reply, kind, code) => {
    const service = await serve(() => reply);
    const sink = sinkTo('eventbridge://orders', service.host);
    const result = await sink.send(eventNamed('pcc-1'), TIMEOUT_MS);
    expect(result).toMatchObject({ ok: false, kind, code });
    expect(service.calls).toHaveLength(1);
    expect(JSON.stringify(result)).not.toMatch(SECRETS);
  });

  it('reports the request id of the service', async () => {
    const service = await serve(() => error(403, 'AccessDenied'));
    const sink = sinkTo('eventbridge://orders', service.host);
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toMatchObject({ apiRequestId: 'R-1' });
  });

  it('reports a bus that hangs, in time', async () => {
    const service = await serve(() => 'hang');
    const result = await sinkTo('eventbridge://orders', service.host).send(eventNamed('p'), 50);
    expect(result).toMatchObject({ ok: false, kind: 'unavailable', code: 'Timeout' });
  });
});
