import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../lib/peering/model/connection.ts';
import type { PolicyRule } from '../../../../lib/peering/policy/rule.ts';
import { redo } from '../../../../lib/peering/reconcile/sweep/redo.ts';
import type { Pending } from '../../../../lib/peering/state/state.ts';
import { contextWith } from '../create/context.ts';
import { connectionIn, NOW } from '../samples.ts';

const OTHER = '283117732402483989';
const ACTIONS = ['accept', 'reject', 'delete'] as const;

const pendingOf = (action: Pending['action']): Pending => ({
  action,
  id: '0123456789abcdef',
  since: NOW / 1000 - 100,
});

/** What a sweep makes of a pending action: the calls it makes, and what it tells. */
const redone = async (
  action: Pending['action'],
  effect: PolicyRule['effect'],
  more: Partial<Connection> = {},
) => {
  const made: string[] = [];
  const call = (name: string) => async () => {
    made.push(name);
  };
  const { ctx, events } = contextWith(async () => undefined, {
    peering: { accept: call('accept'), reject: call('reject'), delete: call('delete') },
    policy: [{ name: 'all', effect, when: {} }],
  });
  const connection = connectionIn('Accepting', {
    tags: [
      { key: 'peerflow:request', value: 'order-7' },
      { key: 'peerflow:state', value: `Accepting;pending=${action}:0123456789abcdef` },
    ],
    ...more,
  });
  await redo(ctx, connection, pendingOf(action));
  return { made, told: events.map(({ data }) => data) };
};

describe.each(ACTIONS)('a pending %s that a sweep makes good', (action) => {
  it('is made where policy allows it', async () => {
    expect(await redone(action, 'allow')).toEqual({ made: [action], told: [] });
  });

  it.each(['deny', 'reject'] as const)(
    'is told and not made where policy says %s',
    async (effect) => {
      expect(await redone(action, effect)).toMatchObject({
        made: [],
        told: [{ action, failure: { code: 'PolicyDenied' } }],
      });
    },
  );
});

it.each(['accept', 'reject'] as const)(
  'a pending %s of the other account is told and not made where no role leads there',
  async (action) => {
    const there = { acceptingOwnerUid: OTHER };
    expect(await redone(action, 'allow', there)).toMatchObject({
      made: [],
      told: [{ action, failure: { code: 'NotConfigured' } }],
    });
  },
);
