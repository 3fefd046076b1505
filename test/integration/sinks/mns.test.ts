import { describe, expect, it } from 'vitest';
import { eventNamed, eventsNamed } from '../../unit/sinks/fakes.ts';
import { CREDENTIALS, publisherTo, serve } from './harness.ts';
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
    `<Error xmlns="http://mns.aliyuncs.com/doc/v1/"><Code>${code}</Code><Message>no</Message><RequestId>R</RequestId><HostId>h</HostId></Error>`,
  );
const PAGE: Reply = { status: 502, type: 'text/html', body: '<html>Bad Gateway</html>' };

describe.each([
  ['mns://queues/orders', '/queues/orders/messages'],
  ['mns://topics/orders', '/topics/orders/messages'],
])('SMQ sink %s with the official client', (url, path) => {
  it('sends Base64 of the structured CloudEvent, with the security token', async () => {
    const service = await serve(() => SENT);
    const { publisher } = publisherTo(url, service.host);
    const event = eventNamed('pcc-1', '<&é>');
    expect(await publisher.publish([event])).toMatchObject([[{ outcome: 'delivered' }]]);
    const [call] = service.calls;
    expect(call).toMatchObject({ method: 'POST', url: path });
    expect(call?.headers['security-token']).toBe(CREDENTIALS.securityToken);
    const message = /<MessageBody>([^<]*)<\/MessageBody>/.exec(call?.body ?? '')?.[1] ?? '';
    expect(JSON.parse(Buffer.from(message, 'base64').toString('utf8'))).toEqual(event);
    expect(Buffer.from(message, 'base64').toString('base64')).toBe(message);
  });

  it('stays within the 64 KB of a message for the largest event', async () => {
    const service = await serve(() => SENT);
    const { publisher } = publisherTo(url, service.host);
    await publisher.publish([eventNamed('pcc-1', 'é'.repeat(40_000))]);
    const message = /<MessageBody>([^<]*)</.exec(service.calls[0]?.body ?? '')?.[1] ?? '';
    expect(message.length).toBeGreaterThan(4_000);
    expect(message.length).toBeLessThanOrEqual(64 * 1024);
  });

  it('does not take the 502 page of a gateway for success', async () => {
    const service = await serve((_, index) => (index === 0 ? PAGE : SENT));
    const { publisher, waits } = publisherTo(url, service.host);
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome: 'delivered' }]]);
    expect(service.calls).toHaveLength(2);
    expect(waits).toHaveLength(1);
  });

  it.each([
    ['pages of a gateway only', PAGE, 4, 'failed', 'MalformedResponse (502)'],
    ['an empty 503', { status: 503, type: 'text/plain' }, 4, 'failed', 'MalformedResponse (503)'],
    [
      '200 from something else',
      { status: 200, type: 'text/html', body: 'hi' },
      4,
      'failed',
      'MalformedResponse (200)',
    ],
    ['no such queue', error(404, 'QueueNotExist'), 1, 'refused', 'QueueNotExist (404)'],
    ['no such topic', error(404, 'TopicNotExist'), 1, 'refused', 'TopicNotExist (404)'],
    ['denied access', error(403, 'AccessDenied'), 1, 'failed', 'AccessDenied (403)'],
    ['an invalid argument', error(400, 'InvalidArgument'), 1, 'refused', 'InvalidArgument (400)'],
    ['an error of the service', error(500, 'InternalError'), 4, 'failed', 'InternalError (500)'],
    ['cut connections', 'reset', 4, 'failed', 'ECONNRESET'],
  ] as const)('takes %s for what it is', async (_, reply, tries, outcome, detail) => {
    const service = await serve(() => reply);
    const { publisher, lines } = publisherTo(url, service.host);
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome, detail }]]);
    expect(service.calls).toHaveLength(tries);
    expect(JSON.stringify(lines)).not.toMatch(/FAKE|fake-secret|127\.0\.0\.1/);
  });

  it('lets one event fail without the others', async () => {
    const service = await serve(({ body }) => {
      const message = /<MessageBody>([^<]*)</.exec(body)?.[1] ?? '';
      const text = Buffer.from(message, 'base64').toString('utf8');
      return text.includes('"pcc-1-') ? error(400, 'InvalidArgument') : SENT;
    });
    const { publisher } = publisherTo(url, service.host);
    const reports = await publisher.publish(eventsNamed(3));
    expect(reports.map((each) => each[0]?.outcome)).toEqual(['delivered', 'refused', 'delivered']);
  });

  it('ends in time when the service hangs', async () => {
    const service = await serve(() => 'hang');
    const { publisher } = publisherTo(url, service.host, { remainingMs: 250 });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome: 'failed' }]]);
    expect(service.calls).toHaveLength(1);
  });
});
