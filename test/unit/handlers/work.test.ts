import { describe, expect, it } from 'vitest';
import { handleAccept } from '../../../lib/handlers/accept.ts';
import { ThrownBackError } from '../../../lib/handlers/items.ts';
import { handlePoll } from '../../../lib/handlers/poll.ts';
import { handleRoute } from '../../../lib/handlers/route.ts';
import { handleWork } from '../../../lib/handlers/work.ts';
import { connectionEvent } from '../../../lib/peering/events/build.ts';
import type { RequestItemTask } from '../../../lib/peering/queue/task-schema.ts';
import { firstOf, namedChain, UnreadableTaskError } from '../../../lib/peering/queue/tasks.ts';
import { createRequest } from '../peering/queue/items.ts';
import { connectionIn } from '../peering/samples.ts';
import { ACCOUNT, apiError, START } from '../support/context.ts';
import { engine, ourTags } from '../support/engine.ts';

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const item = (at: number, more: Partial<RequestItemTask> = {}): RequestItemTask => ({
  request: { ...createRequest({ vpcId: `vpc-x${at}`, acceptingVpcId: `vpc-y${at}` }) },
  requestId: `request-${at}`,
  idKind: 'message',
  origin: { via: 'smq:q' },
  arrival: START - 60_000,
  tries: 1,
  spent: {},
  due: START,
  ...more,
});

const requests = (items: readonly RequestItemTask[], more: object = {}) => ({
  ...firstOf('requests', namedChain('some'), START),
  part: 2,
  step: 3,
  items,
  ...more,
});

describe('a requests task', () => {
  it('ends in the facts of its requests', async () => {
    const { ctx, types, tasks } = engine();
    await handleWork(ctx, bytes(requests([item(0)])));
    expect(types()).toEqual(['Creating']);
    expect(tasks.map(({ task }) => task.peerflow)).toEqual(['watch']);
  });

  it('goes on with what is left as the next step of the same part', async () => {
    const { ctx, cloud, enqueued } = engine();
    cloud.fail('create', apiError('ServiceUnavailable', 503));
    await handleWork(
      ctx,
      bytes(requests([item(0, { reason: 'transient', waitingSince: START - 9 })])),
    );
    expect(enqueued('requests')).toMatchObject([
      {
        chain: namedChain('some'),
        part: 2,
        step: 4,
        items: [{ requestId: 'request-0', arrival: START - 60_000, reason: 'transient' }],
      },
    ]);
    expect(enqueued('requests')[0]?.items[0]?.spent.transient).toBeGreaterThanOrEqual(9);
  });

  it('keeps what a step has learned: generation, last look, If-Match', async () => {
    const { ctx, cloud, enqueued } = engine();
    cloud.fail('get', apiError('ServiceUnavailable', 503));
    const learned = {
      request: { action: 'delete', instanceId: 'pcc-1', force: false, dryRun: false },
      generation: 'pcc-0',
      ifMatch: '"x"',
      lastSeen: { instanceId: 'pcc-1', status: 'Activated' },
    };
    await handleWork(ctx, bytes(requests([item(0, learned)])));
    expect(enqueued('requests')[0]?.items[0]).toMatchObject(learned);
  });

  it('waits longer where the platform ignores task ids, also in a process that does not know it yet', async () => {
    const waited = item(0, { reason: 'transient', tries: 20 });
    const dueOf = async (more: object) => {
      const { ctx, cloud, enqueued } = engine({ context: { random: () => 0.5 } });
      cloud.fail('create', apiError('ServiceUnavailable', 503));
      await handleWork(ctx, bytes(requests([waited], more)));
      return (enqueued('requests')[0]?.due ?? 0) - START;
    };
    expect(await dueOf({})).toBe(60_000);
    expect(await dueOf({ idsIgnored: true })).toBe(300_000);
  });

  it('throws where what is left was not acknowledged', async () => {
    const { ctx, cloud, switches } = engine();
    cloud.fail('create', apiError('ServiceUnavailable', 503));
    switches.isQueueDown = true;
    await expect(handleWork(ctx, bytes(requests([item(0)])))).rejects.toThrow('not acknowledged');
  });

  it('fails a request that the configuration no longer allows, and runs the others', async () => {
    const { ctx, types, dataOf, events } = engine();
    const elsewhere = item(0, { request: { ...createRequest(), regionId: 'cn-beijing' } });
    await handleWork(ctx, bytes(requests([elsewhere, item(1)])));
    expect(types().sort()).toEqual(['Creating', 'Failed']);
    expect(dataOf('Failed')).toMatchObject({
      requestId: 'request-0',
      action: 'create',
      failure: { code: 'InvalidRequest' },
      connection: { regionId: 'cn-beijing', vpc: { vpcId: 'vpc-a' } },
    });
    const failed = events.find(({ type }) => type.endsWith(':Failed'));
    expect(failed?.subject).toBe(`acs:vpc:cn-beijing:${ACCOUNT}:vpc/vpc-a`);
  });

  it('names the connection of a change that the configuration no longer allows', async () => {
    const { ctx, dataOf } = engine();
    const request = { action: 'modify', instanceId: 'pcc-1', dryRun: false, name: 7 };
    await handleWork(ctx, bytes(requests([item(0, { request })])));
    expect(dataOf('Failed').connection).toEqual({ instanceId: 'pcc-1' });
  });

  it('is thrown back where its failure was neither delivered nor queued', async () => {
    const { ctx, switches } = engine();
    switches.isQueueDown = true;
    switches.isSinkDown = true;
    const elsewhere = item(0, { request: { ...createRequest(), regionId: 'cn-beijing' } });
    await expect(handleWork(ctx, bytes(requests([elsewhere])))).rejects.toThrow(ThrownBackError);
  });

  it('woken early twice running sleeps first, and tells its successor', async () => {
    const { ctx, cloud, enqueued } = engine();
    cloud.fail('create', apiError('ServiceUnavailable', 503));
    await handleWork(ctx, bytes(requests([item(0)], { due: START + 60_000, early: 1 })));
    expect(ctx.clock.now()).toBeGreaterThanOrEqual(START + 60_000);
    expect(enqueued('requests')).toMatchObject([{ early: 5 }]);
  });
});

