import { describe, expect, it } from 'vitest';
import { rowOf, run } from './harness.ts';

const CREATE = ['create', 'vpc-a', 'vpc-b', '--region', 'cn-hangzhou'];
const TAKEN = { status: 202, json: { requestId: 'r', connection: { instanceId: 'pcc-1' } } };
const ONE = 'GET /peerings/pcc-1';
const ROUTES = 'GET /peerings/pcc-1/routes';
const POST = 'POST /peerings';

describe('peerflow create', () => {
  it('sends the request once, waits, and exits with 0 when it is Activated', async () => {
    const answers = {
      [POST]: TAKEN,
      [ONE]: [
        { json: rowOf('Creating') },
        { json: rowOf('Creating') },
        { json: rowOf('Activated') },
      ],
    };
    const ran = await run([...CREATE, '--name', 'one', '--tag', 'a=b=c'], { answers });
    expect(ran.exit).toBe(0);
    expect(ran.asked[0]?.body).toEqual({
      vpcId: 'vpc-a',
      acceptingVpcId: 'vpc-b',
      regionId: 'cn-hangzhou',
      name: 'one',
      tag: [{ key: 'a', value: 'b=c' }],
    });
    expect(ran.asked[0]?.headers.get('idempotency-key')).toBe('cli-id-1');
    expect(ran.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(ran.err.split('\n')).toEqual([
      'pcc-1 Creating, waits for Alibaba Cloud',
      'pcc-1 Activated',
    ]);
    expect(ran.out).toBe('✓ Activated pcc-1');
  });

  it('exits with 1 when the other account refuses', async () => {
    const answers = { [POST]: TAKEN, [ONE]: { json: rowOf('Rejected') } };
    const ran = await run(CREATE, { answers });
    expect(ran.exit).toBe(1);
    expect(ran.out).toContain('The other account refused.');
  });

  it('exits with 3 when time is over, saying what is awaited and from whom', async () => {
    const waiting = rowOf('Accepting', { gmtExpired: '2026-12-03T12:10:00Z' });
    const answers = { [POST]: TAKEN, [ONE]: { json: waiting } };
    const ran = await run([...CREATE, '--timeout', '600'], { answers });
    expect(ran.exit).toBe(3);
    expect(ran.out).toContain('still Accepting pcc-1, waits for account 1002 to accept, 4 d left');
    expect(ran.out).toContain('peerflow watch pcc-1');
  });

  it('follows a queued request by its id until it has a connection', async () => {
    const list = 'GET /peerings?maxResults=100&requestId=r';
    const answers = {
      [POST]: { status: 202, json: { requestId: 'r', status: 'Queued', detail: 'throttled' } },
      [list]: [
        { json: { connections: [], nextToken: null } },
        { json: { connections: [rowOf('Activated')], nextToken: null } },
      ],
    };
    const ran = await run(CREATE, { answers });
    expect(ran.exit).toBe(0);
    expect(ran.err).toContain('queued: throttled');
  });

  it('waits for the routes that were asked for, and fails on a conflict', async () => {
    const entry = (result: string) => ({ plan: [{ destinationCidrBlock: '10.0.0.0/8', result }] });
    const base = { [POST]: TAKEN, [ONE]: { json: rowOf('Activated') } };
    const args = [...CREATE, '--routes', 'both'];
    const made = [{ json: entry('pending') }, { json: entry('created') }];
    expect((await run(args, { answers: { ...base, [ROUTES]: made } })).exit).toBe(0);
    const blocked = { ...base, [ROUTES]: { json: entry('conflict') } };
    expect((await run(args, { answers: blocked })).exit).toBe(1);
  });

  it('ends at once with --no-wait and with --dry-run', async () => {
    const taken = await run([...CREATE, '--no-wait'], { answers: { [POST]: TAKEN } });
    expect([taken.exit, taken.out]).toEqual([0, 'pcc-1']);
    const passed = { json: { dryRun: true, passed: true, requestId: 'r', findings: [] } };
    const dry = await run([...CREATE, '--dry-run'], { answers: { [POST]: passed } });
    expect([dry.exit, dry.asked[0]?.body]).toEqual([0, expect.objectContaining({ dryRun: true })]);
  });

  it('prints one JSON document with --output json', async () => {
    const answers = { [POST]: TAKEN, [ONE]: { json: rowOf('Activated') } };
    const ran = await run([...CREATE, '--output', 'json'], { answers });
    expect(JSON.parse(ran.out)).toMatchObject({
      outcome: 'done',
      requestId: 'r',
      connection: { instanceId: 'pcc-1', status: 'Activated' },
    });
  });

  it('shows a refusal with its faults and remedy, and exits with 1', async () => {
    const json = {
      title: 'Invalid request',
      status: 400,
      code: 'InvalidRequest',
      detail: 'The request has 1 fault.',
      errors: [{ pointer: '/name', detail: 'is too short' }],
      remedy: 'Correct it.',
      requestId: 'r',
    };
    const ran = await run(CREATE, { answers: { [POST]: { status: 400, json } } });
    expect(ran.exit).toBe(1);
    expect(ran.err).toContain('InvalidRequest (HTTP 400): The request has 1 fault.');
    expect(ran.err).toContain('/name  is too short');
    expect(ran.err).toContain('→ Correct it.');
  });

  it('is wrong usage without the VPCs and the region, and nothing is called', async () => {
    const ran = await run(['create', 'vpc-a']);
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('The request lacks regionId, acceptingVpcId');
    expect(ran.asked).toEqual([]);
  });
});
