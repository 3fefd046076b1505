import { describe, expect, it } from 'vitest';
import { change } from '../../../../lib/peering/commands/change.ts';
import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import type { WorkItem } from '../../../../lib/peering/queue/backoff.ts';
import { apiError } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';
import { ANSWERING, codeOf, deleteRequest, FIRST, itemOf, LAST_LOOK, outcomeOf } from './items.ts';

const MINUTE = 60_000;

const existing = (status: Status, more: Partial<Connection> = {}) =>
  connectionIn(status, { instanceId: 'pcc-1', tags: ourTags('maker', 'Activated'), ...more });

const deleteOf = (more: Partial<WorkItem<typeof deleteRequest>> = {}) =>
  itemOf<typeof deleteRequest>(deleteRequest, more);
const dry = itemOf({ ...deleteRequest, dryRun: true });

describe('a delete without routes', () => {
  it('enqueues its watch before the call, because the connection takes its tags along', async () => {
    const { ctx, journal, enqueued } = engine({ connections: [existing('Activated')] });
    expect(outcomeOf(await change(ctx, deleteOf(), FIRST))).toMatchObject({
      outcome: 'done',
      connection: { status: 'Deleting' },
    });
    expect(journal).toEqual(['get pcc-1', 'task watch', 'delete', 'get pcc-1']);
    expect(enqueued('watch')).toMatchObject([
      {
        action: 'delete',
        requestId: 'request-0',
        ownerRequestId: 'maker',
        announced: 'Activated',
        lastStatus: 'Activated',
      },
    ]);
    expect(enqueued('watch')[0]?.isLeaving).toBeUndefined();
  });

  it('calls nothing where the watch could not be enqueued', async () => {
    const { ctx, switches, cloud } = engine({ connections: [existing('Activated')] });
    switches.isQueueDown = true;
    await expect(change(ctx, deleteOf(), FIRST)).rejects.toThrow('not acknowledged');
    expect(cloud.connections.get('pcc-1')?.status).toBe('Activated');
  });

  it.each(['Accepting', 'Activated', 'Rejected', 'Expired'] as const)(
    'is called of a connection that is %s',
    async (status) => {
      const { ctx, cloud } = engine({ connections: [existing(status)] });
      await change(ctx, deleteOf(), FIRST);
      expect(cloud.connections.get('pcc-1')?.status).toBe('Deleting');
    },
  );

  it('passes `force` on, and only where it was asked', async () => {
    for (const force of [true, false]) {
      const { ctx, cloud } = engine({ connections: [existing('Activated')] });
      await change(ctx, itemOf({ ...deleteRequest, force }), FIRST);
      const call = cloud.inputs.find(({ operation }) => operation === 'delete');
      expect(call?.input).toMatchObject({ force: force ? true : undefined, instanceId: 'pcc-1' });
    }
  });

  it('asks policy with `force`', async () => {
    const policy = [
      { name: 'no-force', effect: 'deny', when: { force: true } },
      { name: 'rest', effect: 'allow', when: {} },
    ] as const;
    const { ctx } = engine({ connections: [existing('Activated')], settings: { policy } });
    expect(codeOf(await change(ctx, itemOf({ ...deleteRequest, force: true }), FIRST))).toBe(
      'PolicyDenied',
    );
    expect(outcomeOf(await change(ctx, deleteOf(), FIRST)).outcome).toBe('done');
  });

  it('remembers that its watch is enqueued while the call is refused for a while: once for each item', async () => {
    const { ctx, cloud, enqueued } = engine({ connections: [existing('Activated')] });
    cloud.fail('delete', apiError('Conflict.Operation'), 1);
    const attempt = await change(ctx, deleteOf(), FIRST);
    expect(attempt).toMatchObject({
      kind: 'wait',
      reason: 'conflict',
      carry: { lastSeen: { instanceId: 'pcc-1', status: 'Activated', tags: [] } },
    });
    expect(enqueued('watch')).toHaveLength(1);
    const carry = attempt.kind === 'wait' ? attempt.carry : undefined;
    cloud.fail('delete', apiError('Conflict.Operation'), 1);
    await change(ctx, deleteOf(carry), FIRST);
    expect(enqueued('watch')).toHaveLength(1);
  });

  it('that is taken after refusals gets a new watch: the first may have ended meanwhile', async () => {
    const { ctx, journal, enqueued } = engine({ connections: [existing('Activated')] });
    await change(ctx, deleteOf({ lastSeen: { status: 'Activated' } }), FIRST);
    expect(journal).toEqual(['get pcc-1', 'delete', 'task watch', 'get pcc-1']);
    expect(enqueued('watch')).toMatchObject([{ action: 'delete', isLeaving: true }]);
  });

  it('that the API refuses for good fails with its code, and leaves the connection', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Activated')] });
    cloud.fail('delete', apiError('DeletionProtection'));
    expect(codeOf(await change(ctx, deleteOf(), FIRST))).toBe('DeletionProtection');
  });

  it('of a connection that is Deleting already is followed to its end, without a call', async () => {
    const { ctx, journal, enqueued } = engine({ connections: [existing('Deleting')] });
    expect(outcomeOf(await change(ctx, deleteOf(), FIRST)).outcome).toBe('done');
    expect(journal).toEqual(['get pcc-1', 'task watch']);
    expect(enqueued('watch')).toMatchObject([{ isLeaving: true }]);
  });

  it.each(['Creating', 'Updating'] as const)('waits for the end of %s', async (status) => {
    const { ctx, effects } = engine({ connections: [existing(status)] });
    expect(await change(ctx, deleteOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'conflict',
    });
    expect(effects()).toEqual([]);
  });

  it('calls nothing in the last look before it fails', async () => {
    const { ctx, effects } = engine({ connections: [existing('Activated')] });
    expect(await change(ctx, deleteOf({ reason: 'conflict' }), LAST_LOOK)).toMatchObject({
      kind: 'wait',
      reason: 'conflict',
    });
    expect(effects()).toEqual([]);
  });

  it('of a foreign connection never goes through the router', async () => {
    const { ctx, effects } = engine({ connections: [existing('Activated', { tags: [] })] });
    await change(ctx, deleteOf(), FIRST);
    expect(effects()).toEqual(['task watch', 'delete']);
  });
});

