import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../lib/sinks/batches.ts';

const itself = (size: number) => size;

describe('batches', () => {
  it('keep every entry, in order, within both limits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(120)),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 100 }),
        (sizes, count, bytes) => {
          const batches = batchesOf(sizes, itself, { count, bytes });
          expect(batches.flat()).toEqual(sizes);
          for (const batch of batches) {
            expect(batch.length).toBeGreaterThan(0);
            expect(batch.length).toBeLessThanOrEqual(count);
            const total = batch.reduce((sum, size) => sum + size, 0);
            expect(batch.length === 1 || total <= bytes).toBe(true);
          }
        },
      ),
    );
  });

  it('are as few as filling them in order allows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(120)), (sizes) => {
        const limits = { count: 16, bytes: 100 };
        const batches = batchesOf(sizes, itself, limits);
        for (const [index, batch] of batches.entries()) {
          const [next] = batches[index + 1] ?? [];
          const total = batch.reduce((sum, size) => sum + size, 0);
          const full = batch.length === limits.count || total + (next ?? 0) > limits.bytes;
          expect(next === undefined || full).toBe(true);
        }
      }),
    );
  });

  it('give an entry that is too large a batch of its own', () => {
    expect(batchesOf([1, 500, 1], itself, { count: 16, bytes: 100 })).toEqual([[1], [500], [1]]);
  });
});
