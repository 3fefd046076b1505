import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../lib/peering/decide/decide.ts';
import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import { namedChain, readTask } from '../../../../lib/peering/queue/tasks.ts';
import {
  apply,
  NotDeliveredError,
  type Reconciled,
} from '../../../../lib/peering/reconcile/apply.ts';
import type { Settings } from '../../../../lib/peering/settings.ts';
import { readTags, type StateWord } from '../../../../lib/peering/state/tags.ts';
import { ACCOUNT, apiError, settings } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';

const OTHER = '283117732402483989';
const all = { name: 'all', effect: 'allow', when: {} } as const;

const seenAs = (
  status: Status,
  tagged: StateWord,
  more: Partial<Reconciled> = {},
  connectionMore: Partial<Connection> = {},
): Reconciled => {
  const connection = connectionIn(status, {
    instanceId: 'pcc-1',
    tags: ourTags('maker', tagged),
    ...connectionMore,
  });
  return {
    connection,
    tags: readTags(connection, settings),
    announced: tagged,
    wanted: undefined,
    action: 'create',
    requestId: null,
    ownerRequestId: 'maker',
    ...more,
  };
};

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const decided = (more: Partial<Decision>): Decision => ({
  announce: [],
  wake: [],
  state: 'Requested',
  next: 'end',
  ...more,
});

const activated = decided({ announce: [{ type: 'Activated' }], state: 'Activated' });

