import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cloud, mns, OWN, type RawCall, raw } from './support.ts';

const PATH = '/queues/q/messages';
const send = (body: string, more: Partial<RawCall> = {}): RawCall => ({
  method: 'POST',
  path: PATH,
  body,
  ...more,
});
const GOOD = '<Message><MessageBody>a</MessageBody></Message>';

const minutesAgo = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000).toUTCString();

describe('SMQ, called by hand', () => {
  it('takes XML of any make and answers with XML of its own', async () => {
    const sandbox = await cloud({ smq: { queues: [{ name: 'q' }] } });
    const body = `<?xml version="1.0" encoding="UTF-8"?>
      <Message xmlns="http://mns.aliyuncs.com/doc/v1/">
        <MessageBody>a &lt; b &amp; &#31532;</MessageBody>
      </Message>`;
    const { status, headers, xml } = await raw(sandbox, send(body));
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('text/xml;charset=utf-8');
    expect(headers.get('x-mns-request-id')).toMatch(/^[0-9A-F]{24}$/);
    expect(xml).toMatch(/^<\?xml .*<Message xmlns="http:\/\/mns\.aliyuncs\.com\/doc\/v1\/">/);
    expect(sandbox.smq.messages('q')[0]?.body).toBe('a < b & 第');
    expect((await raw(sandbox, { path: PATH })).xml).toContain('a &lt; b &amp; 第');
  });

  it.each<[string, RawCall, number, string]>([
    ['no XML', send('{}'), 400, 'MalformedXML'],
    ['XML that is not closed', send('<Message><MessageBody>a'), 400, 'MalformedXML'],
    [
      'a body that is no text',
      send('<Message><MessageBody><b/></MessageBody></Message>'),
      400,
      'MalformedXML',
    ],
    [
      'what was not escaped',
      send('<Message><MessageBody>a<b>&c</MessageBody></Message>'),
      400,
      'MalformedXML',
    ],
    [
      'XML that is nested for ever',
      send('<a>'.repeat(20_000) + '</a>'.repeat(20_000)),
      400,
      'MalformedXML',
    ],
    [
      'a name that reaches prototypes',
      send('<Message><__proto__>a</__proto__></Message>'),
      400,
      'MalformedXML',
    ],
    ['another element', send('<Note><MessageBody>a</MessageBody></Note>'), 400, 'MalformedXML'],
    ['no body', send('<Message><Priority>1</Priority></Message>'), 400, 'MalformedXML'],
    [
      'an empty body',
      send('<Message><MessageBody></MessageBody></Message>'),
      400,
      'InvalidArgument',
    ],
    [
      'a large body',
      send(`<Message><MessageBody>${'x'.repeat(65_537)}</MessageBody></Message>`),
      400,
      'InvalidArgument',
    ],
    [
      'a priority',
      send('<Message><MessageBody>a</MessageBody><Priority>17</Priority></Message>'),
      400,
      'InvalidArgument',
    ],
    [
      'a delay',
      send('<Message><MessageBody>a</MessageBody><DelaySeconds>-1</DelaySeconds></Message>'),
      400,
      'InvalidArgument',
    ],
    ['a wait', { path: `${PATH}?waitseconds=31` }, 400, 'InvalidArgument'],
    ['a number that is none', { path: `${PATH}?waitseconds=soon` }, 400, 'InvalidQueryString'],
    ['too many at once', { path: `${PATH}?numOfMessages=17` }, 400, 'InvalidArgument'],
    ['an empty queue', { path: PATH }, 404, 'MessageNotExist'],
    ['a queue that is not there', { path: '/queues/r/messages' }, 404, 'QueueNotExist'],
    ['no handle', { method: 'DELETE', path: PATH }, 400, 'MissingReceiptHandle'],
    ['no handle to change', { method: 'PUT', path: PATH }, 400, 'MissingReceiptHandle'],
    [
      'no timeout',
      { method: 'PUT', path: `${PATH}?receiptHandle=x` },
      400,
      'MissingVisibilityTimeout',
    ],
    ['a method', { method: 'PATCH', path: PATH }, 400, 'InvalidRequestURL'],
    ['a path', { path: '/queues/q/subscriptions' }, 400, 'InvalidRequestURL'],
  ])('refuses %s', async (_, call, status, code) => {
    const sandbox = await cloud({ smq: { queues: [{ name: 'q' }] } });
    const answer = await raw(sandbox, call);
    expect(answer).toMatchObject({ status, code });
    expect(answer.xml).toMatch(/<RequestId>[0-9A-F]{24}<\/RequestId><HostId>http:/);
    expect(sandbox.smq.messages('q')).toEqual([]);
  });

  it.each<[string, Partial<RawCall>, number, string]>([
    ['no signature', { after: { authorization: '' } }, 400, 'MissingAuthorizationHeader'],
    [
      'another scheme',
      { after: { authorization: 'Basic abc' } },
      400,
      'InvalidAuthorizationHeader',
    ],
    ['another secret', { secret: 'wrong' }, 403, 'SignatureDoesNotMatch'],
    ['an unknown key', { after: { authorization: 'MNS nobody:abc' } }, 403, 'InvalidAccessKeyId'],
    [
      'another header than was signed',
      { after: { 'x-mns-version': '2014-01-01' } },
      403,
      'SignatureDoesNotMatch',
    ],
    ['a date of 16 minutes ago', { headers: { date: minutesAgo(16) } }, 408, 'TimeExpired'],
    ['a date in 16 minutes', { headers: { date: minutesAgo(-16) } }, 408, 'TimeExpired'],
    ['a date that is none', { headers: { date: 'yesterday' } }, 400, 'InvalidDateHeader'],
    ['another digest', { headers: { 'content-md5': 'abc' } }, 400, 'InvalidDegist'],
    ['a token that belongs to nobody', { after: { 'security-token': 'x' } }, 403, 'AccessDenied'],
  ])('refuses %s', async (_, more, status, code) => {
    const sandbox = await cloud({ smq: { queues: [{ name: 'q' }] } });
    expect(await raw(sandbox, send(GOOD, more))).toMatchObject({ status, code });
    expect(sandbox.smq.messages('q')).toEqual([]);
  });

  it('takes x-mns-date where a client cannot set Date, and either form of the digest', async () => {
    const sandbox = await cloud({ smq: { queues: [{ name: 'q' }] } });
    const digest = createHash('md5').update(GOOD);
    const headers = {
      date: '',
      'x-mns-date': minutesAgo(14),
      'content-md5': digest.digest('base64'),
    };
    expect(await raw(sandbox, send(GOOD, { headers }))).toMatchObject({ status: 201 });
  });

  it('knows when temporary keys have ended', async () => {
    const sandbox = await cloud({ smq: { queues: [{ name: 'q' }] } });
    const keys = sandbox.world.keys.issue({ accountId: OWN, lastsMs: 3_600_000 });
    expect(await mns(sandbox, keys).sendMessage('q', { MessageBody: 'a' })).toMatchObject({
      code: 201,
    });
    sandbox.clock.advance(3_600_000);
    await expect(mns(sandbox, keys).sendMessage('q', { MessageBody: 'a' })).rejects.toMatchObject({
      name: 'MNSAccessDeniedError',
    });
  });
});
