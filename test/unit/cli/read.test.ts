import { describe, expect, it } from 'vitest';
import type { DeepHealthReport } from '../../../lib/http/schema/answers.ts';
import { rowOf, run } from './harness.ts';

const page = (rows: readonly unknown[], nextToken: string | null = null) => ({
  json: { connections: rows, nextToken },
});

describe('peerflow list', () => {
  it('walks every page and lists first what needs somebody', async () => {
    const answers = {
      'GET /peerings?maxResults=100': page([rowOf('Activated')], 't1'),
      'GET /peerings?maxResults=100&nextToken=t1': page([
        rowOf('Expired', { instanceId: 'pcc-2' }),
      ]),
    };
    const { exit, out } = await run(['list'], { answers });
    expect(exit).toBe(0);
    const [head, first, second] = out.split('\n');
    expect(head).toMatch(/^STATUS +FOR +INSTANCE +NAME +FROM +TO +WAITS FOR$/);
    expect(first).toMatch(/^Expired +2 min +pcc-2/);
    expect(second).toMatch(
      /^Activated +2 min +pcc-1 +one +vpc-a cn-hangzhou +vpc-b cn-shanghai +-$/,
    );
  });

  it('passes filters on', async () => {
    const query = 'maxResults=100&vpcId=vpc-a&status=Accepting&all=true';
    const answers = { [`GET /peerings?${query}`]: page([]) };
    const args = ['list', '--vpc', 'vpc-a', '--status', 'Accepting', '--all'];
    const { exit, err } = await run(args, { answers });
    expect([exit, err]).toEqual([0, 'no connections']);
  });
});

describe('peerflow watch', () => {
  it('follows one connection to its end', async () => {
    const answers = {
      'GET /peerings/pcc-1': [{ json: rowOf('Creating') }, { json: rowOf('Activated') }],
    };
    expect((await run(['watch', 'pcc-1'], { answers })).exit).toBe(0);
  });

  it('fails for a connection that the cloud does not show', async () => {
    const answers = { 'GET /peerings/pcc-9': { status: 404, json: { code: 'NotFound' } } };
    const ran = await run(['watch', 'pcc-9'], { answers });
    expect([ran.exit, ran.out]).toEqual([1, '✗ The cloud shows no such connection']);
  });

  it('shows what changes in the list, and what is gone', async () => {
    const answers = {
      'GET /peerings?maxResults=100': [
        page([rowOf('Creating')]),
        page([rowOf('Activated')]),
        page([]),
      ],
    };
    const args = ['watch', '--timeout', '10', '--every', '5'];
    const { exit, out } = await run(args, { answers });
    expect(exit).toBe(0);
    expect(out.split('\n').slice(2)).toEqual([
      '12:00:05 pcc-1 Activated (was Creating)',
      '12:00:10 pcc-1 Deleted (was Activated)',
    ]);
  });
});

describe('peerflow routes', () => {
  const ROUTES = 'GET /peerings/pcc-1/routes';
  const entry = {
    regionId: 'cn-hangzhou',
    vpcId: 'vpc-a',
    routeTableId: 'vtb-1',
    destinationCidrBlock: '10.1.0.0/16',
  };

  it('shows the plan, and entries beyond it', async () => {
    const json = {
      plan: [{ ...entry, result: 'created' }],
      entries: [
        { ...entry, status: 'Available', ours: true },
        { ...entry, destinationCidrBlock: '10.2.0.0/16', status: 'Available', ours: false },
      ],
      findings: [],
    };
    const { exit, out } = await run(['routes', 'pcc-1'], { answers: { [ROUTES]: { json } } });
    expect(exit).toBe(0);
    expect(out).toMatch(/created +10\.1\.0\.0\/16 +vtb-1 +vpc-a/);
    expect(out.match(/10\.1\.0\.0\/16/g)).toHaveLength(1);
    expect(out).toMatch(/10\.2\.0\.0\/16 .*others/);
  });

  it.each([
    ['missing', 3],
    ['conflict', 1],
    ['handed-over', 0],
  ])('exits for an entry that is %s with %d', async (result, code) => {
    const answers = { [ROUTES]: { json: { plan: [{ ...entry, result }] } } };
    expect((await run(['routes', 'pcc-1'], { answers })).exit).toBe(code);
  });

  it('asks for missing entries with --repair and waits for them', async () => {
    const plan = (result: string) => ({ json: { plan: [{ ...entry, result }] } });
    const answers = {
      'POST /peerings/pcc-1/routes': { status: 202, json: { requestId: 'r' } },
      [ROUTES]: [plan('missing'), plan('created')],
    };
    const ran = await run(['routes', 'pcc-1', '--repair'], { answers });
    expect([ran.exit, ran.asked[0]?.method]).toEqual([0, 'POST']);
  });
});

describe('peerflow plan', () => {
  const PLAN = ['plan', 'vpc-a', 'vpc-b', '--region', 'cn-hangzhou'];
  const finding = { code: 'CidrOverlap', detail: 'They overlap.', remedy: 'Use others.' };

  it.each([
    ['error', 1],
    ['warning', 0],
  ])('exits for a finding of severity %s with %d', async (severity, code) => {
    const json = { findings: [{ ...finding, severity }], plan: [] };
    const ran = await run(PLAN, { answers: { 'POST /peerings/preflight': { json } } });
    expect(ran.exit).toBe(code);
    expect(ran.out).toContain(`${severity.toUpperCase()} CidrOverlap: They overlap.`);
  });
});

describe('peerflow doctor', () => {
  const DEEP = 'GET /healthz?deep=true';
  const reportOf = (...checks: DeepHealthReport['functions'][number]['checks']) => {
    const ok = checks.every((each) => each.ok);
    const functions = [{ name: 'poller', ok, checks }];
    return { status: ok ? 'ok' : 'failed', checkedAt: '', functions } satisfies DeepHealthReport;
  };

  it('exits with 0 where nothing is wrong, and with 1 and the remedy where something is', async () => {
    const good = await run(['doctor'], {
      answers: { [DEEP]: { json: reportOf({ ok: true, name: 'queue q', detail: 'exists' }) } },
    });
    expect([good.exit, good.out]).toEqual([0, '  poller › queue q  exists\n✓ No fault found.']);
    const check = { ok: false, name: 'queue q', detail: 'QueueNotExist', remedy: 'Create it.' };
    const bad = await run(['doctor'], { answers: { [DEEP]: { json: reportOf(check) } } });
    expect(bad.exit).toBe(1);
    expect(bad.out).toContain('✗ poller › queue q  QueueNotExist\n    → Create it.');
  });

  it('shows the problem of a deployment that is configured wrongly', async () => {
    const json = { title: 'Not configured', code: 'NotConfigured', detail: 'PEERFLOW_SINKS is …' };
    const ran = await run(['doctor'], { answers: { [DEEP]: { status: 503, json } } });
    expect([ran.exit, ran.out]).toEqual([1, '✗ NotConfigured (HTTP 503): PEERFLOW_SINKS is …']);
  });
});
