import { describe, expect, it } from 'vitest';
import { rowOf, run } from './harness.ts';

const ONE = 'GET /peerings/pcc-1';
const TAKEN = { status: 202, json: { requestId: 'r', connection: { instanceId: 'pcc-1' } } };
const GONE = { status: 404, json: { title: 'Not found', code: 'NotFound', status: 404 } };

describe('peerflow accept and reject', () => {
  it('accepts and waits until the connection is Activated', async () => {
    const answers = {
      'POST /peerings/pcc-1/accept': TAKEN,
      [ONE]: [{ json: rowOf('Updating') }, { json: rowOf('Activated') }],
    };
    const ran = await run(['accept', 'pcc-1'], { answers });
    expect([ran.exit, ran.out]).toEqual([0, '✓ Activated pcc-1']);
  });

  it('rejects, which is done once it is Rejected', async () => {
    const answers = { 'POST /peerings/pcc-1/reject': TAKEN, [ONE]: { json: rowOf('Rejected') } };
    const ran = await run(['reject', 'pcc-1', '--if-match', '"x"'], { answers });
    expect(ran.exit).toBe(0);
    expect(ran.asked[0]?.headers.get('if-match')).toBe('"x"');
  });
});

describe('peerflow delete', () => {
  it('asks a person first, and deletes nothing without a yes', async () => {
    const circumstances = { isInteractive: true, confirms: false };
    const answers = { [ONE]: { json: rowOf('Activated') } };
    const ran = await run(['delete', 'pcc-1'], { answers, ...circumstances });
    expect(ran.exit).toBe(1);
    expect(ran.err).toContain('Delete one (vpc-a to vpc-b)?');
    expect(ran.asked.map(({ method }) => method)).toEqual(['GET']);
  });

  it('is wrong usage in a script without --yes', async () => {
    const ran = await run(['delete', 'pcc-1']);
    expect([ran.exit, ran.asked]).toEqual([2, []]);
  });

  it('is done when the connection is gone', async () => {
    const answers = {
      'DELETE /peerings/pcc-1': TAKEN,
      [ONE]: [{ json: rowOf('Deleting') }, GONE],
    };
    const ran = await run(['delete', 'pcc-1', '--yes'], { answers });
    expect([ran.exit, ran.out]).toEqual([0, '✓ Deleted']);
  });

  it('says force and dryRun in the query', async () => {
    const call = 'DELETE /peerings/pcc-1?force=true&dryRun=true';
    const answers = { [call]: { json: { dryRun: true, passed: true, requestId: 'r' } } };
    const ran = await run(['delete', 'pcc-1', '--force', '--dry-run'], { answers });
    expect([ran.exit, ran.asked.map(({ path }) => path)]).toEqual([0, [call.slice(7)]]);
  });

  it('exits with 3 while the routes go first and time is over', async () => {
    const queued = { requestId: 'r', status: 'Queued', detail: 'its routes go first' };
    const answers = {
      'DELETE /peerings/pcc-1': { status: 202, json: queued },
      [ONE]: { json: rowOf('Activated') },
    };
    const ran = await run(['delete', 'pcc-1', '--yes', '--timeout', '5'], { answers });
    expect(ran.exit).toBe(3);
    expect(ran.err).toContain('queued: its routes go first');
  });
});
