import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64,
  isGzip,
  isUtf16,
  looksLikeJson,
  plainBytes,
  withoutMark,
} from '../../../lib/intake/json/read.ts';
import { originalOf } from '../../../lib/intake/original.ts';
import { base64 } from './support.ts';

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

describe('Base64', () => {
  it('is decoded with or without padding, over several lines', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), (input) => {
        const whole = base64(Buffer.from(input));
        const lines = whole.replace(/(.{4})/g, '$1\r\n');
        for (const text of [whole, whole.replace(/=+$/, ''), lines])
          expect(decodeBase64(text)).toEqual(Buffer.from(input));
      }),
    );
  });

  it.each(['', '=', 'ab-c', 'ab_c', 'abc!', 'ab=c', 'abc===', 'é', '{}', '====', 'A=B='])(
    'is not %j',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );
});

describe('the beginning of bytes', () => {
  it.each<readonly [Buffer, boolean, boolean]>([
    [Buffer.from([0x1f, 0x8b]), true, false],
    [Buffer.from([0x1f, 0x8c]), false, false],
    [Buffer.from([0x1e, 0x8b]), false, false],
    [Buffer.from([0xff, 0xfe]), false, true],
    [Buffer.from([0xfe, 0xff]), false, true],
    [Buffer.from([0xff, 0xff]), false, false],
    [Buffer.from([0, 0x7b]), false, true],
    [Buffer.from([0x7b, 0]), false, true],
    [Buffer.from([0, 0]), false, false],
    [Buffer.from([0]), false, false],
    [Buffer.from('{}'), false, false],
    [Buffer.alloc(0), false, false],
  ])('%j: gzip %s, UTF-16 %s', (bytes, gzip, utf16) => {
    expect([isGzip(bytes), isUtf16(bytes)]).toEqual([gzip, utf16]);
  });

  it('may be a mark that says nothing', () => {
    expect(withoutMark(Buffer.concat([MARK, Buffer.from('a')])).toString()).toBe('a');
    expect(withoutMark(Buffer.from('abc')).toString()).toBe('abc');
    expect(withoutMark(MARK.subarray(0, 2))).toHaveLength(2);
  });

  it.each([
    ['{', true],
    ['[', true],
    [' \n{', true],
    ['\ufeff{', true],
    ['"{"', false],
    ['a{', false],
    ['', false],
  ])('%j looks like JSON: %s', (text, isJson) => {
    expect(looksLikeJson(Buffer.from(text))).toBe(isJson);
  });
});

describe('the bytes of a payload', () => {
  const wrapped = (text: string, layers: number): string =>
    layers === 0 ? text : wrapped(base64(text), layers - 1);

  it.each([0, 1, 2, 3])('are found within %i layers of Base64', (layers) => {
    expect(plainBytes(wrapped('{"a":1}', layers)).toString()).toBe('{"a":1}');
    expect(plainBytes(Buffer.from(wrapped('[1]', layers))).toString()).toBe('[1]');
  });

  it('stay as they are within more layers, and where they lead to no JSON', () => {
    const four = wrapped('{"a":1}', 4);
    expect(plainBytes(four).toString()).toBe(four);
    for (const text of ['hello', base64('hello'), ''])
      expect(plainBytes(text).toString()).toBe(text);
  });

  it('lose the mark before them, and within Base64', () => {
    expect(plainBytes('\ufeff{}').toString()).toBe('{}');
    expect(plainBytes(base64('\ufeff{}')).toString()).toBe('{}');
    expect(plainBytes(`\ufeff${base64('{}')}`).toString()).toBe('{}');
    expect(plainBytes('\ufeffhello').toString()).toBe('hello');
  });

  it('are named for what they are where they are compressed or UTF-16', () => {
    const gzip = Buffer.from([0x1f, 0x8b, 8]);
    expect(plainBytes(base64(gzip))).toEqual(gzip);
    const wide = Buffer.from('{}', 'utf16le');
    expect(plainBytes(base64(wide))).toEqual(wide);
  });
});

describe('what an event shows of a message', () => {
  const shown = (payload: unknown): string =>
    Buffer.from(originalOf(payload)().base64, 'base64').toString();

  it('is its bytes, whatever they were brought as', () => {
    expect(shown('abc')).toBe('abc');
    expect(shown(Buffer.from('abc'))).toBe('abc');
    expect(shown({ id: 253_460_731_706_911_258n })).toBe('{"id":253460731706911258}');
    expect(shown(undefined)).toBe('');
    expect(originalOf('abc')()).toEqual({
      base64: base64('abc'),
      length: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      truncated: false,
    });
  });

  it('is 6 KB at most', () => {
    expect(originalOf('x'.repeat(6_144))()).toMatchObject({ length: 6_144, truncated: false });
    const long = originalOf('x'.repeat(6_145))();
    expect([Buffer.from(long.base64, 'base64').length, long.truncated]).toEqual([6_144, true]);
  });

  it.each([
    '{"headers":{}}',
    '{"header" : {}}',
    '{"Cookie":"a"}',
    "{'cookies': 1}",
    'Authorization: Bearer x',
    '{"rawQueryString":"a"}',
    '{"raw_query":"a"}',
    '{"queryParameters":{}}',
    '{"query_string":{}}',
    '{"query":{}}',
    '{"queries":{}}',
    '{\\"headers\\":{}}',
    'GET / HTTP/1.1',
    'https://x.example/?token=a',
    Buffer.from('{"headers":1}', 'utf16le').toString('latin1'),
    base64('{"headers":{"a":"bcdefghijkl"}}'),
    `x ${base64('{"headers":{"a":"bcdefghijkl"}}')}`,
    base64(Buffer.from('{"headers":{"a":1}}', 'utf16le')),
  ])('is nothing of %j, which may hold secrets of an HTTP call', (text) => {
    expect(originalOf(text)()).toMatchObject({
      base64: '',
      length: Buffer.byteLength(text),
      truncated: true,
    });
  });

  it.each([
    '{"headersx":1}',
    'query',
    '{"request":1}',
    'HTTP/x',
    'a?b',
    'a? b=',
    base64('x'.repeat(30)),
  ])('is all of %j, which holds none', (text) => {
    expect(shown(text)).toBe(text);
  });
});
