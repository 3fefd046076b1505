import { describe, expect, it } from 'vitest';
import { runAccept } from '../../../../lib/peering/commands/accept.ts';
import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import type { WaitReason } from '../../../../lib/peering/queue/backoff.ts';
import type { AcceptTask } from '../../../../lib/peering/queue/task-schema.ts';
import { firstOf, namedChain } from '../../../../lib/peering/queue/tasks.ts';
import { clientTokenOf } from '../../../../lib/peering/request/identify.ts';
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

  it('takes the role of the accepting account', async () => {
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
    expect(asked).toEqual([[OTHER]]);
    expect(it.cloud.connections.get('pcc-1')?.status).toBe('Updating');
  });

  it.each<[string, Partial<Connection>, Status]>([
    ['is no longer Accepting', {}, 'Activated'],
    ['is to be accepted by hand', { tags: ourTags('maker', 'Accepting') }, 'Accepting'],
    ['carries no tags of ours', { tags: [] }, 'Accepting'],
    ['belongs to another account', { ownerId: OTHER }, 'Accepting'],
  ])('calls nothing where the connection %s, whatever the event said', async (_, more, status) => {
    const { ctx, effects } = engine({ connections: [waiting(more, status)] });
    await runAccept(ctx, task(), false);
    expect(effects()).toEqual([]);
  });

  it.each<[string, Partial<Connection>, Status]>([
    ['is not Accepting yet', {}, 'Creating'],
    ['lacks the tags of its adoption', { tags: [] }, 'Accepting'],
  ])(
    'looks again where a look is older than what woke it: the connection %s',
    async (_, more, status) => {
      const it = engine({ connections: [waiting(more, status)] });
      await runAccept(it.ctx, task());
      expect(it.enqueued('accept')).toMatchObject([{ reason: 'not-found', tries: 1 }]);
      it.cloud.put(waiting());
      await runAccept(it.ctx, task({ spent: { 'not-found': 5_000 } }));
      expect(it.effects()).toEqual(['task accept', 'accept', 'task watch']);
    },
  );

  it('looks no more at one that is through already, though tags of ours are lacking', async () => {
    const { ctx, journal } = engine({ connections: [waiting({ tags: [] }, 'Activated')] });
    await runAccept(ctx, task());
    expect(journal).toEqual(['get pcc-1']);
  });

  it('ends where a minute of looks shows nothing to accept', async () => {
    const { ctx, effects } = engine({ connections: [waiting({ tags: [] })] });
    await runAccept(ctx, task({ spent: { 'not-found': 60_000 } }));
    expect(effects()).toEqual([]);
  });

  it.each([
    ['policy denies', {}, { policy: [] }],
    ['no role leads into the other account', { acceptingOwnerUid: OTHER }, {}],
  ])('calls nothing where %s by now, and says that a person has to', async (_, more, settings) => {
    const it = engine({ connections: [waiting(more)], settings });
    await runAccept(it.ctx, task());
    expect(it.effects()).toEqual(['event Failed']);
    expect(it.events).toMatchObject([
      { data: { action: 'accept', failure: { code: 'AcceptByHand', retryable: false } } },
    ]);
  });

  it('is silent where a hint alone led here: what waits for a person has been announced', async () => {
    const { ctx, effects } = engine({ connections: [waiting()], settings: { policy: [] } });
    await runAccept(ctx, task(), false);
    expect(effects()).toEqual([]);
  });

  it('rejects what a `reject` rule of the policy matches', async () => {
    const { ctx, effects, enqueued } = engine({
      connections: [waiting()],
      settings: {
        policy: [
          {
            name: 'no-b',
            effect: 'reject',
            when: { action: ['accept'], acceptingVpcId: ['vpc-b'] },
          },
        ],
      },
    });
    await runAccept(ctx, task());
    expect(effects()).toEqual(['reject', 'task watch']);
    expect(enqueued('watch')).toMatchObject([{ action: 'reject' }]);
  });

  it('rejects by a rule that names accepting alone, though another one allows everything', async () => {
    const { ctx, effects } = engine({
      connections: [waiting()],
      settings: {
        policy: [
          { name: 'never', effect: 'reject', when: { action: ['accept'] } },
          { name: 'all', effect: 'allow', when: {} },
        ],
      },
    });
    await runAccept(ctx, task());
    expect(effects()).toEqual(['reject', 'task watch']);
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

  it('counts the time of its waits, and leaves to a last look what reached its bound', async () => {
    const { ctx, cloud, types, enqueued } = engine({ connections: [waiting()] });
    cloud.fail('accept', apiError('InternalError', 500));
    await runAccept(
      ctx,
      task({ reason: 'transient', waitingSince: START - HOUR, tries: 40, spent: {} }),
    );
    expect(types()).toEqual([]);
    expect(enqueued('accept')).toMatchObject([{ givenUp: { code: 'InternalError' }, step: 1 }]);
  });

  it('calls nothing any more in the last look, nor in its repetition: Failed says why', async () => {
    const { ctx, journal, dataOf, enqueued } = engine({ connections: [waiting()] });
    const last = task({ givenUp: { code: 'InternalError', message: 'no', status: 500 } });
    await runAccept(ctx, last);
    await runAccept(ctx, last);
    expect(journal).toEqual(['get pcc-1', 'event Failed', 'get pcc-1', 'event Failed']);
    expect(dataOf('Failed')).toMatchObject({ failure: { code: 'InternalError', retryable: true } });
    expect(enqueued('accept')).toEqual([]);
  });

  it('does not fail what the last look finds accepted', async () => {
    const { ctx, types } = engine({ connections: [waiting({}, 'Activated')] });
    await runAccept(ctx, task({ givenUp: { code: 'InternalError', message: 'no' } }));
    expect(types()).toEqual([]);
  });

  it.each<[string, Error, WaitReason]>([
    ['is not there yet', apiError('ResourceNotFound.InstanceId', 404), 'not-found'],
    ['cannot be read for a while', apiError('ServiceUnavailable', 503), 'transient'],
    ['is asked for too often', apiError('Throttling'), 'throttled'],
    ['may not be read: a right can be given', apiError('Forbidden.RAM', 403), 'transient'],
  ])(
    'looks again where the connection %s, and in the end says so or comes back an hour later',
    async (_, error, reason) => {
      const { ctx, cloud, enqueued, lines, effects } = engine({ connections: [waiting()] });
      cloud.fail('get', error);
      await runAccept(ctx, task());
      expect(enqueued('accept')).toMatchObject([{ reason, tries: 1 }]);
      cloud.rows = [];
      const last = runAccept(ctx, task({ spent: { [reason]: 24 * HOUR } }));
      if (reason === 'not-found') {
        await last;
        expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
          { msg: 'Connection not found; not accepted', fields: { instanceId: 'pcc-1' } },
        ]);
      } else await expect(last).rejects.toThrow('pcc-1 is not readable and was not accepted');
      expect(effects()).toEqual(['task accept']);
    },
  );

  it('waits on for what no look finds and a list shows, and comes back an hour later in the end', async () => {
    const { ctx, cloud, enqueued } = engine({ connections: [waiting()] });
    cloud.fail('get', apiError('ResourceNotFound.InstanceId', 404));
    await runAccept(ctx, task({ spent: { 'not-found': HOUR } }));
    expect(enqueued('accept')).toMatchObject([{ reason: 'pending' }]);
    const last = runAccept(ctx, task({ spent: { 'not-found': HOUR, pending: HOUR } }));
    await expect(last).rejects.toThrow('pcc-1 may be listed');
  });

  it('waits on where no list says that what no look finds is gone, and comes back an hour later in the end', async () => {
    const { ctx, cloud, enqueued } = engine();
    cloud.fail('list', apiError('ServiceUnavailable', 503));
    await runAccept(ctx, task({ spent: { 'not-found': HOUR } }));
    expect(enqueued('accept')).toMatchObject([{ reason: 'transient' }]);
    const last = runAccept(ctx, task({ spent: { 'not-found': HOUR, transient: HOUR } }));
    await expect(last).rejects.toThrow('pcc-1 may be listed');
  });

  it('has one ClientToken for each action on a connection, from try to try', async () => {
    const it = engine({ connections: [waiting()] });
    it.cloud.fail('accept', apiError('InternalError', 500), 2);
    await runAccept(it.ctx, task());
    it.advance(HOUR);
    await runAccept(it.ctx, task());
    it.cloud.put(waiting({ instanceId: 'pcc-2' }));
    await runAccept(it.ctx, task({ instanceId: 'pcc-2' }));
    const inputs = it.cloud.inputs.filter(({ operation }) => operation === 'accept');
    const token = clientTokenOf({
      requestId: 'maker',
      action: 'accept',
      dryRun: false,
      instanceId: 'pcc-1',
    });
    expect(inputs.slice(0, 2).map(({ input }) => input)).toEqual([
      { instanceId: 'pcc-1', clientToken: token },
      { instanceId: 'pcc-1', clientToken: token },
    ]);
    expect(inputs[2]?.input).not.toMatchObject({ clientToken: token });
  });

  it('has one Failed where the service does not say when the connection was made', async () => {
    const { gmtCreate: _, ...timeless } = waiting();
    const it = engine({ connections: [timeless] });
    it.cloud.fail('accept', apiError('OperationDenied.VpcPeer'));
    await runAccept(it.ctx, task());
    it.advance(HOUR);
    await runAccept(it.ctx, task());
    expect(it.types()).toEqual(['Failed', 'Failed']);
    expect(new Set(it.events.map(({ id }) => id)).size).toBe(1);
  });

  it('has another Failed for another connection of the same maker', async () => {
    const it = engine({
      connections: [waiting(), waiting({ instanceId: 'pcc-2', gmtCreate: '2026-11-29T07:00:00Z' })],
    });
    it.cloud.fail('accept', apiError('OperationDenied.VpcPeer'));
    await runAccept(it.ctx, task());
    await runAccept(it.ctx, task({ instanceId: 'pcc-2' }));
    expect(new Set(it.events.map(({ id }) => id)).size).toBe(2);
  });

  it('takes no role where both ends are ours', async () => {
    const it = engine({ connections: [waiting()] });
    const accepter = () => Promise.reject(new Error('a role was taken'));
    await runAccept({ ...it.ctx, accepter }, task());
    expect(it.effects()).toEqual(['accept', 'task watch']);
  });

  it('asks policy about an accept', async () => {
    const it = engine({
      connections: [waiting()],
      settings: { policy: [{ name: 'accepts', effect: 'allow', when: { action: ['accept'] } }] },
    });
    await runAccept(it.ctx, task());
    expect(it.effects()).toEqual(['accept', 'task watch']);
  });

  it('tries again after a second, then after two, and so on', async () => {
    const { ctx, cloud, enqueued } = engine({
      connections: [waiting()],
      context: { random: () => 0.5 },
    });
    cloud.fail('accept', apiError('InternalError', 500));
    await runAccept(ctx, task());
    await runAccept(ctx, task({ step: 1, reason: 'transient', tries: 1, waitingSince: START }));
    expect(enqueued('accept').map(({ tries, due }) => [tries, due - START])).toEqual([
      [1, 1_000],
      [2, 2_000],
    ]);
  });

  it('throws what is not an answer of the cloud', async () => {
    const { ctx, cloud } = engine({ connections: [waiting()] });
    cloud.fail('accept', new TypeError('a fault of ours'));
    await expect(runAccept(ctx, task())).rejects.toThrow('a fault of ours');
  });

  it('waits at least as long as the service asks', async () => {
    const { ctx, cloud, enqueued } = engine({ connections: [waiting()] });
    const options = {
      kind: 'api',
      operation: 'accept',
      status: 429,
      retryAfterMs: 90_000,
    } as const;
    cloud.fail('accept', new ApiError({ ...options, code: 'Throttling', message: 'slow down' }));
    await runAccept(ctx, task());
    expect(enqueued('accept')[0]?.due).toBeGreaterThanOrEqual(START + 90_000);
  });

  it('knows no door of a task that a timer led to', async () => {
    const { ctx, enqueued } = engine({ connections: [waiting()] });
    await runAccept(ctx, task());
    expect(enqueued('watch')[0]?.origin).toBeUndefined();
  });

  it.each([
    ['timer', undefined],
    ['http', { via: 'http' }],
  ])('asks policy for the door %s', async (via, origin) => {
    const it = engine({
      connections: [waiting()],
      settings: { policy: [{ name: 'door', effect: 'allow', when: { via: [via] } }] },
    });
    await runAccept(it.ctx, task(origin ? { origin } : {}));
    expect(it.effects()).toEqual(['accept', 'task watch']);
  });

  it('says in the log what it decided, and why there is nothing to decide', async () => {
    const it = engine({
      connections: [waiting(), waiting({ instanceId: 'pcc-2', status: 'Activated' })],
    });
    await runAccept(it.ctx, task());
    await runAccept(it.ctx, task({ instanceId: 'pcc-2' }));
    expect(it.lines.map(({ msg, fields }) => ({ msg, ...fields }))).toMatchObject([
      { msg: 'Item decided', action: 'accept', item: 'maker', via: 'timer', outcome: 'done' },
      { msg: 'Nothing to accept', instanceId: 'pcc-2', status: 'Activated', accept: 'auto' },
    ]);
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
