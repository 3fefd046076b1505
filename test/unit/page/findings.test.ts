import { describe, expect, it } from 'vitest';
import { notesOf } from '../../../page/model/findings.ts';
import { en } from '../../../page/texts/en.ts';
import { connectionOf, NOW } from './rows.ts';

const codes = (fields: Readonly<Record<string, unknown>>) =>
  notesOf(connectionOf(fields), NOW).map(({ code }) => code);

describe('findings of a row', () => {
  it('has none for a connection that stands', () => {
    expect(codes({})).toEqual([]);
  });

  it('finds overlapping ranges of both VPCs, equal or one within the other', () => {
    const overlapping = { vpcId: 'vpc-b', ipv4Cidrs: ['10.0.128.0/17'] };
    const [note] = notesOf(connectionOf({ acceptingVpc: overlapping }), NOW);
    expect(note).toMatchObject({ code: 'CidrOverlap', value: '10.0.0.0/16 / 10.0.128.0/17' });
    expect(codes({ acceptingVpc: { vpcId: 'vpc-b', ipv4Cidrs: ['10.0.0.0/16'] } })).toEqual([
      'CidrOverlap',
    ]);
  });

  it('counts ranges that nobody can read as not overlapping', () => {
    expect(codes({ acceptingVpc: { vpcId: 'vpc-b', ipv4Cidrs: ['any'] } })).toEqual([]);
  });

  it('says that a locked connection carries no traffic', () => {
    expect(notesOf(connectionOf({ bizStatus: 'FinancialLocked' }), NOW)).toEqual([
      { code: 'Locked', severity: 'error', value: 'FinancialLocked' },
    ]);
  });

  it('calls an operation slow after ten minutes', () => {
    const status = 'Creating';
    expect(codes({ status, gmtModified: '2026-11-29T11:50:00Z' })).toEqual([]);
    expect(codes({ status, gmtModified: '2026-11-29T11:49:59Z' })).toEqual(['Slow']);
  });

  it('warns of a deadline within a day', () => {
    const status = 'Accepting';
    expect(codes({ status, gmtExpired: '2026-11-30T12:00:00Z' })).toEqual([]);
    expect(codes({ status, gmtExpired: '2026-11-30T11:59:59Z' })).toEqual(['DeadlineNear']);
  });

  it.each(['Rejected', 'Expired'])('has a remedy for %s', (status) => {
    expect(codes({ status })).toEqual([status]);
    expect(en).toHaveProperty([`find.${status}.remedy`]);
  });

  it('has nothing to say about a deleted connection', () => {
    expect(codes({ status: 'Deleted', bizStatus: 'FinancialLocked' })).toEqual([]);
  });
});