describe('a delete whose answer was lost', () => {
  it('and whose connection is gone is Deleted, without NeverSeen', async () => {
    const { ctx, cloud, dataOf } = engine({ connections: [existing('Activated')] });
    cloud.lose('delete', apiError('ServiceUnavailable', 503));
    const attempt = await change(ctx, deleteOf(), FIRST);
    const carry = attempt.kind === 'wait' ? attempt.carry : undefined;
    cloud.connections.delete('pcc-1');
    const item = deleteOf({ ...carry, spent: { 'not-found': MINUTE } });
    const outcome = outcomeOf(await change(ctx, item, FIRST));
    expect(outcome).toMatchObject({ outcome: 'done', connection: { status: 'Deleted' } });
    expect(dataOf('Deleted')).toMatchObject({
      requestId: 'maker',
      action: 'delete',
      previousStatus: 'Activated',
      connection: { instanceId: 'pcc-1', regionId: 'cn-hangzhou' },
    });
    expect(dataOf('Deleted').findings).toBeUndefined();
  });

  it('and that finds nothing right after its call is Deleted at once', async () => {
    const { ctx, cloud, dataOf } = engine({ connections: [existing('Activated')] });
    cloud.after('delete', () => cloud.connections.delete('pcc-1'));
    expect(outcomeOf(await change(ctx, deleteOf(), FIRST)).outcome).toBe('done');
    expect(dataOf('Deleted')).toMatchObject({ previousStatus: 'Deleting' });
  });
});

