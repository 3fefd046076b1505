import { describe, expect, it } from 'vitest';
import { unwrap } from '../../../lib/intake/unwrap.ts';
import { event, invalidOf, itemsOf, options, request, requestsOf, smq, text } from './support.ts';

/** A payload within so many events. */
const within = (levels: number, payload: unknown): unknown =>
  levels === 0 ? payload : event(within(levels - 1, payload));

const detailOf = (payload: unknown): string | undefined => invalidOf(payload)[0]?.errors[0]?.detail;

describe('envelopes in envelopes', () => {
  it('are opened three times for a request', () => {
    expect(itemsOf(within(3, request))).toMatchObject([{ kind: 'request', body: request }]);
    expect(detailOf(within(4, request))).toBe('is wrapped in more than 3 envelopes');
  });

  it('are opened eight times for an event of ours, which would come back else', () => {
    const ours = { peerflow: 'event' };
    expect(itemsOf(within(8, ours))).toMatchObject([{ kind: 'ours' }]);
    expect(detailOf(within(9, ours))).toBe('is wrapped in more than 3 envelopes');
  });

  it('are named by the outermost; without any the payload is direct', () => {
    const first = (payload: unknown) => unwrap(payload, options).trigger;
    expect(first(request)).toBe('direct');
    expect(first(event(smq(text)))).toBe('eventbridge');
    expect(first(smq(JSON.stringify(event(request))))).toBe('mns-queue');
    expect(first([smq(text), event(request)])).toBe('mns-queue');
  });

  it('say of which type an event of ours is: that of the innermost event', () => {
    const ours = { peerflow: 'event' };
    const inner = event(ours, { type: 'inner' });
    expect(itemsOf(event(inner, { type: 'outer' }))).toMatchObject([{ type: 'inner' }]);
    const message = { messageBody: JSON.stringify(ours), messageId: 'M' };
    expect(itemsOf(event(JSON.stringify(message), { type: 'outer' }))).toMatchObject([
      { type: 'outer' },
    ]);
  });
});

describe('a payload that is no object', () => {
  it.each<readonly [unknown, string]>([
    [null, 'is null, not an object'],
    [undefined, 'is empty, not an object'],
    ['', 'is empty'],
    [5, 'is a number, not an object'],
    [true, 'is a boolean, not an object'],
  ])('%j %s', (data, detail) => {
    expect(detailOf(event(data))).toBe(detail);
  });

  it('is read once where it is a text within a text', () => {
    const once = JSON.stringify(text);
    expect(requestsOf(once)).toHaveLength(1);
    expect(detailOf(JSON.stringify(once))).toContain('is a string, not an object');
    expect(detailOf('"hello"')).toContain('is a string, not an object');
  });
});

describe('a list', () => {
  it('of parsed requests is one message, whose entries have their places', () => {
    expect(requestsOf(event([request, request]))).toMatchObject([
      { at: '/0', message: 0, position: 0 },
      { at: '/1', message: 0, position: 1 },
    ]);
  });

  it('within a list is a fault, parsed or not', () => {
    expect(detailOf(event([[request]]))).toBe('is a list within a list');
    expect(detailOf(`[[${text}]]`)).toBe('is a list within a list');
  });

  it('is a fault where it is empty, parsed or not: somebody sent it, and hears of it', () => {
    expect(detailOf(event([]))).toBe('is an empty list');
    expect(detailOf(event('[ ]'))).toBe('is an empty list');
  });

  it('is too long by one entry, parsed or not', () => {
    const list = (count: number) => Array.from({ length: count }, () => ({}));
    expect(requestsOf(event(list(1_000)))).toHaveLength(1_000);
    for (const data of [list(1_001), JSON.stringify(list(1_001))])
      expect(itemsOf(event(data))).toMatchObject([
        { kind: 'invalid', errors: [{ detail: 'is a list of more than 1000 entries' }] },
      ]);
  });

  it('of envelopes is a batch of messages where the invocation brings it', () => {
    const items = itemsOf([smq('1', 'A'), smq('2', 'B')]);
    expect(items).toMatchObject([
      { message: expect.any(Number), at: '', errorCount: 1 },
      { message: expect.any(Number), at: '', errorCount: 1 },
    ]);
    expect(new Set(items.map((item) => item.message)).size).toBe(2);
  });

  it('of envelopes is one message within another envelope', () => {
    expect(itemsOf(event([smq('1', 'A'), smq('2', 'B')]))).toMatchObject([
      { kind: 'invalid', errorCount: 2, errors: [{ pointer: '/0' }, { pointer: '/1' }] },
    ]);
  });
});
