import { describe, expect, it } from 'vitest';
import { toHttpAnswer } from '../../../../../sandbox/platform/http-trigger.ts';

const answerTo = (value: unknown) => {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const answer = toHttpAnswer({ ok: true, body });
  return { ...answer, body: String(answer.body) };
};

describe('toHttpAnswer', () => {
  it('turns the documented object into a response', () => {
    expect(
      answerTo({
        statusCode: 202,
        headers: { Location: '/peerings/pcc-1', 'Retry-After': 2 },
        isBase64Encoded: false,
        body: '{"a":1}',
      }),
    ).toEqual({
      status: 202,
      headers: { location: '/peerings/pcc-1', 'retry-after': '2' },
      body: '{"a":1}',
    });
  });

  it('decodes Base64 bodies', () => {
    const body = Buffer.from('bytes').toString('base64');
    expect(answerTo({ statusCode: 200, isBase64Encoded: true, body }).body).toBe('bytes');
  });

  it('drops headers that belong to the platform', () => {
    const headers = {
      'X-Fc-Anything': 'x',
      Date: 'x',
      'Content-Length': '9',
      Connection: 'close',
      'X-Own': 'y',
    };
    expect(answerTo({ statusCode: 200, headers }).headers).toEqual({ 'x-own': 'y' });
  });

  it.each([
    ['hello', 'text/plain; charset=utf-8'],
    [{ outcomes: [] }, 'application/json'],
    ['', 'text/plain; charset=utf-8'],
  ])('answers 200 to %j without a status', (value, type) => {
    expect(answerTo(value)).toMatchObject({ status: 200, headers: { 'content-type': type } });
  });

  it.each([
    ['a status that is none', { statusCode: '200' }],
    ['a body that is no text', { statusCode: 200, body: {} }],
    ['a header with a line break', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['too many header bytes', { statusCode: 200, headers: { a: 'x'.repeat(9000) } }],
  ])('is a bad response for %s', (_, value) => {
    expect(answerTo(value)).toMatchObject({ status: 502 });
    expect(answerTo(value).body).toContain('BadResponse');
  });

  it('shows a function error as 502 with its type', () => {
    const body = Buffer.from('{"errorMessage":"x"}');
    const errorType = 'UnhandledInvocationError';
    expect(toHttpAnswer({ ok: false, errorType, body })).toEqual({
      status: 502,
      headers: { 'content-type': 'application/json', 'x-fc-error-type': errorType },
      body,
    });
  });
});
