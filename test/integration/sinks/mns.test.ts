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
import type { Reply } from './service.ts';

const xml = (status: number, body: string): Reply => ({
  status,
  type: 'text/xml;charset=utf-8',
  body: `<?xml version="1.0"?>${body}`,
});
const SENT = xml(
  201,
  '<Message xmlns="http://mns.aliyuncs.com/doc/v1/"><MessageId>5F290C926D472878-2-14D9529A8FA-200000001</MessageId><MessageBodyMD5>C5DD56A39F5F7BB8B3337C6D11B6D8C7</MessageBodyMD5></Message>',
);
const error = (status: number, code: string) =>
  xml(
    status,
    `<Error xmlns="http://mns.aliyuncs.com/doc/v1/"><Code>${code}</Code><Message>no</Message><RequestId>R-1</RequestId><HostId>h</HostId></Error>`,
  );
const PAGE: Reply = { status: 502, type: 'text/html', body: '<html>Bad Gateway</html>' };

const messageIn = (body: string | undefined): string =>
  /<MessageBody>([^<]*)<\/MessageBody>/.exec(body ?? '')?.[1] ?? '';

describe.each([
  ['mns://queues/orders', '/queues/orders/messages'],
  ['mns://topics/orders', '/topics/orders/messages'],
])('SMQ sink %s with the official client', (url, path) => {
  it('sends Base64 of the structured CloudEvent, with the security token', async () => {
    const service = await serve(() => SENT);
    const event = eventNamed('pcc-1', '<&é>');
    expect(await sinkTo(url, service.host).send(event, TIMEOUT_MS)).toEqual(DELIVERED);
    const [call] = service.calls;
    expect(call).toMatchObject({ method: 'POST', url: path });
    expect(call?.headers['security-token']).toBe(CREDENTIALS.securityToken);
    const message = messageIn(call?.body);
    expect(JSON.parse(Buffer.from(message, 'base64').toString('utf8'))).toEqual(event);
    expect(Buffer.from(message, 'base64').toString('base64')).toBe(message);
  });

  it('sends no token with a long-lived key', async () => {
    const service = await serve(() => SENT);
    const sink = sinkTo(url, service.host, { credentials: LONG_LIVED });
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toEqual(DELIVERED);
    expect(service.calls[0]?.headers).not.toHaveProperty('security-token');
  });

  it('stays within the 64 KB of a message for the largest event', async () => {
    const service = await serve(() => SENT);
    const event = eventNamed('pcc-1', 'é'.repeat(15_000));
    expect(await sinkTo(url, service.host).send(event, TIMEOUT_MS)).toEqual(DELIVERED);
    const message = messageIn(service.calls[0]?.body);
    expect(message.length).toBeGreaterThan(40_000);
    expect(message.length).toBeLessThanOrEqual(64 * 1024);
  });

  it.each([
    ['the page of a gateway', PAGE, 'unavailable', 'MalformedResponse', 502],
    ['an empty 503', { status: 503, type: 'text/plain' }, 'unavailable', 'MalformedResponse', 503],
    [
      '200 from something else',
      { status: 200, type: 'text/html', body: 'hi' },
      'unavailable',
      'MalformedResponse',
      200,
    ],
    ['no such queue', error(404, 'QueueNotExist'), 'refused', 'QueueNotExist', 404],
    ['no such topic', error(404, 'TopicNotExist'), 'refused', 'TopicNotExist', 404],
    ['denied access', error(403, 'AccessDenied'), 'refused', 'AccessDenied', 403],
    ['an old date', error(408, 'TimeExpired'), 'refused', 'TimeExpired', 408],
    ['an error of the service', error(500, 'InternalError'), 'unavailable', 'InternalError', 500],
    ['a message too large', error(413, 'InvalidArgument'), 'too-large', 'InvalidArgument', 413],
  ] as const)('reports %s, after one call', async (_, reply, kind, code, status) => {
    const service = await serve(() => reply);
    const result = await sinkTo(url, service.host).send(eventNamed('pcc-1'), TIMEOUT_MS);
    expect(result).toMatchObject({ ok: false, kind, code, detail: `${code} (HTTP ${status})` });
    expect(service.calls).toHaveLength(1);
    expect(JSON.stringify(result)).not.toMatch(SECRETS);
  });

  it.each([
    ['a cut connection', 'reset', 'ECONNRESET'],
    ['an answer without end', 'endless', 'ERR_ANSWER_TOO_LARGE'],
    ['XML of another shape', xml(201, '<Other><A>1</A></Other>'), 'MalformedResponse'],
    ['broken XML', xml(500, '<Error><Code>'), 'MalformedResponse'],
  ] as const)('reports %s as unavailable', async (_, reply, code) => {
    const service = await serve(() => reply);
    const result = await sinkTo(url, service.host).send(eventNamed('pcc-1'), TIMEOUT_MS);
    expect(result).toMatchObject({ ok: false, kind: 'unavailable', code });
  });

  it('reports the request id of the service', async () => {
    const service = await serve(() => error(403, 'AccessDenied'));
    const result = await sinkTo(url, service.host).send(eventNamed('pcc-1'), TIMEOUT_MS);
    expect(result).toMatchObject({ apiRequestId: 'R-1' });
  });

  it('reports a service that hangs, in time', async () => {
    const service = await serve(() => 'hang');
    const result = await sinkTo(url, service.host).send(eventNamed('pcc-1'), 50);
    expect(result).toMatchObject({ ok: false, kind: 'unavailable', code: 'Timeout' });
  });
});
