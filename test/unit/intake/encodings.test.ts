import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { base64, event, invalidOf, itemsOf, request, smq, text } from './support.ts';

const MARK = '\uFEFF';
const kafka = (value: unknown, over: object = {}) => ({
  topic: 't',
  offset: 15,
  partition: 1,
  timestamp: 1,
  value,
  ...over,
});

describe('a request is read in every encoding that a sender or connector adds', () => {
  it.each<readonly [string, unknown]>([
    ['a byte-order mark', MARK + text],
    ['a byte-order mark before a list', `${MARK}[${text}]`],
    ['a byte-order mark in a queue message', [smq(MARK + text)]],
    ['Base64 of a byte-order mark', [smq(base64(MARK + text))]],
    ['a byte-order mark before Base64', [smq(MARK + base64(text))]],
    ['Base64 of Base64', [smq(base64(base64(text)))]],
    ['Base64 of Base64 of a byte-order mark', [smq(base64(base64(MARK + text)))]],
    ['Base64 with line breaks', [smq(base64(text).replace(/(.{20})/g, '$1\n'))]],
    ['Base64 in an event', event(base64(text))],
    ['a byte-order mark in a text of an event', event(MARK + text)],
    ['a byte-order mark in a Kafka value', kafka(MARK + text)],
    ['a JSON text in a JSON text', JSON.stringify(text)],
    ['Base64 in a JSON text', JSON.stringify(base64(text))],
    ['data_base64', event(undefined, { data_base64: base64(text) })],
  ])('%s', (_, payload) => {
    expect(itemsOf(payload)).toMatchObject([{ kind: 'request', body: request }]);
  });

  it('also in the message of a timer', () => {
    const tick = { triggerTime: '2026-01-01T00:00:00Z', triggerName: 'nightly' };
    expect(itemsOf({ ...tick, payload: MARK + text })).toMatchObject([{ body: request }]);
  });
});

describe('an encoding that is not read is named', () => {
  it.each<readonly [string, unknown, string]>([
    ['UTF-16', Buffer.from(text, 'utf16le'), 'is UTF-16 text; send UTF-8'],
    ['UTF-16 with its mark', Buffer.from(MARK + text, 'utf16le'), 'is UTF-16 text; send UTF-8'],
    [
      'Base64 of UTF-16',
      [smq(base64(Buffer.from(MARK + text, 'utf16le')))],
      'is UTF-16 text; send UTF-8',
    ],
    ['gzip', gzipSync(text), 'is compressed (gzip); send the JSON text itself'],
    [
      'Base64 of gzip',
      [smq(base64(gzipSync(text)))],
      'is compressed (gzip); send the JSON text itself',
    ],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'is not UTF-8 text'],
    ['no bytes', Buffer.alloc(0), 'is empty'],
    ['a text', 'hello', 'is not valid JSON'],
    ['an end that is missing', '{"a":[1', 'is not valid JSON: it ends too early'],
    [
      'a control character',
      '{"a":"b\u0000"}',
      'is not valid JSON: it holds the control character \\u0000',
    ],
  ])('%s', (_, payload, detail) => {
    expect(invalidOf(payload)[0]?.errors[0]?.detail).toBe(detail);
  });
});

describe('a Kafka value that the connector cut', () => {
  it.each([
    ['that no longer parses', '{"regionId":"cn-h'],
    ['that still parses', text],
    ['to nothing', ''],
  ])('is refused, saying so: %s', (_, value) => {
    const cut = kafka(value, { overflowFlag: true, valueSize: 70_000 });
    for (const payload of [cut, [event(cut, { source: 'acs:alikafka' })]])
      expect(invalidOf(payload)[0]?.errors[0]?.detail).toContain('was cut by the Kafka connector');
  });

  it('is told from one that was not', () => {
    expect(itemsOf(kafka(text, { overflowFlag: false }))).toMatchObject([{ kind: 'request' }]);
  });
});
