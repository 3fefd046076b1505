import { describe, expect, it } from 'vitest';
import { over } from './budget.ts';

describe('a budget', () => {
  it('has nothing to say where it is kept', () => {
    expect(over('dist/request', { index: 10, folder: 5 }, { index: 10, folder: 6 })).toEqual([]);
  });

  it('says what is over, by how much, and what to do', () => {
    expect(over('dist/request', { index: 13, folder: 5 }, { index: 10, folder: 5 })).toEqual([
      'dist/request: index 13, 3 over the budget of 10. If that is worth it, raise bench/budget.json in the same commit and say why.',
    ]);
  });

  it('grants nothing that it does not name', () => {
    expect(over('a create', { DeleteVpcPeerConnection: 1 }, {})).toHaveLength(1);
  });
});
