import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../../lib/peering/model/connection.ts';
import { credible, isAfter, STATE_WORDS, wordOf } from '../../../../lib/peering/state/tags.ts';

describe('the words of the state tag', () => {
  it('follow each other, and those of two ends exclude each other', () => {
    const after = (word: (typeof STATE_WORDS)[number]) =>
      STATE_WORDS.filter((other) => isAfter(word, other));
    expect(Object.fromEntries(STATE_WORDS.map((word) => [word, after(word)]))).toEqual({
      Requested: [],
      Creating: ['Requested'],
      Accepting: ['Requested', 'Creating'],
      Expiring: ['Requested', 'Creating', 'Accepting'],
      Activated: ['Requested', 'Creating', 'Accepting', 'Expiring'],
      Rejected: ['Requested', 'Creating', 'Accepting', 'Expiring', 'Activated'],
      Expired: ['Requested', 'Creating', 'Accepting', 'Expiring', 'Activated'],
      Deleted: STATE_WORDS.filter((word) => word !== 'Deleted'),
    });
  });

  it('announce every status but those that are passed through', () => {
    expect(STATUSES.filter((status) => wordOf(status) === undefined).sort()).toEqual([
      'Deleting',
      'Updating',
    ]);
    for (const status of STATUSES) expect([undefined, status]).toContain(wordOf(status));
  });
});

describe('what was announced', () => {
  it.each([
    ['Activated', 'Accepting', 'Requested'],
    ['Deleted', 'Activated', 'Requested'],
    ['Rejected', 'Creating', 'Requested'],
    ['Expiring', 'Creating', 'Requested'],
    ['Expiring', 'Accepting', 'Expiring'],
    ['Activated', 'Activated', 'Activated'],
    ['Creating', 'Activated', 'Creating'],
    ['Accepting', 'Activated', 'Accepting'],
    ['Expired', 'Rejected', 'Expired'],
    ['Deleted', 'Updating', 'Requested'],
    ['Activated', 'Deleting', 'Activated'],
    ['Activated', 'Creating', 'Requested'],
  ] as const)('%s of a connection that is %s counts as %s', (announced, status, believed) => {
    expect(credible(announced, status)).toBe(believed);
  });
});
