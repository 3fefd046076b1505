import { describe, expect, it } from 'vitest';
import { foldRejections, type RejectedItem } from '../../../lib/intake/rejections.ts';
import type { Item } from '../../../lib/intake/types.ts';
import { itemsOf, smq } from './support.ts';

const wrong = { pointer: '/vpcId', detail: 'is missing' };

/** Every item refused: requests with one error, invalid ones with their own. */
const rejectedOf = (items: readonly Item[]) =>
  items.flatMap((item): readonly RejectedItem[] => {
    if (item.kind === 'ours') return [];
    const requestId = item.id?.value ?? null;
    return item.kind === 'invalid'
      ? [{ item, errors: item.errors, errorCount: item.errorCount, requestId }]
      : [{ item, errors: [wrong], requestId }];
  });

const fold = (payload: unknown) => foldRejections(rejectedOf(itemsOf(payload)));

describe('refused requests are announced once for each message', () => {
  it('with at most 50 errors, their count and places', () => {
    const [rejection, ...more] = fold([smq(JSON.stringify(Array(1_000).fill({})))]);
    expect(more).toEqual([]);
    expect(rejection).toMatchObject({ errorCount: 1_000, requestId: null });
    expect(rejection?.errors).toHaveLength(50);
    expect(rejection?.errors[7]).toEqual({ pointer: '/7/vpcId', detail: 'is missing' });
    expect(rejection?.positions).toHaveLength(1_000);
    expect(rejection?.id?.value).toBe('M1');
    expect(rejection?.original().length).toBe(JSON.stringify(Array(1_000).fill({})).length);
  });

  it('with the pointer of the request where it is the only one', () => {
    expect(fold([smq('{}', 'A'), smq('[{}]', 'B')])).toMatchObject([
      { requestId: 'A', errors: [wrong], errorCount: 1, positions: [0] },
      { requestId: 'B-0', errors: [wrong], errorCount: 1, positions: [1], id: { value: 'B-0' } },
    ]);
    expect(fold([smq('[{}]')])[0]?.original().length).toBe('{}'.length);
  });

  it('together with its parts that could not be read', () => {
    expect(fold([smq('[{},5]')])).toMatchObject([
      { errorCount: 2, positions: [0, 1], errors: [{ pointer: '/0/vpcId' }, { pointer: '/1' }] },
    ]);
  });
});
