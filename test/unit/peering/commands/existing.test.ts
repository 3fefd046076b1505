import { describe, expect, it } from 'vitest';
import { create } from '../../../../lib/peering/commands/create/create.ts';
import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import type { IdKind } from '../../../../lib/peering/model/request.ts';
import type { WaitReason } from '../../../../lib/peering/queue/backoff.ts';
import { bodyFingerprint } from '../../../../lib/peering/request/identify.ts';
import { apiError } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { createRequest } from '../queue/items.ts';
import { connectionIn } from '../samples.ts';
import { codeOf, FIRST, itemOf, LAST_LOOK, outcomeOf } from './items.ts';

const OTHER = '283117732402483989';
const MINUTE = 60_000;

const createOf = (
  more: Parameters<typeof createRequest>[0] = {},
  idKind: IdKind = 'explicit',
  requestId = 'order-1',
) => itemOf(createRequest(more), {}, { idKind, requestId });

const fingerprint = bodyFingerprint(createRequest());

/** A connection that the explicit key made. */
const keyed = (status: Status, more: Partial<Connection> = {}) =>
  connectionIn(status, {
    instanceId: 'pcc-1',
    tags: ourTags('order-1', 'Activated', { fingerprint }),
    ...more,
  });

describe('an explicit key that made a connection', () => {
  it('leads there, whatever the list of the pair shows', async () => {
    const { ctx, cloud, types } = engine({ connections: [keyed('Activated')] });
    cloud.rows = [];
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'created',
      instanceId: 'pcc-1',
      findings: [],
    });
    expect([cloud.created, types()]).toEqual([[], []]);
  });

  it('without a fingerprint in its tag is no reuse', async () => {
    const { ctx } = engine({ connections: [keyed('Activated', { tags: ourTags('order-1') })] });
    const other = createOf({ name: 'other' });
    expect(outcomeOf(await create(ctx, other, FIRST)).outcome).toBe('created');
  });

  it('without a fingerprint in its tag is a reuse for another pair', async () => {
    const { ctx, cloud, effects } = engine({
      connections: [keyed('Activated', { tags: ourTags('order-1') })],
    });
    const other = createOf({ acceptingVpcId: 'vpc-c' });
    expect(codeOf(await create(ctx, other, FIRST))).toBe('IdempotencyKeyReused');
    expect([cloud.created, effects()]).toEqual([[], []]);
  });

  it.each<IdKind>(['message', 'pair', 'invocation'])(
    'is a reuse with another body, an id of kind %s is not',
    async (kind) => {
      const { ctx } = engine({ connections: [keyed('Activated')] });
      expect(codeOf(await create(ctx, createOf({ name: 'other' }), FIRST))).toBe(
        'IdempotencyKeyReused',
      );
      expect(outcomeOf(await create(ctx, createOf({ name: 'other' }, kind), FIRST)).outcome).toBe(
        'created',
      );
    },
  );

  it('is a reuse by what a list shows, where no look is answered to the end', async () => {
    const { ctx, cloud, effects } = engine({ connections: [keyed('Activated')] });
    cloud.fail('get', apiError('ServiceUnavailable', 503));
    expect(codeOf(await create(ctx, createOf({ name: 'other' }), LAST_LOOK))).toBe(
      'IdempotencyKeyReused',
    );
    expect(effects()).toEqual([]);
    expect(outcomeOf(await create(ctx, createOf(), LAST_LOOK)).outcome).toBe('created');
  });

  it('of somebody else with the same body is no reuse: it is adopted', async () => {
    const { ctx } = engine({ connections: [keyed('Activated')] });
    const other = createOf({ name: 'other' }, 'explicit', 'order-2');
    expect(outcomeOf(await create(ctx, other, FIRST)).outcome).toBe('adopted');
  });

  it('and whose connection is gone makes it anew', async () => {
    const { ctx, cloud } = engine({ connections: [keyed('Activated')] });
    cloud.rows = [];
    const get: typeof cloud.peering.get = (id) =>
      id === 'pcc-1'
        ? Promise.reject(apiError('ResourceNotFound.InstanceId', 404))
        : cloud.peering.get(id);
    const peering = { ...ctx.peering, get };
    expect(outcomeOf(await create({ ...ctx, peering }, createOf(), FIRST))).toMatchObject({
      outcome: 'created',
      instanceId: 'pcc-new',
    });
  });

  it('that a fresh look does not show any more leads nowhere', async () => {
    const { ctx, cloud } = engine({ connections: [keyed('Activated')] });
    cloud.rows = [];
    const get: typeof cloud.peering.get = async (id) =>
      id === 'pcc-1' ? keyed('Activated', { tags: ourTags('order-9') }) : cloud.peering.get(id);
    const peering = { ...ctx.peering, get };
    expect(outcomeOf(await create({ ...ctx, peering }, createOf(), FIRST))).toMatchObject({
      instanceId: 'pcc-new',
    });
  });

  it('waits while its connection cannot be looked at', async () => {
    const { ctx, cloud } = engine({ connections: [keyed('Activated')] });
    cloud.rows = [];
    cloud.fail('get', apiError('Throttling'));
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({ reason: 'throttled' });
    expect(cloud.created).toEqual([]);
  });

  it('and whose connection was refused finds it in the way of the pair', async () => {
    const { ctx } = engine({ connections: [keyed('Rejected')] });
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'failed',
      failure: { code: 'PairRefused', message: expect.stringContaining('pcc-1') },
    });
  });
});

