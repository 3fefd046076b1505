import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, test } from 'vitest';
import { httpIdentity } from '../../../lib/http/call.ts';
import { requestIdField } from '../../../lib/peering/request/fields.ts';

const idOf = (key: string | undefined) =>
  httpIdentity(
    { headers: key === undefined ? {} : { 'idempotency-key': key }, requestId: '1-abc' },
    'inv-1',
  );

describe('the id of an HTTP request', () => {
  test.each([
    ['order-1', 'order-1'],
    ['"order-1"', 'order-1'],
    ['  "order-1"  ', 'order-1'],
    ['a/b:c@d=e', 'a/b:c@d=e'],
  ])('of the key %s is %s', (key, value) => {
    expect(idOf(key)).toEqual({ value, kind: 'explicit' });
  });

  test.each([
    ['two words'],
    ['"'],
    ['"a'],
    ['"a";p=1'],
    ['k'.repeat(129)],
    ['https://a'],
    ['"a\\"b"'],
  ])('of the odd key %s is a hash', (key) => {
    expect(idOf(key)).toEqual({
      value: expect.stringMatching(/^h-[0-9a-f]{64}$/),
      kind: 'explicit',
    });
  });

  test.each([[undefined], [''], ['  '], ['""'], ['"  "']])(
    'without a key (%s) is of the call',
    (key) => {
      expect(idOf(key)).toEqual({ value: '1-abc', kind: 'invocation' });
    },
  );

  it.each(['K, K', 'K,K', '"K", K', 'K, "K",'])('of a key that came twice (%s) is one', (key) => {
    expect(idOf(key)).toEqual({ value: 'K', kind: 'explicit' });
  });

  it('of two different keys is refused', () => {
    expect(idOf('K, L')).toMatchObject({ fault: { detail: expect.stringContaining('several') } });
  });

  it('of a quoted key may hold a comma', () => {
    expect(idOf('"a,b"')).toEqual(idOf('"a,b", "a,b"'));
    expect(idOf('"a,b"')).not.toHaveProperty('fault');
  });

  it('is of the invocation where the trigger gave none', () => {
    expect(httpIdentity({ headers: {}, requestId: undefined }, 'inv-1').value).toBe('inv-1');
  });

  it('is lawful for any key, the same for the quoted and the bare one, and another for another', () => {
    const key = fc
      .stringMatching(/^[!-+.-~]([ -+.-~]{0,40}[!-+.-~])?$/)
      .filter((text) => !text.startsWith('"'));
    const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
    fc.assert(
      fc.property(key, key, (one, two) => {
        expect(v.is(requestIdField, idOf(one).value)).toBe(true);
        expect(idOf(quoted(one))).toEqual(idOf(one));
        expect(idOf(one).value === idOf(two).value).toBe(one === two);
      }),
    );
  });
});