describe('the event of a failed invocation of the request function', () => {
  const withEvent = (event: unknown) =>
    bytes(requests([], { event: typeof event === 'string' ? event : JSON.stringify(event) }));

  it('becomes items, as that function would have read it', async () => {
    const { ctx, types } = engine();
    await handleWork(ctx, withEvent(createRequest()));
    expect(types()).toEqual(['Creating']);
  });

  it('that looks like a task is rejected, never run', async () => {
    const { ctx, types, tasks } = engine();
    await handleWork(ctx, withEvent(requests([item(0)])));
    expect(types()).toEqual(['Request:Rejected']);
    expect(tasks).toEqual([]);
  });

  it('that was an asynchronous HTTP call is parked for a person, not dropped', async () => {
    const { ctx, messages, effects } = engine();
    const call = {
      version: 'v1',
      rawPath: '/peerings',
      body: JSON.stringify(createRequest()),
      isBase64Encoded: false,
      headers: { 'X-Fc-Invocation-Type': 'Async' },
      queryParameters: {},
      requestContext: { http: { method: 'POST', path: '/peerings' }, requestId: '1-x' },
    };
    await handleWork(ctx, withEvent(call));
    expect(effects()).toEqual([]);
    expect(messages.map(({ queue }) => queue)).toEqual(['peerflow-parked']);
    expect(JSON.parse(messages[0]?.body ?? '')).toMatchObject({
      reason: 'An asynchronous HTTP call failed: POST',
      task: { peerflow: 'requests', event: JSON.stringify(call) },
    });
  });

  it('whose items can neither be finished nor queued is thrown back', async () => {
    const { ctx, switches } = engine();
    switches.isQueueDown = true;
    switches.isSinkDown = true;
    await expect(handleWork(ctx, withEvent('nonsense'))).rejects.toThrow(ThrownBackError);
  });
});