describe('apply', () => {
  it('throws where an event is neither delivered nor queued, before anything that follows it', async () => {
    const seen = seenAs('Activated', 'Creating');
    const { ctx, switches, effects } = engine({ connections: [seen.connection] });
    switches.isSinkDown = true;
    switches.isQueueDown = true;
    await expect(apply(ctx, { ...activated, wake: ['routes'] }, seen)).rejects.toThrow(
      NotDeliveredError,
    );
    expect(effects().filter((each) => !each.startsWith('event'))).toEqual([]);
  });

  it('says what was announced before: nothing, a status, or Accepting for Expiring', async () => {
    const previous = async (announced: StateWord) => {
      const seen = seenAs('Activated', 'Creating', { announced });
      const { ctx, dataOf } = engine({ connections: [seen.connection] });
      await apply(ctx, activated, seen);
      return dataOf('Activated').previousStatus;
    };
    expect(await previous('Requested')).toBeNull();
    expect(await previous('Creating')).toBe('Creating');
    expect(await previous('Expiring')).toBe('Accepting');
  });

  it('wakes nobody to accept what policy or configuration leaves to a person', async () => {
    const seen = seenAs('Accepting', 'Creating', {}, { acceptingOwnerUid: OTHER });
    const { ctx, enqueued } = engine({ connections: [seen.connection] });
    await apply(ctx, decided({ wake: ['accept'], state: 'Accepting' }), seen);
    expect(enqueued('accept')).toEqual([]);
  });

  it('names AcceptByHand with Accepting and Expiring only, and where auto was asked', async () => {
    const auto = { routes: 'none', accept: 'auto' } as const;
    const findings = async (type: 'Accepting' | 'Expiring' | 'Activated', wanted?: typeof auto) => {
      const seen = seenAs(
        'Accepting',
        'Creating',
        { wanted },
        {
          acceptingOwnerUid: OTHER,
        },
      );
      const { ctx, dataOf } = engine({ connections: [seen.connection] });
      await apply(ctx, decided({ announce: [{ type }], state: type }), seen);
      return dataOf(type).findings;
    };
    const byHand = [{ code: 'AcceptByHand', severity: 'warning', pointer: '/accept' }];
    expect(await findings('Accepting', auto)).toMatchObject(byHand);
    expect(await findings('Expiring', auto)).toMatchObject(byHand);
    expect(await findings('Activated', auto)).toBeUndefined();
    expect(await findings('Accepting')).toBeUndefined();
  });

  it('names no AcceptByHand where the accepter can act', async () => {
    const seen = seenAs('Accepting', 'Creating', { wanted: { routes: 'none', accept: 'auto' } });
    const { ctx, dataOf } = engine({ connections: [seen.connection] });
    await apply(ctx, decided({ announce: [{ type: 'Accepting' }], state: 'Accepting' }), seen);
    expect(dataOf('Accepting').findings).toBeUndefined();
  });

  it('wakes router and accepter with tasks that wait for nothing yet', async () => {
    const seen = seenAs('Activated', 'Creating', { wanted: { routes: 'both', accept: 'auto' } });
    const { ctx, enqueued } = engine({ connections: [seen.connection] });
    await apply(ctx, { ...activated, wake: ['accept', 'routes'] }, seen);
    expect(enqueued('routes')).toMatchObject([{ tries: 0, spent: {}, wanted: 'both' }]);
    expect(enqueued('routes')[0]).not.toHaveProperty('lastSeen');
    expect(enqueued('accept')).toMatchObject([
      { tries: 0, spent: {}, chain: namedChain('accept', 'pcc-1') },
    ]);
  });

  it('asks policy as the timer where no door is known', async () => {
    const seen = seenAs('Accepting', 'Creating');
    const policy = [{ name: 'timer', effect: 'allow', when: { via: ['timer'] } }] as const;
    const woken = async (more: Partial<Reconciled>) => {
      const { ctx, enqueued } = engine({ connections: [seen.connection], settings: { policy } });
      await apply(ctx, decided({ wake: ['accept'], state: 'Accepting' }), { ...seen, ...more });
      return enqueued('accept').length;
    };
    expect(await woken({})).toBe(1);
    expect(await woken({ origin: { via: 'http' } })).toBe(0);
  });

  it.each<[string, Partial<Settings>, number]>([
    ['a role in the other account', { accepterRole: `acs:ram::${OTHER}:role/peer` }, 1],
    ['a role in a third account', { accepterRole: `acs:ram::${ACCOUNT}:role/peer` }, 0],
    ['a policy that lets the accepter reject', { policy: [{ ...all, effect: 'reject' }] }, 0],
    ['a policy for accepting alone', { policy: [{ ...all, when: { action: ['accept'] } }] }, 0],
    [
      'a policy for accepting alone, and a role',
      {
        policy: [{ ...all, when: { action: ['accept'] } }],
        accepterRole: 'acs:ram::{accountId}:role/peer',
      },
      1,
    ],
    [
      'a policy that lets the accepter reject, and a role',
      {
        policy: [{ ...all, effect: 'reject' }],
        accepterRole: 'acs:ram::{accountId}:role/peer',
      },
      1,
    ],
    [
      'a policy that denies, and a role',
      { policy: [{ ...all, effect: 'deny' }], accepterRole: 'acs:ram::{accountId}:role/peer' },
      0,
    ],
  ])('wakes the accepter of another account under %s: %3$i', async (_, settings, count) => {
    const seen = seenAs('Accepting', 'Creating', {}, { acceptingOwnerUid: OTHER });
    const { ctx, enqueued } = engine({ connections: [seen.connection], settings });
    await apply(ctx, decided({ wake: ['accept'], state: 'Accepting' }), seen);
    expect(enqueued('accept')).toHaveLength(count);
  });

  it('wakes the router whatever the accepter may do', async () => {
    const seen = seenAs('Activated', 'Creating', {}, { acceptingOwnerUid: OTHER });
    const { ctx, enqueued } = engine({ connections: [seen.connection] });
    await apply(ctx, { ...activated, wake: ['routes'] }, seen);
    expect(enqueued('routes')).toHaveLength(1);
  });

  it('tells the router whose connection it is, where that is known', async () => {
    const owner = async (more: Partial<Reconciled>) => {
      const seen = seenAs('Activated', 'Creating', more);
      const { ctx, tasks } = engine({ connections: [seen.connection] });
      await apply(ctx, { ...activated, wake: ['routes'] }, seen);
      return readTask(tasks[0]?.task, 'router');
    };
    expect(await owner({})).toMatchObject({ ownerRequestId: 'maker' });
    expect(await owner({ tags: null, ownerRequestId: null })).not.toHaveProperty('ownerRequestId');
  });

  it('announces Stalled to whoever asked for what is not through, and to its maker where nobody did', async () => {
    const told = async (requestId: string | null) => {
      const seen = seenAs('Updating', 'Activated', { action: 'modify', requestId });
      const { ctx, dataOf } = engine({ connections: [seen.connection] });
      await apply(ctx, decided({ announce: [{ type: 'Stalled' }], state: 'Activated' }), seen);
      return dataOf('Stalled').requestId;
    };
    expect(await told('changer')).toBe('changer');
    expect(await told(null)).toBe('maker');
  });

  it('hands the door of the request to the accepter', async () => {
    const seen = seenAs('Accepting', 'Creating', { origin: { via: 'http' } });
    const { ctx, enqueued } = engine({ connections: [seen.connection] });
    await apply(ctx, decided({ wake: ['accept'], state: 'Accepting' }), seen);
    expect(enqueued('accept')).toMatchObject([{ instanceId: 'pcc-1', origin: { via: 'http' } }]);
  });

  it('hands the door of the request to the router, but not that of a request by somebody else', async () => {
    const origin = { via: 'http', traceparent: TRACEPARENT };
    const woken = async (requestId: string) => {
      const seen = seenAs('Activated', 'Creating', { origin, requestId });
      const { ctx, tasks } = engine({ connections: [seen.connection] });
      await apply(ctx, { ...activated, wake: ['routes'] }, seen);
      return readTask(tasks[0]?.task, 'router');
    };
    expect(await woken('maker')).toMatchObject({ origin });
    expect(await woken('accepter')).not.toHaveProperty('origin');
  });

  it('hands the last look to a clean-up', async () => {
    const seen = seenAs('Rejected', 'Accepting');
    const { ctx, enqueued } = engine({ connections: [seen.connection] });
    await apply(ctx, decided({ wake: ['cleanup'], state: 'Rejected' }), seen);
    expect(enqueued('routes')).toMatchObject([
      { purpose: 'cleanup', lastSeen: { instanceId: 'pcc-1', status: 'Rejected' } },
    ]);
  });
});

