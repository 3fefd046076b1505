import { describe, expect, it } from 'vitest';
import { runAccept } from '../../../../lib/peering/commands/accept.ts';
import type { Connection } from '../../../../lib/peering/model/connection.ts';
import type { Status } from '../../../../lib/peering/model/status.ts';
import { type AcceptTask, firstOf, namedChain } from '../../../../lib/peering/queue/tasks.ts';
import { apiError, START } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';

const OTHER = '283117732402483989';
const HOUR = 3_600_000;

const waiting = (more: Partial<Connection> = {}, status: Status = 'Accepting') =>
  connectionIn(status, {
    instanceId: 'pcc-1',
    tags: ourTags('maker', 'Accepting', { accept: 'auto', routes: 'both' }),
    ...more,
  });

const task = (more: Partial<AcceptTask> = {}): AcceptTask => ({
  ...firstOf('accept', namedChain('accept', 'pcc-1'), START),
  instanceId: 'pcc-1',
  tries: 0,
  spent: {},
  ...more,
});

describe('the accepter', () => {
  it('looks, accepts and has it followed', async () => {
    const { ctx, journal, enqueued } = engine({ connections: [waiting()] });
    await runAccept(ctx, task({ origin: { via: 'http' } }));
    expect(journal).toEqual(['get pcc-1', 'accept', 'task watch']);
    expect(enqueued('watch')).toMatchObject([
      {
        action: 'accept',
        requestId: 'maker',
        ownerRequestId: 'maker',
        announced: 'Accepting',
        wanted: { routes: 'both', accept: 'auto' },
        origin: { via: 'http' },
      },
    ]);
  });

  it('takes the role of the accepting account, and shows the session whose request it is', async () => {
    const asked: unknown[] = [];
    const it = engine({
      connections: [waiting({ acceptingOwnerUid: OTHER })],
      settings: { accepterRole: 'acs:ram::{accountId}:role/accept' },
    });
    const accepter = async (...args: readonly string[]) => {
      asked.push(args);
      return it.cloud.peering;
    };
    await runAccept({ ...it.ctx, accepter }, task());
    expect(asked).toEqual([[OTHER, 'maker']]);
    expect(it.cloud.connections.get('pcc-1')?.status).toBe('Updating');
  });

  it.each<[string, Partial<Connection>, Status]>([
    ['is no longer Accepting', {}, 'Activated'],
    ['is to be accepted by hand', { tags: ourTags('maker', 'Accepting') }, 'Accepting'],
    ['carries no tags of ours', { tags: [] }, 'Accepting'],
    ['belongs to another account', { ownerId: OTHER }, 'Accepting'],
  ])('calls nothing where the connection %s, whatever the event said', async (_, more, status) => {
    const { ctx, effects } = engine({ connections: [waiting(more, status)] });
    await runAccept(ctx, task());
    expect(effects()).toEqual([]);
  });

  it('calls nothing where policy denies: a person of the other side decides', async () => {
    const { ctx, effects } = engine({ connections: [waiting()], settings: { policy: [] } });
    await runAccept(ctx, task());
    expect(effects()).toEqual([]);
  });

  it('calls nothing in another account without a role', async () => {
    const { ctx, effects } = engine({ connections: [waiting({ acceptingOwnerUid: OTHER })] });
    await runAccept(ctx, task());
    expect(effects()).toEqual([]);
  });

  it('rejects what a `reject` rule of the policy matches', async () => {
    const { ctx, effects, enqueued } = engine({
      connections: [waiting()],
      settings: {
        policy: [{ name: 'no-b', effect: 'reject', when: { acceptingVpcId: ['vpc-b'] } }],
      },
    });
    await runAccept(ctx, task());
    expect(effects()).toEqual(['reject', 'task watch']);
    expect(enqueued('watch')).toMatchObject([{ action: 'reject' }]);
  });

  it('announces a refusal for good as Failed of the action, under one id in every repetition', async () => {
    const it = engine({ connections: [waiting()] });
    it.cloud.fail('accept', apiError('OperationDenied.VpcPeer'));
    await runAccept(it.ctx, task());
    it.advance(HOUR);
    await runAccept(it.ctx, task());
    expect(it.types()).toEqual(['Failed', 'Failed']);
    expect(new Set(it.events.map(({ id }) => id)).size).toBe(1);
    expect(it.dataOf('Failed')).toMatchObject({
      requestId: 'maker',
      action: 'accept',
      failure: { code: 'OperationDenied.VpcPeer', retryable: false },
      previousStatus: 'Accepting',
    });
    expect(it.enqueued('accept')).toEqual([]);
  });

  it.each([
    ['Conflict.Operation', 'conflict'],
    ['Throttling', 'throttled'],
    ['InternalError', 'transient'],
  ])('waits out %s in a successor', async (code, reason) => {
    const { ctx, cloud, enqueued, types } = engine({ connections: [waiting()] });
    cloud.fail('accept', apiError(code, 500));
    await runAccept(ctx, task());
    expect(enqueued('accept')).toMatchObject([
      { chain: task().chain, step: 1, reason, tries: 1, waitingSince: START },
    ]);
    expect(enqueued('accept')[0]?.due).toBeGreaterThan(START);
    expect(types()).toEqual([]);
  });

  it('counts the time of its waits, and gives up with Failed once their bound is over', async () => {
    const { ctx, cloud, dataOf, enqueued } = engine({ connections: [waiting()] });
    cloud.fail('accept', apiError('InternalError', 500));
    await runAccept(
      ctx,
      task({ reason: 'transient', waitingSince: START - HOUR, tries: 40, spent: {} }),
    );
    expect(dataOf('Failed')).toMatchObject({ failure: { code: 'InternalError', retryable: true } });
    expect(enqueued('accept')).toEqual([]);
  });

  it.each<[string, Error]>([
    ['is not there yet', apiError('ResourceNotFound.InstanceId', 404)],
    ['cannot be read for a while', apiError('ServiceUnavailable', 503)],
    ['may not be read: a right can be given', apiError('Forbidden.RAM', 403)],
  ])('looks again where the connection %s, and in the end says so in the log', async (_, error) => {
    const { ctx, cloud, enqueued, lines } = engine({ connections: [waiting()] });
    cloud.fail('get', error);
    await runAccept(ctx, task());
    expect(enqueued('accept')).toHaveLength(1);
    const reason = enqueued('accept')[0]?.reason;
    await runAccept(ctx, task({ spent: { 'not-found': HOUR, transient: HOUR } }));
    expect([enqueued('accept').length, reason !== undefined]).toEqual([1, true]);
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('throws where what follows was not acknowledged, so that the task comes again', async () => {
    const { ctx, switches } = engine({ connections: [waiting()] });
    switches.isQueueDown = true;
    await expect(runAccept(ctx, task())).rejects.toThrow('not acknowledged');
  });

  it('throws where its Failed was neither delivered nor queued', async () => {
    const { ctx, switches, cloud } = engine({ connections: [waiting()] });
    cloud.fail('accept', apiError('OperationDenied.VpcPeer'));
    switches.isQueueDown = true;
    switches.isSinkDown = true;
    await expect(runAccept(ctx, task())).rejects.toThrow('neither delivered nor queued');
  });
});