describe('a VPC of a create that has another operation under way', () => {
  const hub = (status: Status, more: Partial<Connection> = {}) =>
    connectionIn(status, {
      instanceId: 'pcc-hub',
      vpc: { vpcId: 'vpc-a', ipv4Cidrs: [], ipv6Cidrs: [] },
      acceptingVpc: { vpcId: 'vpc-other', ipv4Cidrs: [], ipv6Cidrs: [] },
      ...more,
    });
  const waited = (reason: WaitReason) => ({ ...createOf(), reason, tries: 1 });

  it.each<WaitReason>(['throttled', 'conflict', 'transient'])(
    'takes no call of a request that has waited (%s) and waits on',
    async (reason) => {
      const { ctx, cloud } = engine({ connections: [hub('Creating')] });
      expect(await create(ctx, waited(reason), FIRST)).toMatchObject({
        kind: 'wait',
        reason: 'conflict',
        detail: 'Another operation runs on vpc-a.',
      });
      expect(cloud.created).toEqual([]);
    },
  );

  it('is not looked for at the first try: most VPCs are free', async () => {
    const { ctx, cloud } = engine({ connections: [hub('Creating')] });
    expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('created');
    expect(cloud.inputs.filter(({ operation }) => operation === 'list')).toHaveLength(1);
  });

  it('is free once its connections stand still, and where only others are in motion', async () => {
    const elsewhere = { vpc: { vpcId: 'vpc-x', ipv4Cidrs: [], ipv6Cidrs: [] } };
    for (const connection of [hub('Activated'), hub('Updating', elsewhere)]) {
      const { ctx } = engine({ connections: [connection] });
      expect(outcomeOf(await create(ctx, waited('throttled'), FIRST)).outcome).toBe('created');
    }
  });

  it('is not busy by a row of the pair itself that a fresh look corrects', async () => {
    const { ctx, cloud } = engine({});
    cloud.rows = [connectionIn('Deleting', { instanceId: 'pcc-gone' })];
    expect(outcomeOf(await create(ctx, waited('throttled'), FIRST)).outcome).toBe('created');
  });

  it('holds up no connection of the pair that is there', async () => {
    const { ctx } = engine({ connections: [keyed('Activated'), hub('Creating')] });
    expect(outcomeOf(await create(ctx, waited('throttled'), FIRST))).toMatchObject({
      outcome: 'created',
      instanceId: 'pcc-1',
    });
  });
});

