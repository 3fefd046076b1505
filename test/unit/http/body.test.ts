import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readBody } from '../../../lib/http/call.ts';
import { exactJson } from '../../../lib/peering/json-scan.ts';

const read = (text: string | Buffer, type?: string) =>
  readBody({
    method: 'POST',
    headers: type === undefined ? {} : { 'content-type': type },
    body: Buffer.from(text),
  });

const codeOf = (body: ReturnType<typeof read>) => (body.ok ? 'ok' : body.failure.code);

describe('the body of a call', () => {
  it('is an object, empty where there is none', () => {
    expect(read('')).toEqual({ ok: true, body: {} });
    expect(read('', 'text/plain')).toEqual({ ok: true, body: {} });
    expect(read('{"a":[1]}')).toEqual({ ok: true, body: { a: [1] } });
    expect(read('\uFEFF{"a":1}')).toEqual({ ok: true, body: { a: 1 } });
  });

  it('keeps integers beyond 2^53 as they are', () => {
    expect(read('{"a":253460731706911258,"b":"253460731706911258"}')).toEqual({
      ok: true,
      body: { a: 253460731706911258n, b: '253460731706911258' },
    });
  });

  test.each([
    ['[]', 'InvalidRequest', 'must be a JSON object'],
    ['null', 'InvalidRequest', 'must be a JSON object'],
    ['{"a"', 'InvalidRequest', 'is not valid JSON'],
    [`{"a":${'['.repeat(70)}${']'.repeat(70)}}`, 'InvalidRequest', 'nested deeper'],
    [`${'['.repeat(9_000)}`, 'InvalidRequest', 'nested deeper'],
    [`{"a":"${'x'.repeat(131_072)}"}`, 'TooLarge', '128 KB'],
  ])('%.20s is refused', (text, code, detail) => {
    const body = read(text);
    expect(codeOf(body)).toBe(code);
    expect(body.ok ? '' : body.failure.message).toContain(detail);
  });

  it('may have a fault at a place, which the errors name', () => {
    expect(read('{"a":{"__proto__":1}}')).toMatchObject({
      ok: false,
      failure: { message: 'The request has 1 fault; nothing was called.' },
      errors: [{ pointer: '/a/__proto__', detail: 'is a name no field may have' }],
    });
  });

  it('is refused when it is no UTF-8', () => {
    expect(codeOf(read(Buffer.from([0x7b, 0xff, 0x7d])))).toBe('InvalidRequest');
  });

  test.each([
    ['application/json', 'ok'],
    ['APPLICATION/JSON; charset=utf-8', 'ok'],
    ['application/vnd.a.b+json', 'ok'],
    ['application/merge-patch+json', 'ok'],
    ['application/json-patch+json', 'UnsupportedMediaType'],
    ['application/cloudevents+json', 'UnsupportedMediaType'],
    ['text/json', 'UnsupportedMediaType'],
    ['application/jsonp', 'UnsupportedMediaType'],
    ['application/x-www-form-urlencoded', 'UnsupportedMediaType'],
  ])('of the type %s: %s', (type, code) => {
    expect(codeOf(read('{}', type))).toBe(code);
  });

  it('says what a PATCH takes instead', () => {
    const headers = { 'content-type': 'application/json-patch+json' };
    const body = readBody({ method: 'PATCH', headers, body: Buffer.from('[]') });
    expect(body).toMatchObject({
      ok: false,
      headers: { 'accept-patch': 'application/json, application/merge-patch+json' },
    });
  });

  test.each([
    ['gzip', 'UnsupportedMediaType'],
    ['identity', 'ok'],
    ['identity, br', 'UnsupportedMediaType'],
  ])('encoded with %s: %s', (encoding, code) => {
    const headers = { 'content-encoding': encoding };
    const body = readBody({ method: 'POST', headers, body: Buffer.from('{}') });
    expect(codeOf(body)).toBe(code);
    if (!body.ok) expect(body.failure.message).toContain(encoding.split(', ').at(-1));
  });

  it('never throws, and gives back what JSON would', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (text, object) => {
        expect(typeof read(text).ok).toBe('boolean');
        const body = read(JSON.stringify(object));
        if (body.ok) expect(exactJson(body.body)).toBe(JSON.stringify(object));
      }),
    );
  });
});
