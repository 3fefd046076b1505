import { describe, expect, it } from 'vitest';
import { processItems } from '../../../../lib/peering/commands/process.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import type { WorkItem } from '../../../../lib/peering/queue/backoff.ts';
import { apiError, START } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { createRequest } from '../queue/items.ts';
import { connectionIn } from '../samples.ts';
import { deleteRequest, itemOf, modifyRequest } from './items.ts';

const HOUR = 3_600_000;
const QUEUED = { isAnswering: false, patienceMs: Number.POSITIVE_INFINITY };
const HTTP = { isAnswering: true, patienceMs: 3_000 };

const createOf = (more: Partial<WorkItem> = {}, request = createRequest()) => ({
  ...itemOf(request),
  ...more,
});

describe('a request that fails', () => {
  it('is announced as Failed once, with what was asked, the rule and the reason', async () => {
    const { ctx, cloud, types, dataOf, events } = engine();
    cloud.fail('create', apiError('QuotaExceeded.VpcPeer'));
    const { ended, left } = await processItems(ctx, [createOf()], QUEUED);
    expect(types()).toEqual(['Failed']);
    expect(dataOf('Failed')).toMatchObject({
      requestId: 'request-0',
      action: 'create',
      failure: { code: 'QuotaExceeded.VpcPeer', retryable: false },
      connection: { vpc: { vpcId: 'vpc-a' }, acceptingVpc: { vpcId: 'vpc-b' } },
      policy: { rule: 'all' },
    });
    expect(events[0]?.subject).toMatch(/vpc\/vpc-a$/);
    expect(left).toEqual([]);
    expect(ended.get(0)).toMatchObject({ outcome: 'failed', findings: [] });
  });

  it('of an action on a connection names that connection', async () => {
    const { ctx, dataOf } = engine();
    const item = { ...itemOf(modifyRequest), spent: { 'not-found': HOUR } };
    await processItems(ctx, [item], QUEUED);
    expect(dataOf('Failed')).toMatchObject({
      action: 'modify',
      connection: { instanceId: 'pcc-1' },
      failure: { code: 'NotFound' },
    });
  });

  it.each([
    ['refused by the API', {}],
    ['given up after its last look', { givenUp: { code: 'ServiceUnavailable', message: 'no' } }],
  ])('of a connection that was seen has its subject and shows it, %s', async (_, more) => {
    const tags = [...ourTags('maker'), { key: 'team', value: 'net' }];
    const { ctx, cloud, dataOf, events } = engine({
      connections: [connectionIn('Activated', { instanceId: 'pcc-1', tags })],
    });
    cloud.fail('modify', apiError('OperationDenied.Simulated'));
    await processItems(ctx, [{ ...itemOf(modifyRequest), ...more }], QUEUED);
    expect(events[0]?.subject).toMatch(/^acs:vpc:cn-hangzhou:\d+:vpcpeer\/pcc-1$/);
    expect(dataOf('Failed').connection).toMatchObject({
      instanceId: 'pcc-1',
      status: 'Activated',
      tags: [{ key: 'team', value: 'net' }],
    });
  });

  it('has the same event id in every repetition', async () => {
    const { ctx, cloud, events, advance } = engine();
    cloud.fail('create', apiError('QuotaExceeded.VpcPeer'));
    await processItems(ctx, [createOf()], QUEUED);
    advance(60_000);
    await processItems(ctx, [createOf()], QUEUED);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
    expect(events).toHaveLength(2);
  });

  it('over HTTP is told to the caller, and not announced', async () => {
    const { ctx, cloud, types } = engine();
    cloud.fail('create', apiError('QuotaExceeded.VpcPeer'));
    const { ended } = await processItems(ctx, [createOf()], HTTP);
    expect(types()).toEqual([]);
    expect(ended.get(0)).toMatchObject({ outcome: 'failed', policy: { rule: 'all' } });
  });

  it('of a dry run is not announced', async () => {
    const { ctx, cloud, types } = engine();
    cloud.fail('create', apiError('QuotaExceeded.VpcPeer'));
    await processItems(ctx, [createOf({}, createRequest({ dryRun: true }))], QUEUED);
    expect(types()).toEqual([]);
  });

  it('of which nobody heard waits, instead of being done', async () => {
    const { ctx, cloud, switches } = engine();
    cloud.fail('create', apiError('QuotaExceeded.VpcPeer'));
    switches.isSinkDown = true;
    switches.isQueueDown = true;
    const { ended, left } = await processItems(ctx, [createOf()], { ...QUEUED, patienceMs: 0 });
    expect(ended.size).toBe(0);
    expect(left).toMatchObject([{ position: 0, reason: 'transient' }]);
  });
});