describe('the state tag', () => {
  it.each<[Status, StateWord, StateWord, boolean]>([
    ['Activated', 'Creating', 'Activated', true],
    ['Activated', 'Activated', 'Activated', false],
    // A slower instance must not set it back, but a word ahead of the truth is corrected.
    ['Updating', 'Activated', 'Accepting', false],
    ['Accepting', 'Activated', 'Accepting', true],
    ['Accepting', 'Accepting', 'Expiring', true],
    ['Accepting', 'Expiring', 'Expiring', false],
    ['Updating', 'Rejected', 'Requested', true],
  ])(
    'of a connection that is %s and says %s: %s is written: %s',
    async (status, tagged, word, isWritten) => {
      const seen = seenAs(status, tagged, { announced: 'Creating' });
      const { ctx, effects } = engine({ connections: [seen.connection] });
      await apply(ctx, decided({ state: word }), seen);
      expect(effects()).toEqual(isWritten ? ['tagResources peerflow:state'] : []);
    },
  );

  it('is written by a later look where the write was lost, though that look announces nothing', async () => {
    const seen = seenAs('Accepting', 'Accepting', { announced: 'Expiring' });
    const { ctx, effects } = engine({ connections: [seen.connection] });
    await apply(ctx, decided({ state: 'Expiring' }), seen);
    expect(effects()).toEqual(['tagResources peerflow:state']);
  });

  it('is not written where nothing was announced that it does not say', async () => {
    const seen = seenAs('Creating', 'Creating');
    const { ctx, effects } = engine({ connections: [seen.connection] });
    await apply(ctx, decided({ state: 'Creating' }), seen);
    expect(effects()).toEqual([]);
  });

  it('is not written onto what has no tags of ours, or is Deleted', async () => {
    const untagged = seenAs('Activated', 'Creating', { tags: null });
    const { ctx, effects } = engine({ connections: [untagged.connection] });
    await apply(ctx, decided({ state: 'Activated' }), untagged);
    await apply(ctx, decided({ state: 'Deleted' }), seenAs('Deleted', 'Activated'));
    expect(effects()).toEqual([]);
  });

  it('refused for a while is a warning, and remembered by the process until it is written', async () => {
    const seen = seenAs('Activated', 'Creating');
    const { ctx, cloud, lines } = engine({ connections: [seen.connection] });
    cloud.fail('tagResources', apiError('Throttling'), 1);
    await apply(ctx, activated, seen);
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(ctx.memory.unwritten.get('pcc-1')).toEqual({ state: 'Activated', isForGood: false });
    await apply(ctx, activated, seen);
    expect(ctx.memory.unwritten.has('pcc-1')).toBe(false);
  });

  it('does not fall behind what the process has announced, where somebody has set it ahead', async () => {
    const seen = seenAs('Updating', 'Deleted', { announced: 'Requested' });
    const { ctx, cloud } = engine({ connections: [seen.connection] });
    ctx.memory.unwritten.set('pcc-1', { state: 'Activated', isForGood: false });
    cloud.fail('tagResources', apiError('Throttling'), 1);
    await apply(ctx, decided({ state: 'Requested' }), seen);
    expect(ctx.memory.unwritten.get('pcc-1')).toEqual({ state: 'Activated', isForGood: false });
  });

  it('refused for good is an error, and remembered by the process', async () => {
    const seen = seenAs('Activated', 'Creating');
    const { ctx, cloud, lines } = engine({ connections: [seen.connection] });
    cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    await apply(ctx, activated, seen);
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(ctx.memory.unwritten.get('pcc-1')).toEqual({ state: 'Activated', isForGood: true });
  });
});
