import { describe, expect, it } from 'vitest';
import { awaitedOf, inStateSince } from '../../../page/model/awaited.ts';
import { connectionOf } from './rows.ts';

describe('what a connection waits for', () => {
  it('names the other account and its deadline while Accepting', () => {
    const it = connectionOf({ status: 'Accepting', gmtExpired: '2026-12-01T00:00:00Z' });
    expect(awaitedOf(it)).toEqual({
      key: 'await.account',
      account: '1002',
      until: Date.parse('2026-12-01T00:00:00Z'),
    });
  });

  it('leaves the deadline out where the API tells none, or no date', () => {
    expect(awaitedOf(connectionOf({ status: 'Accepting' }))).not.toHaveProperty('until');
    const odd = connectionOf({ status: 'Accepting', gmtExpired: 'soon' });
    expect(awaitedOf(odd)).not.toHaveProperty('until');
  });

  it.each([
    ['Creating', 'await.cloud.create'],
    ['Updating', 'await.cloud.update'],
    ['Deleting', 'await.cloud.delete'],
    ['Moving', 'await.unknown'],
  ])('names the cloud while %s', (status, key) => {
    expect(awaitedOf(connectionOf({ status }))).toEqual({ key });
  });

  it.each(['Activated', 'Rejected', 'Expired', 'Deleted'])('is nothing once %s', (status) => {
    expect(awaitedOf(connectionOf({ status }))).toBeUndefined();
  });
});

describe('time in a state', () => {
  it('begins with the last modification, else with the creation', () => {
    const created = Date.parse('2026-11-29T10:00:00Z');
    expect(inStateSince(connectionOf())).toBe(created);
    expect(inStateSince(connectionOf({ gmtModified: '2026-11-29T11:00:00Z' }))).toBe(
      created + 3_600_000,
    );
    expect(inStateSince(connectionOf({ gmtCreate: undefined }))).toBeUndefined();
  });
});