describe('waiting', () => {
  it('short enough is slept in place, so that a blink ends in the fact at once', async () => {
    const { ctx, cloud, types } = engine();
    cloud.fail('create', apiError('Throttling'), 2);
    const { ended, left } = await processItems(ctx, [createOf()], QUEUED);
    expect([ended.get(0)?.outcome, left.length]).toEqual(['created', 0]);
    expect(types()).toEqual(['Creating']);
    expect(ctx.clock.now()).toBeGreaterThan(START);
  });

  it('longer than an HTTP caller waits is left to a task, with the reason', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('create', apiError('ServiceUnavailable', 503));
    const { left, waits } = await processItems(ctx, [createOf()], HTTP);
    expect(left).toMatchObject([{ position: 0, reason: 'transient' }]);
    expect(waits.get(0)?.detail).toContain('ServiceUnavailable');
    expect(ctx.clock.now() - START).toBeLessThanOrEqual(3_000);
  });

  it('on a fault of our own is logged, and tried again', async () => {
    const { ctx, cloud, lines } = engine();
    cloud.fail('create', new TypeError('a fault of ours'));
    const { left } = await processItems(ctx, [createOf()], { ...QUEUED, patienceMs: 0 });
    expect(left).toMatchObject([{ reason: 'transient' }]);
    const line = lines.find(({ msg }) => msg === 'Attempt failed unexpectedly');
    expect(line).toMatchObject({ level: 'error', fields: { item: 'request-0' } });
  });
});

