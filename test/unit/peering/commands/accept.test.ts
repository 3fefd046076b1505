import { describe, expect, it } from 'vitest';
import { runAccept } from '../../../../lib/peering/commands/accept.ts';
import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import { apiError } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';

import { HOUR, OTHER, task, waiting } from './accepting.ts';

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
});