describe('a deliver task', () => {
  const event = connectionEvent({
    source: 'peerflow',
    name: 'peerflow',
    observedAt: START,
    type: 'Activated',
    requestId: 'r',
    action: 'create',
    connection: connectionIn('Activated'),
  });
  const deliver = {
    ...firstOf('deliver', namedChain('d'), START),
    event,
    sinks: [{ id: 'sink', tries: 1, since: START - 60_000, due: START }],
  };

  it('gives the event to the sinks that lack it, unchanged', async () => {
    const { ctx, events } = engine();
    await handleWork(ctx, bytes(deliver));
    expect(events).toEqual([event]);
  });

  it('whose event cannot be read is thrown, not done', async () => {
    const { ctx } = engine();
    const broken = { ...deliver, event: { id: 'x', type: 'nothing', source: 's' } };
    await expect(handleWork(ctx, bytes(broken))).rejects.toThrow(UnreadableTaskError);
  });
});

describe('functions that take tasks only', () => {
  const foreign = {
    ...firstOf('sweep', namedChain('s'), START),
    regionId: 'cn-hangzhou',
    tick: START,
  };

  it.each([
    ['worker', handleWork],
    ['accepter', handleAccept],
    ['router', handleRoute],
  ] as const)('the %s throws what it cannot read', async (_, handle) => {
    const { ctx, effects } = engine();
    for (const event of [Buffer.alloc(0), Buffer.from('{'), bytes({}), bytes(foreign)])
      await expect(handle(ctx, event)).rejects.toThrow(UnreadableTaskError);
    expect(effects()).toEqual([]);
  });

  it('the worker does not act on hints', async () => {
    const { ctx } = engine();
    const hint = bytes({
      data: { eventName: 'DeleteVpcPeerConnection', requestParameters: { InstanceId: 'pcc-1' } },
    });
    await expect(handleWork(ctx, hint)).rejects.toThrow(UnreadableTaskError);
  });

  it.each([
    ['an event of ours', { data: { peerflow: 'event', id: 'x' } }],
    ['a list of them', [{ data: { peerflow: 'event' } }, { data: { peerflow: 'event' } }]],
    ['the result of an invocation', { requestContext: {}, responseContext: {} }],
  ])('%s that comes back is done as it stands: no loops', async (_, echo) => {
    for (const handle of [handleWork, handlePoll, handleAccept, handleRoute]) {
      const { ctx, effects, lines } = engine();
      await handle(ctx, bytes(echo));
      expect(effects()).toEqual([]);
      expect(lines).toMatchObject([{ level: 'info', msg: 'Event or result of ours ignored' }]);
    }
  });

  it('an empty list, and a list that also holds something else, is no echo', async () => {
    const { ctx } = engine();
    for (const event of [[], [{ data: { peerflow: 'event' } }, { data: 1 }]])
      await expect(handleWork(ctx, bytes(event))).rejects.toThrow(UnreadableTaskError);
  });

  it('the accepter takes an event that names a connection as a hint: the look decides', async () => {
    const hint = bytes({
      specversion: '1.0',
      id: 'e',
      source: 'acs.actiontrail',
      type: 't',
      data: {
        eventName: 'CreateVpcPeerConnection',
        responseElements: { InstanceId: 'pcc-1' },
      },
    });
    const tags = ourTags('maker', 'Accepting', { accept: 'auto' });
    const waiting = engine({
      connections: [connectionIn('Accepting', { instanceId: 'pcc-1', tags })],
    });
    await handleAccept(waiting.ctx, hint);
    expect(waiting.effects()).toEqual(['accept', 'task watch']);
    const foreignOne = engine({
      connections: [connectionIn('Accepting', { instanceId: 'pcc-1' })],
    });
    await handleAccept(foreignOne.ctx, hint);
    expect(foreignOne.effects()).toEqual([]);
  });
});