describe('an action that the API has just refused as too many', () => {
  const slowDown = (retryAfterMs?: number) =>
    new ApiError({
      kind: 'api',
      operation: 'CreateVpcPeerConnection',
      code: 'Throttling',
      message: 'slow down',
      status: 400,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  const NOW = { ...QUEUED, patienceMs: 0 };
  const callsOf = ({ journal }: ReturnType<typeof engine>, name: string) =>
    journal.filter((each) => each === name).length;
  const second = createOf({ position: 1 }, createRequest({ acceptingVpcId: 'vpc-c' }));

  it('is not called for any other request until the service takes it again', async () => {
    const it = engine();
    it.cloud.fail('create', slowDown(30_000), 1);
    const first = await processItems(it.ctx, [createOf()], NOW);
    expect(first.left).toMatchObject([{ position: 0, reason: 'throttled' }]);
    it.advance(10_000);
    const { left, waits } = await processItems(it.ctx, [second], NOW);
    expect(left).toMatchObject([{ position: 1, reason: 'throttled' }]);
    expect(waits.get(1)).toMatchObject({ retryAfterMs: 20_000, error: { code: 'Throttling' } });
    expect(callsOf(it, 'create')).toBe(1);
    it.advance(20_000);
    const { ended } = await processItems(it.ctx, [second], NOW);
    expect([ended.get(1)?.outcome, callsOf(it, 'create')]).toEqual(['created', 2]);
  });

  it('does not hold up another action', async () => {
    const it = engine({ connections: [connectionIn('Activated', { instanceId: 'pcc-1' })] });
    it.cloud.fail('create', slowDown(30_000), 1);
    await processItems(it.ctx, [createOf()], NOW);
    const { ended } = await processItems(it.ctx, [itemOf(modifyRequest)], NOW);
    expect(ended.get(0)?.outcome).toBe('done');
  });

  it('is called again at once where the service does not say how long to wait', async () => {
    const it = engine();
    it.cloud.fail('create', slowDown(), 1);
    await processItems(it.ctx, [createOf()], NOW);
    const { ended } = await processItems(it.ctx, [second], NOW);
    expect(ended.get(1)?.outcome).toBe('created');
  });

  it('is held up by no other refusal, whatever it says about waiting', async () => {
    const it = engine();
    const options = { kind: 'api', operation: 'Test', status: 503, retryAfterMs: 30_000 } as const;
    const error = new ApiError({ ...options, code: 'ServiceUnavailable', message: 'down' });
    it.cloud.fail('create', error, 1);
    await processItems(it.ctx, [createOf()], NOW);
    const { ended } = await processItems(it.ctx, [second], NOW);
    expect(ended.get(1)?.outcome).toBe('created');
  });
});

describe('giving up', () => {
  const spent = (more: Partial<WorkItem> = {}) =>
    createOf({ reason: 'transient', spent: { transient: HOUR }, tries: 60, ...more });
  const givenUp = { code: 'ServiceUnavailable', message: 'ServiceUnavailable', status: 503 };

  /** What a run leaves, as the run of the next step finds it. */
  const nextRun = async (it: ReturnType<typeof engine>, item: WorkItem) => {
    const { left } = await processItems(it.ctx, [item], QUEUED);
    const [next] = left;
    if (!next) throw new Error('Nothing is left.');
    it.advance(Math.max(0, next.due - it.ctx.clock.now()));
    return next;
  };

  it('is left to a last look of its own run, with what the API said, and announces nothing yet', async () => {
    const it = engine();
    it.cloud.fail('create', apiError('ServiceUnavailable', 503));
    const next = await nextRun(it, spent());
    expect(it.types()).toEqual([]);
    expect(it.journal.filter((each) => each === 'create')).toHaveLength(1);
    expect(next.givenUp).toMatchObject(givenUp);
  });

  it('calls nothing in that run, nor in its repetition, and says that the request may be sent again', async () => {
    const it = engine();
    it.cloud.fail('create', apiError('ServiceUnavailable', 503), 1);
    const next = await nextRun(it, spent());
    it.journal.length = 0;
    for (let run = 0; run < 2; run++) {
      const { ended, left } = await processItems(it.ctx, [next], QUEUED);
      expect([ended.get(0)?.outcome, left.length]).toEqual(['failed', 0]);
    }
    expect(it.journal).toEqual(['list', 'event Failed', 'list', 'event Failed']);
    expect(it.dataOf('Failed').failure).toMatchObject({
      code: 'ServiceUnavailable',
      retryable: true,
    });
  });

  it('does not come where the last look finds what was asked', async () => {
    const it = engine();
    it.cloud.lose('create', apiError('ServiceUnavailable', 503));
    const next = await nextRun(it, spent());
    const { ended } = await processItems(it.ctx, [next], QUEUED);
    expect(ended.get(0)?.outcome).toBe('created');
    expect(it.types()).toEqual(['Creating']);
  });

  it('does not come before its Failed is delivered or queued', async () => {
    const { ctx, switches } = engine();
    switches.isSinkDown = true;
    switches.isQueueDown = true;
    const { ended, left } = await processItems(ctx, [spent({ givenUp })], QUEUED);
    expect(ended.size).toBe(0);
    expect(left).toMatchObject([{ givenUp }]);
  });

  it('comes after a Failed that was neither delivered nor queued: it may have been, so nothing more is called', async () => {
    const it = engine();
    it.cloud.fail('create', apiError('QuotaExceeded.VpcPeer', 400), 1);
    it.switches.isSinkDown = true;
    it.switches.isQueueDown = true;
    const next = await nextRun(it, createOf());
    expect(next.givenUp).toMatchObject({ code: 'QuotaExceeded.VpcPeer', retryable: false });
    const later = engine();
    const { ended } = await processItems(later.ctx, [{ ...next, due: START }], QUEUED);
    expect(ended.get(0)?.outcome).toBe('failed');
    expect(later.journal).toEqual(['list', 'event Failed']);
    expect(later.dataOf('Failed').failure).toMatchObject({
      code: 'QuotaExceeded.VpcPeer',
      retryable: false,
    });
  });

  it('of a delete looks for a minute whether the connection is gone after all', async () => {
    const it = engine();
    const item = { ...itemOf(deleteRequest), spent: { transient: HOUR }, givenUp };
    const next = await nextRun(it, item);
    expect(next).toMatchObject({ reason: 'not-found', givenUp });
    const long = { ...next, spent: { ...next.spent, 'not-found': HOUR } };
    const { ended } = await processItems(it.ctx, [long], QUEUED);
    expect(ended.get(0)?.outcome).toBe('done');
    expect(it.types()).toEqual(['Deleted']);
  });

  it('waits until it is due, however early another item of its part is tried', async () => {
    const { ctx, journal } = engine();
    const later = spent({ givenUp, due: START + HOUR });
    const { left } = await processItems(ctx, [later], QUEUED);
    expect([left, journal]).toEqual([[later], []]);
  });

  it('of many looks at all of them', async () => {
    const { ctx, types } = engine();
    const many = Array.from({ length: 25 }, (_, position) => spent({ givenUp, position }));
    const { ended } = await processItems(ctx, many, QUEUED);
    expect([ended.size, types().length]).toEqual([25, 25]);
  });

  it.each([
    ['conflict', 'Conflict.Operation'],
    ['pending', 'ServiceUnavailable'],
  ] as const)('on %s without an answer of the API fails with %s', async (reason, code) => {
    const it = engine();
    const creating = connectionIn('Creating', { instanceId: 'pcc-1' });
    if (reason === 'conflict') it.cloud.put(creating);
    else it.cloud.rows = [creating];
    const spentInIt = { [reason]: 7 * HOUR, 'not-found': HOUR };
    const request = reason === 'conflict' ? deleteRequest : modifyRequest;
    const next = await nextRun(it, { ...itemOf(request), reason, spent: spentInIt });
    await processItems(it.ctx, [next], QUEUED);
    expect(it.dataOf('Failed').failure).toMatchObject({ code, retryable: true });
  });
});

describe('the items of one invocation', () => {
  it('end each on its own: one bad item harms no other', async () => {
    const { ctx, types } = engine({
      connections: [connectionIn('Activated', { instanceId: 'pcc-1' })],
    });
    const bad = { ...itemOf(modifyRequest), spent: { 'not-found': HOUR } };
    const missing = {
      ...bad,
      identified: { ...bad.identified, request: { ...modifyRequest, instanceId: 'pcc-none' } },
      position: 1,
    };
    const { ended } = await processItems(
      ctx,
      [{ ...itemOf(deleteRequest), position: 0 }, missing],
      QUEUED,
    );
    expect([ended.get(0)?.outcome, ended.get(1)?.outcome]).toEqual(['done', 'failed']);
    expect(types()).toEqual(['Failed']);
  });

  it('keep no connections of a batch, and all of them for a caller who reads them', async () => {
    for (const options of [QUEUED, HTTP]) {
      const { ctx } = engine();
      const outcome = (await processItems(ctx, [createOf()], options)).ended.get(0);
      const connection = outcome && 'connection' in outcome ? outcome.connection : undefined;
      expect(connection?.status).toBe(options === HTTP ? 'Creating' : undefined);
      expect(outcome).toMatchObject({ outcome: 'created', instanceId: 'pcc-new' });
    }
  });

  it('are logged one line each: who asked through which door, by which rule, what came of it', async () => {
    const { ctx, lines, cloud } = engine();
    await processItems(ctx, [createOf()], QUEUED);
    cloud.fail('list', apiError('Forbidden.RAM', 403));
    await processItems(ctx, [createOf()], QUEUED);
    const decided = lines.filter(({ msg }) => msg === 'Item decided');
    expect(decided).toMatchObject([
      {
        level: 'info',
        fields: {
          action: 'create',
          item: 'request-0',
          via: 'smq:peerflow-requests',
          outcome: 'created',
          instanceId: 'pcc-new',
          rule: 'all',
        },
      },
      {
        level: 'warn',
        fields: {
          outcome: 'failed',
          code: 'Forbidden.RAM',
          category: expect.any(String),
          detail: expect.stringContaining('Forbidden.RAM'),
          apiRequestIds: [],
        },
      },
    ]);
  });
});
