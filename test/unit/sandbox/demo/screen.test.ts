import { describe, expect, it } from 'vitest';
import { doorFor } from '../../../../sandbox/demo/doors.ts';
import { lineOf, tableOf } from '../../../../sandbox/demo/screen.ts';
import type { Row } from '../../../../sandbox/demo/story.ts';
import { unknownVpcs } from '../../../../sandbox/demo/vpcs.ts';

const row = (changes: Partial<Row> = {}): Row => ({
  name: 'hub-and-spoke1',
  door: 'HTTP',
  status: 'Activated',
  tone: 'good',
  sentAt: 1_000,
  endedAt: 3_100,
  event: { id: 'pcc-1-Activated', type: 'peerflow:Connection:Activated', data: {} },
  detail: [],
  ...changes,
});

describe('the live table', () => {
  const { endedAt: _, event: __, ...open } = row({ name: 'other', status: 'sent', tone: 'plain' });

  it('has a line for each request, with the seconds it took or takes', () => {
    expect(tableOf([row(), open], 2_500)).toEqual([
      'request         door  status     seconds  event',
      'hub-and-spoke1  HTTP  Activated    2.1 s  pcc-1-Activated',
      'other           HTTP  sent         1.5 s',
    ]);
  });
});

describe('plain lines', () => {
  it('begin with the time since the start', () => {
    expect(lineOf(1_234, 'api', 'text')).toBe('  +1.234 s  api     text');
  });
});

describe('the door of a request', () => {
  it.each<[string, unknown, string]>([
    ['a create', { vpcId: 'vpc-a' }, 'HTTP'],
    ['anything else, which HTTP will judge', 7, 'HTTP'],
    ['a CloudEvent', { specversion: '1.0', data: {} }, 'bus peerflow'],
    ['a list', [{ vpcId: 'vpc-a' }], 'queue peerflow-requests'],
    ['another action', { action: 'delete' }, 'queue peerflow-requests'],
  ])('is chosen by its shape: %s', (_, value, door) => {
    expect(doorFor({ name: 'x', text: '', value }).name).toBe(door);
  });

  it('can be said by the example', () => {
    const example = { name: 'x', text: '', value: { vpcId: 'a' }, door: 'queue' as const };
    expect(doorFor(example).name).toBe('queue peerflow-requests');
  });
});

describe('VPCs that are not there', () => {
  const vpcs = [
    { id: 'vpc-a', name: '', regionId: 'cn-hangzhou', ownerId: '1', cidrBlock: '10.0.0.0/16' },
  ];

  it('are named with those that are, however deep they stand', () => {
    const requests = [{ data: { VpcId: 'vpc-x' } }, [{ acceptingVpcId: 'vpc-a', vpcId: 'vpc-y' }]];
    const [first, title, ...rows] = unknownVpcs(requests, vpcs);
    expect(first).toBe('The sandbox has no vpc-x, no vpc-y. It has these VPCs:');
    expect(title).toMatch(/^ VPC +region +account +CIDR block +name$/);
    expect(rows).toEqual([expect.stringMatching(/^ vpc-a +cn-hangzhou +1 +10\.0\.0\.0\/16$/)]);
  });

  it('are no matter where all are there', () => {
    expect(unknownVpcs([{ vpcId: 'vpc-a' }], vpcs)).toEqual([]);
  });
});
