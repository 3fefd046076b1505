import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  connectionEvent,
  failedEvent,
  rejectedEvent,
} from '../../../../lib/peering/events/build.ts';
import { arrival, connection, context, failure, original, sampleOf } from './samples.ts';

const RULE = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;
const h = (...parts: readonly string[]) =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
const { instanceId } = connection;

describe('ids', () => {
  test.each([
    ['peerflow:Connection:Creating', `${instanceId}-Creating`],
    ['peerflow:Connection:Adopted', `${instanceId}-Adopted-${h('order-8')}`],
    ['peerflow:Connection:Accepting', `${instanceId}-Accepting`],
    ['peerflow:Connection:Expiring', `${instanceId}-Expiring`],
    ['peerflow:Connection:Activated', `${instanceId}-Activated`],
    ['peerflow:Connection:Rejected', `${instanceId}-Rejected`],
    ['peerflow:Connection:Expired', `${instanceId}-Expired`],
    ['peerflow:Connection:Deleted', `${instanceId}-Deleted`],
    ['peerflow:Connection:Updated', `${instanceId}-Updated-${h('rename-1')}`],
    ['peerflow:Connection:Stalled', `${instanceId}-Stalled-${h('Creating', 'order-7')}`],
    [
      'peerflow:Connection:Failed',
      `${h('order-7', 'create', failure.code, String(arrival))}-Failed`,
    ],
    ['peerflow:Routes:Ready', `${instanceId}-RoutesReady-${h('p', instanceId)}`],
    ['peerflow:Routes:Partial', `${instanceId}-RoutesPartial-${h('p', instanceId)}`],
    ['peerflow:Routes:Failed', `${instanceId}-RoutesFailed-${h('p', instanceId)}`],
    ['peerflow:Routes:Removed', `${instanceId}-RoutesRemoved-${h('p', 'order-9')}`],
    ['peerflow:Routes:Drifted', `${instanceId}-RoutesDrifted-${h('p', '2026-11-24')}`],
    ['peerflow:Routes:Repaired', `${instanceId}-RoutesRepaired-${h('p', '2026-11-24')}`],
  ] as const)('%s has the id of its rule', (type, id) => {
    expect(sampleOf(type).id).toBe(id);
    expect(sampleOf(type).type).toBe(type);
  });

  it('of what is not known are those of an empty text', () => {
    const facts = { ...context, requestId: null, action: 'modify' } as const;
    const idOf = (type: 'Updated' | 'Stalled') =>
      connectionEvent({ ...facts, type, connection: { instanceId } }).id;
    expect(idOf('Updated')).toBe(`${instanceId}-Updated-${h('')}`);
    expect(idOf('Stalled')).toBe(`${instanceId}-Stalled-${h('', '')}`);
    const rejected = { ...context, requestId: null, errors: [], errorCount: 0, original };
    expect(rejectedEvent(rejected).id).toBe(`${h('', original.sha256)}-Rejected`);
    expect(rejectedEvent({ ...rejected, messageId: 'm' }).id).toBe(
      `${h('m', original.sha256)}-Rejected`,
    );
  });

  it('begin with a hash where a name breaks the rule, or is too long', () => {
    const facts = { ...context, type: 'Activated', requestId: 'a', action: 'create' } as const;
    for (const name of ['pcc_1', '-pcc', 'p'.repeat(120)])
      expect(connectionEvent({ ...facts, connection: { instanceId: name } }).id).toBe(
        `${h(name)}-Activated`,
      );
  });

  it('match the rule of EventBridge whatever the cloud or a caller names things', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string(), (name, requestId) => {
        const named = { ...context, requestId, action: 'create' as const };
        const ids = [
          connectionEvent({ ...named, type: 'Adopted', connection: { instanceId: name } }).id,
          connectionEvent({ ...named, type: 'Activated', connection: { instanceId: name } }).id,
          failedEvent({ ...named, arrival, failure: { ...failure, code: name } }).id,
          rejectedEvent({
            ...context,
            requestId,
            messageId: name,
            errors: [],
            errorCount: 0,
            original,
          }).id,
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

  it('tell failures of one request apart by action, code and arrival only', () => {
    const failed = (requestId: string, action: 'create' | 'delete', code: string, at = arrival) =>
      failedEvent({ ...context, arrival: at, requestId, action, failure: { ...failure, code } }).id;
    expect(failed('a', 'create', 'X')).toBe(failed('a', 'create', 'X'));
    const ids = [
      failed('a', 'create', 'X'),
      failed('b', 'create', 'X'),
      failed('a', 'delete', 'X'),
      failed('a', 'create', 'Y'),
      failed('a', 'create', 'X', arrival + 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
