import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { h, sha256 } from '../../../lib/peering/hash.ts';

describe('the hash of several parts', () => {
  it('never runs them together: other parts have another hash, whatever they are joined', () => {
    expect(sha256('pcc-1', '2')).not.toBe(sha256('pcc-12'));
    const ids = fc.array(fc.stringMatching(/^[a-z0-9:-]{0,3}$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(ids, ids, (some, others) => {
        const isSame = JSON.stringify(some) === JSON.stringify(others);
        expect(sha256(...some) === sha256(...others)).toBe(isSame);
      }),
    );
  });

  it('is hexadecimal; the short one is its beginning', () => {
    expect(sha256('a', 'b')).toMatch(/^[0-9a-f]{64}$/);
    expect(h('a', 'b')).toBe(sha256('a', 'b').slice(0, 16));
  });
});