describe('a delete of nothing', () => {
  it('looks for the connection for a minute before it says Deleted', async () => {
    const { ctx, types } = engine();
    expect(await change(ctx, deleteOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'not-found',
    });
    expect(types()).toEqual([]);
  });

  it('ends in Deleted with the finding NeverSeen', async () => {
    const { ctx, dataOf, events } = engine();
    const item = deleteOf({ spent: { 'not-found': MINUTE } });
    expect(outcomeOf(await change(ctx, item, FIRST))).toMatchObject({
      outcome: 'done',
      findings: [{ code: 'NeverSeen' }],
    });
    expect(events.map(({ id }) => id)).toEqual(['pcc-1-Deleted']);
    expect(dataOf('Deleted')).toMatchObject({
      requestId: 'request-0',
      previousStatus: null,
      findings: [{ code: 'NeverSeen', severity: 'warning', pointer: '/instanceId' }],
    });
  });

  it('waits on while any managed region lists it', async () => {
    const { ctx, cloud, types } = engine();
    const list: typeof cloud.peering.list = async ({ regionId }) => ({
      items: regionId === 'cn-shanghai' ? [existing('Activated')] : [],
    });
    const item = deleteOf({ spent: { 'not-found': MINUTE } });
    const shanghai = { ...ctx, peering: { ...ctx.peering, list } };
    expect(await change(shanghai, item, FIRST)).toMatchObject({ kind: 'wait', reason: 'pending' });
    expect(types()).toEqual([]);
  });

  it('waits where its event was neither delivered nor queued', async () => {
    const { ctx, switches } = engine();
    switches.isSinkDown = true;
    switches.isQueueDown = true;
    const item = deleteOf({ spent: { 'not-found': MINUTE } });
    expect(await change(ctx, item, FIRST)).toMatchObject({ kind: 'wait', reason: 'transient' });
  });

  it('is a 404 to a caller who waits, unless a list shows it', async () => {
    const { ctx, cloud, types } = engine();
    expect(codeOf(await change(ctx, deleteOf(), ANSWERING))).toBe('NotFound');
    cloud.rows = [existing('Creating')];
    expect(await change(ctx, deleteOf(), ANSWERING)).toMatchObject({
      kind: 'wait',
      reason: 'not-found',
    });
    expect(types()).toEqual([]);
  });

  it('is none to a caller where the connection was seen a moment ago: it is waited for', async () => {
    const { ctx, types } = engine();
    const seen = deleteOf({ lastSeen: { instanceId: 'pcc-1', status: 'Activated' } });
    expect(await change(ctx, seen, ANSWERING)).toMatchObject({ kind: 'wait', reason: 'not-found' });
    expect(types()).toEqual([]);
  });

  it('that a look shows as Deleted is done, and a watch announces its end and has its routes removed', async () => {
    const { ctx, enqueued } = engine({ connections: [existing('Deleted')] });
    expect(outcomeOf(await change(ctx, deleteOf(), FIRST)).outcome).toBe('done');
    expect(enqueued('watch')).toMatchObject([
      { action: 'delete', isLeaving: true, leavesRoutes: true },
    ]);
  });
});

describe('a dry run of a delete', () => {
  it('of a connection that is leaving already passes without a call, as the delete would', async () => {
    const { ctx, effects } = engine({ connections: [existing('Deleting')] });
    expect(outcomeOf(await change(ctx, dry, ANSWERING)).outcome).toBe('dry-run');
    expect(effects()).toEqual([]);
  });

  it('asks the API, and enqueues and announces nothing', async () => {
    const { ctx, cloud, effects } = engine({ connections: [existing('Activated')] });
    cloud.fail('delete', apiError('DryRunOperation'));
    expect(outcomeOf(await change(ctx, dry, ANSWERING)).outcome).toBe('dry-run');
    expect(effects()).toEqual(['delete dry']);
  });

  it('fails with what the API has against it', async () => {
    const { ctx, cloud } = engine({ connections: [existing('Activated')] });
    cloud.fail('delete', apiError('DeletionProtection'));
    expect(codeOf(await change(ctx, dry, ANSWERING))).toBe('DeletionProtection');
  });

  it('of nothing fails with NotFound and announces nothing, whoever asks', async () => {
    for (const options of [FIRST, ANSWERING]) {
      const { ctx, effects } = engine();
      const item = { ...dry, spent: { 'not-found': MINUTE } };
      expect(codeOf(await change(ctx, item, options))).toBe('NotFound');
      expect(effects()).toEqual([]);
    }
  });

  it('of a connection that a look shows as Deleted announces nothing', async () => {
    const { ctx, effects } = engine({ connections: [existing('Deleted')] });
    expect(codeOf(await change(ctx, dry, FIRST))).toBe('NotFound');
    expect(effects()).toEqual([]);
  });
});
