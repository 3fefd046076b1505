import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  connectionEvent,
  failedEvent,
  rejectedEvent,
} from '../../../../lib/peering/events/index.ts';
import { connection, context, failure, original, samples } from './samples.ts';

const RULE = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;
const first16 = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const { instanceId } = connection;

describe('ids', () => {
  test.each([
    ['peerflow:Connection:Creating', `${instanceId}-Creating`],
    ['peerflow:Connection:Adopted', `${instanceId}-Adopted-${first16('order-7')}`],
    ['peerflow:Connection:Accepting', `${instanceId}-Accepting`],
    ['peerflow:Connection:Activated', `${instanceId}-Activated`],
    ['peerflow:Connection:Rejected', `${instanceId}-Rejected`],
    ['peerflow:Connection:Expired', `${instanceId}-Expired`],
    ['peerflow:Connection:Deleted', `${instanceId}-Deleted`],
    ['peerflow:Connection:Updated', `${instanceId}-Updated-0123456789abcdef`],
    ['peerflow:Connection:Stalled', `${instanceId}-Stalled-${first16('Creating')}`],
    ['peerflow:Connection:Failed', `${first16(`order-7\ncreate\n${failure.code}`)}-Failed`],
    ['peerflow:Request:Rejected', `${first16(`m-1\n${original.sha256}`)}-Rejected`],
    ['peerflow:Routes:Ready', `${instanceId}-RoutesReady-${first16('p')}`],
    ['peerflow:Routes:Failed', `${instanceId}-RoutesFailed-${first16('p')}`],
    ['peerflow:Routes:Removed', `${instanceId}-RoutesRemoved-${first16('p')}`],
    ['peerflow:Routes:Drifted', `${instanceId}-RoutesDrifted-${first16('p')}`],
  ] as const)('%s has the id of its rule', (type, id) => {
    expect(samples[type].id).toBe(id);
    expect(samples[type].type).toBe(type);
  });

  it('match the rule of EventBridge whatever the cloud or a caller names things', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string(), (name, requestId) => {
        const named = { ...context, requestId, action: 'create' as const };
        const ids = [
          connectionEvent({ ...named, type: 'Adopted', connection: { instanceId: name } }).id,
          connectionEvent({ ...named, type: 'Activated', connection: { instanceId: name } }).id,
          failedEvent({ ...named, failure: { ...failure, code: name } }).id,
          rejectedEvent({ ...context, requestId, messageId: name, errors: [], original }).id,
        ];
        for (const id of ids) expect(id).toMatch(RULE);
      }),
    );
  });

  it('do not depend on when a fact was seen, nor on anything but the fact', () => {
    const facts = { ...context, type: 'Activated', requestId: 'a', action: 'create' } as const;
    const seen = connectionEvent({ ...facts, connection });
    const seenLater = connectionEvent({
      ...facts,
      requestId: 'b',
      observedAt: context.observedAt + 60_000,
      connection: { ...connection, name: 'renamed' },
    });
    expect(seenLater.id).toBe(seen.id);
    expect(seenLater.time).toBe('2026-11-24T09:01:00.000Z');
  });

  it('tell failures of one request apart by action and code only', () => {
    const failed = (requestId: string, action: 'create' | 'delete', code: string) =>
      failedEvent({ ...context, requestId, action, failure: { ...failure, code } }).id;
    expect(failed('a', 'create', 'X')).toBe(failed('a', 'create', 'X'));
    const ids = [
      failed('a', 'create', 'X'),
      failed('b', 'create', 'X'),
      failed('a', 'delete', 'X'),
      failed('a', 'create', 'Y'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