describe('rows of the pair that a fresh look corrects', () => {
  it.each<[Status, Status, string]>([
    ['Activated', 'Deleted', 'created'],
    ['Rejected', 'Deleted', 'created'],
    ['Deleting', 'Deleted', 'created'],
    ['Activated', 'Rejected', 'PairRefused'],
    ['Deleting', 'Expired', 'PairRefused'],
  ])('%s is %s: %s', async (row, now, expected) => {
    const { ctx, cloud } = engine({ connections: [connectionIn(now, { instanceId: 'pcc-1' })] });
    cloud.rows = [connectionIn(row, { instanceId: 'pcc-1' })];
    const outcome = outcomeOf(await create(ctx, createOf({}, 'message'), FIRST));
    const result = outcome.outcome === 'failed' ? outcome.failure.code : outcome.outcome;
    expect(result).toBe(expected);
  });

  it.each<Status>(['Rejected', 'Deleting'])(
    'that still say Activated of one that is %s hide no younger one that lives',
    async (status) => {
      const older = { instanceId: 'pcc-1', gmtCreate: '2026-11-01T00:00:00Z' };
      const younger = connectionIn('Activated', {
        instanceId: 'pcc-2',
        gmtCreate: '2026-11-02T00:00:00Z',
      });
      const { ctx, cloud } = engine({ connections: [connectionIn(status, older), younger] });
      cloud.rows = [connectionIn('Activated', older), younger];
      expect(outcomeOf(await create(ctx, createOf({}, 'message'), FIRST))).toMatchObject({
        outcome: 'adopted',
        instanceId: 'pcc-2',
      });
    },
  );

  it('on their way out that live again let the API decide', async () => {
    const { ctx, cloud } = engine({
      connections: [connectionIn('Activated', { instanceId: 'pcc-1' })],
    });
    cloud.rows = [connectionIn('Rejected', { instanceId: 'pcc-1' })];
    cloud.fail('create', apiError('ResourceAlreadyExist.VpcPeer'));
    expect(await create(ctx, createOf({}, 'message'), FIRST)).toMatchObject({ reason: 'pending' });
  });

  it.each<Status>(['Rejected', 'Expired'])(
    'make the request wait where they say %s and no look finds them, for as long as lists lag',
    async (status) => {
      const { ctx, cloud } = engine();
      cloud.rows = [connectionIn(status, { instanceId: 'pcc-1' })];
      const item = createOf({}, 'message');
      expect(await create(ctx, item, FIRST)).toMatchObject({
        kind: 'wait',
        reason: 'pending',
        detail: expect.stringContaining('pcc-1'),
      });
      expect(cloud.created).toEqual([]);
      const waited = { ...item, spent: { pending: 5 * MINUTE } };
      expect(outcomeOf(await create(ctx, waited, FIRST)).outcome).toBe('created');
    },
  );

  it('make the request wait where they cannot be looked at', async () => {
    const { ctx, cloud } = engine({ connections: [connectionIn('Rejected')] });
    cloud.fail('get', apiError('ServiceUnavailable', 503));
    expect(await create(ctx, createOf({}, 'message'), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'transient',
    });
  });
});

