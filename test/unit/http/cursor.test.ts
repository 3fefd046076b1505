import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor } from '../../../lib/http/list/query.ts';

const REGIONS = ['cn-hangzhou', 'cn-shanghai'];

describe('the token of a list', () => {
  it('comes back as it was', () => {
    const cursor = fc.record({
      regionId: fc.constantFrom(...REGIONS),
      token: fc.option(fc.string(), { nil: undefined }),
      skip: fc.nat(100),
    });
    fc.assert(
      fc.property(cursor, (it) => {
        const text = formatCursor(it);
        expect(text).toMatch(/^[\w-]+$/);
        expect(parseCursor(text, REGIONS)).toEqual(it);
      }),
    );
  });

  it('is of no use for other regions, and rubbish is none at all', () => {
    expect(parseCursor(formatCursor({ regionId: 'cn-beijing', skip: 0 }), REGIONS)).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseCursor(text, ['no such region'])).toBeUndefined();
        expect(
          parseCursor(Buffer.from(text).toString('base64url'), ['no such region']),
        ).toBeUndefined();
      }),
    );
  });
});
