import { describe, expect, it } from 'vitest';
import { toHttpEvent } from '../../../../../sandbox/platform/http-trigger.ts';
import { aFunction, aRequest } from '../support.ts';

const now = Date.parse('2023-09-05T06:41:11.895Z');
const convert = (changes: Parameters<typeof aRequest>[0]) =>
  JSON.parse(
    toHttpEvent(aRequest(changes), {
      spec: aFunction(),
      requestId: '1-64f6cd87-abc',
      now,
    }).toString(),
  );

describe('toHttpEvent', () => {
  it('has the documented fields', () => {
    const event = convert({
      method: 'POST',
      url: '/a%20b/c?x=1&y=2&x=3&z=',
      headers: { 'content-type': 'application/json', 'user-agent': 'curl/8', 'x-many': 'a,b' },
      body: Buffer.from('{"name":"专线"}'),
    });
    expect(event).toEqual({
      version: 'v1',
      rawPath: '/a%20b/c',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'curl/8', 'X-Many': 'a,b' },
      queryParameters: { x: '1,3', y: '2', z: '' },
      body: '{"name":"专线"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '1000',
        domainName: 'demo-one-sandbox.cn-hangzhou.fcapp.run',
        domainPrefix: 'demo-one-sandbox',
        http: {
          method: 'POST',
          path: '/a b/c',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'curl/8',
        },
        requestId: '1-64f6cd87-abc',
        time: '2023-09-05T06:41:11Z',
        timeEpoch: '1693896071895',
      },
    });
  });

  it('keeps a path that cannot be decoded', () => {
    expect(convert({ url: '/%E0%A4%A' }).requestContext.http.path).toBe('/%E0%A4%A');
  });

  it.each([
    ['application/json; charset=utf-8', 'é', false],
    ['application/problem+json', '{}', false],
    ['text/csv', 'a,b', false],
    ['application/x-www-form-urlencoded', 'a=b', false],
    [undefined, '{}', false],
    ['application/octet-stream', '{}', true],
    ['image/png', 'x', true],
  ])('content type %s: Base64 is %o', (type, text, base64) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const event = convert({ headers, body: Buffer.from(text) });
    expect(event.isBase64Encoded).toBe(base64);
    expect(Buffer.from(event.body, base64 ? 'base64' : 'utf8').toString()).toBe(text);
  });

  it('sends bytes that are no text as Base64 whatever the type says', () => {
    const body = Buffer.from([0xff, 0x00, 0xfe]);
    const event = convert({ headers: { 'content-type': 'application/json' }, body });
    expect(Buffer.from(event.body, 'base64')).toEqual(body);
    expect(event.isBase64Encoded).toBe(true);
  });
});