describe('what the first look after a create shows', () => {
  const madeBefore = async (idKind: IdKind = 'message') => {
    const it = engine();
    await create(it.ctx, createOf({}, idKind), FIRST);
    it.cloud.rows = [];
    it.cloud.taggedIds = [];
    return it;
  };

  it('is nothing of a new one: it is accepted, and its watch looks on', async () => {
    const { ctx, cloud, types, enqueued } = engine();
    cloud.fail('get', apiError('ResourceNotFound.InstanceId', 404));
    expect(outcomeOf(await create(ctx, createOf({}, 'message'), FIRST)).outcome).toBe('created');
    expect([types().length, enqueued('watch').length]).toEqual([0, 1]);
  });

  it('is nothing of a new one whose watch could not be enqueued: it is accepted, and the sweep follows', async () => {
    const { ctx, cloud, switches } = engine();
    cloud.fail('get', apiError('ResourceNotFound.InstanceId', 404));
    switches.isQueueDown = true;
    expect(outcomeOf(await create(ctx, createOf({}, 'message'), FIRST)).outcome).toBe('created');
  });

  it('is trouble of one that was made before: it is accepted as well', async () => {
    const { ctx, cloud } = await madeBefore();
    cloud.fail('get', apiError('ServiceUnavailable', 503));
    expect(outcomeOf(await create(ctx, createOf({}, 'message'), FIRST)).outcome).toBe('created');
  });

  it('is nothing of one that was made before: it waits, also in the last look', async () => {
    const { ctx, cloud } = await madeBefore();
    cloud.connections.clear();
    const item = { ...createOf({}, 'message'), reason: 'not-found' as const };
    expect(await create(ctx, item, LAST_LOOK)).toMatchObject({ reason: 'not-found' });
  });

  it('ends with the instance that is gone, and the rule that allowed the request', async () => {
    const { ctx, cloud } = await madeBefore();
    cloud.connections.clear();
    const item = { ...createOf({}, 'message'), spent: { 'not-found': MINUTE } };
    expect(outcomeOf(await create(ctx, item, FIRST))).toMatchObject({
      outcome: 'failed',
      instanceId: 'pcc-new',
      policy: { rule: 'all' },
      failure: { code: 'ConnectionGone', message: expect.stringContaining('pcc-new') },
    });
  });
});

describe('findings of a create', () => {
  it('go with the event of an adoption: what was found, who accepts, a second connection', async () => {
    const at = (instanceId: string, gmtCreate: string) =>
      connectionIn('Accepting', { instanceId, gmtCreate, acceptingOwnerUid: OTHER });
    const { ctx, dataOf } = engine({
      connections: [at('pcc-1', '2026-11-01T00:00:00Z'), at('pcc-2', '2026-11-02T00:00:00Z')],
    });
    const item = createOf({ accept: 'auto', acceptingAliUid: OTHER }, 'message');
    await create(ctx, item, FIRST);
    expect(dataOf('Adopted').findings).toMatchObject([
      { code: 'AcceptByHand', severity: 'warning', pointer: '/accept' },
      { code: 'SecondConnectionOfPair', severity: 'warning', pointer: '/acceptingVpcId' },
    ]);
  });

  it('are none where nobody has to accept by hand', async () => {
    const { ctx } = engine();
    const manual = createOf({ acceptingAliUid: OTHER }, 'message');
    const outcome = outcomeOf(await create(ctx, manual, FIRST));
    expect(outcome).toMatchObject({ outcome: 'created', findings: [] });
    expect(outcome).not.toHaveProperty('differences');
  });

  it('of an adopted connection that says nothing of what is wanted: routes and accept differ', async () => {
    const tags = ourTags('maker').filter(({ key }) => !key.endsWith('options'));
    const { ctx, dataOf } = engine({
      connections: [connectionIn('Activated', { instanceId: 'pcc-1', tags })],
    });
    await create(ctx, createOf({ routes: 'both', accept: 'auto' }, 'message'), FIRST);
    expect(dataOf('Adopted').differences).toEqual([
      { field: 'routes', asked: 'both', actual: null },
      { field: 'accept', asked: 'auto', actual: null },
    ]);
  });

  it('do not count what holds as asked', async () => {
    const tags = [{ key: 'team', value: 'a' }, ...ourTags('maker')];
    const { ctx, dataOf } = engine({
      connections: [connectionIn('Activated', { instanceId: 'pcc-1', tags })],
    });
    const item = createOf({ name: 'orders', tag: [{ key: 'team', value: 'a' }] }, 'message');
    await create(ctx, item, FIRST);
    expect(dataOf('Adopted').differences).toEqual([]);
  });
});
