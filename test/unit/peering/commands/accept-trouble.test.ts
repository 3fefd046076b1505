import { describe, expect, it } from 'vitest';
import { runAccept } from '../../../../lib/peering/commands/accept.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import type { WaitReason } from '../../../../lib/peering/queue/backoff.ts';
import { clientTokenOf } from '../../../../lib/peering/request/identify.ts';
import { apiError, START } from '../../support/context.ts';
import { engine } from '../../support/engine.ts';

import { HOUR, task, waiting } from './accepting.ts';

describe('the accepter in trouble', () => {
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
