import { describe, expect, it } from 'vitest';
import { create } from '../../../../lib/peering/commands/create/create.ts';
import type { IdKind } from '../../../../lib/peering/model/request.ts';
import { bodyFingerprint } from '../../../../lib/peering/request/identify.ts';
import { apiError } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { createRequest } from '../queue/items.ts';
import { connectionIn } from '../samples.ts';
import { ANSWERING, codeOf, FIRST, itemOf, LAST_LOOK, outcomeOf } from './items.ts';

const MINUTE = 60_000;

const createOf = (
  more: Parameters<typeof createRequest>[0] = {},
  idKind: IdKind = 'message',
  requestId = 'request-0',
) => itemOf(createRequest(more), {}, { idKind, requestId });

describe('a create', () => {
  it('looks at the pair, calls, enqueues the watch, delivers Creating, then answers, in this order', async () => {
    const { ctx, journal, cloud, enqueued, dataOf } = engine();
    const outcome = outcomeOf(await create(ctx, createOf(), FIRST));
    expect(outcome).toMatchObject({ outcome: 'created', instanceId: 'pcc-new' });
    expect(dataOf('Creating')).toMatchObject({ action: 'create', requestId: 'request-0' });
    expect(journal).toEqual(['list', 'create', 'get pcc-new', 'task watch', 'event Creating']);
    expect(cloud.created[0]?.tag.map(({ key }) => key)).toEqual([
      'peerflow:request',
      'peerflow:options',
      'peerflow:state',
    ]);
    expect(enqueued('watch')).toMatchObject([
      {
        instanceId: 'pcc-new',
        action: 'create',
        requestId: 'request-0',
        ownerRequestId: 'request-0',
        announced: 'Creating',
        wanted: { routes: 'none', accept: 'manual' },
        origin: { via: 'smq:peerflow-requests' },
        create: {
          request: { vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' },
          requestId: 'request-0',
          idKind: 'message',
          origin: { via: 'smq:peerflow-requests' },
        },
        lastStatus: 'Creating',
      },
    ]);
  });

  it('answers with what it made, and without our tags', async () => {
    const { ctx } = engine();
    const outcome = outcomeOf(
      await create(ctx, createOf({ tag: [{ key: 'team', value: 'a' }] }), FIRST),
    );
    expect(outcome).toMatchObject({
      connection: { status: 'Creating', tags: [{ key: 'team', value: 'a' }] },
      policy: { rule: 'all', effect: 'allow' },
    });
  });

  it('looks at an explicit key as well, and only at that', async () => {
    const explicit = engine();
    await create(explicit.ctx, createOf({}, 'explicit'), FIRST);
    expect(explicit.journal.slice(0, 2).sort()).toEqual(['list', 'listTagResources']);
    const message = engine();
    await create(message.ctx, createOf({}, 'message'), FIRST);
    expect(message.journal).not.toContain('listTagResources');
  });

  it('asks both regions of a pair, in either direction, once each', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf({ acceptingRegionId: 'cn-shanghai' }), FIRST);
    const regions = cloud.inputs.filter(({ operation }) => operation === 'list');
    expect(regions.map(({ input }) => input)).toMatchObject([
      { regionId: 'cn-hangzhou', vpcIds: ['vpc-a', 'vpc-b'] },
      { regionId: 'cn-shanghai', vpcIds: ['vpc-a', 'vpc-b'] },
    ]);
  });

  it('that policy denies calls nothing at all', async () => {
    const { ctx, journal } = engine({ settings: { policy: [] } });
    const attempt = await create(ctx, createOf({ acceptingRegionId: 'us-east-1' }), FIRST);
    expect(codeOf(attempt)).toBe('PolicyDenied');
    expect(outcomeOf(attempt)).not.toHaveProperty('findings');
    expect(outcomeOf(attempt)).toMatchObject({
      requestId: 'request-0',
      policy: { effect: 'deny', rule: 'no rule matched' },
    });
    expect(journal).toEqual([]);
  });

  it('that policy has come to deny while it waited still ends in what it made', async () => {
    const connections = [connectionIn('Activated', { tags: ourTags('request-0', 'Activated') })];
    const { ctx, journal } = engine({ settings: { policy: [] }, connections });
    const waiting = { ...createOf(), reason: 'transient' as const };
    expect(outcomeOf(await create(ctx, waiting, FIRST)).outcome).toBe('created');
    expect(journal).not.toContain('create');
  });

  it('that policy has come to deny while it waited is denied where it made nothing', async () => {
    const connections = [connectionIn('Activated', { tags: ourTags('another', 'Activated') })];
    const { ctx } = engine({ settings: { policy: [] }, connections });
    const waiting = { ...createOf(), reason: 'transient' as const };
    expect(codeOf(await create(ctx, waiting, FIRST))).toBe('PolicyDenied');
    for (const status of ['Deleting', 'Rejected'] as const) {
      const others = [connectionIn(status, { tags: ourTags('another', 'Activated') })];
      const other = engine({ settings: { policy: [] }, connections: others });
      expect(codeOf(await create(other.ctx, waiting, FIRST))).toBe('PolicyDenied');
    }
  });

  it('that policy has come to deny while it waited waits on where no look says what it made', async () => {
    const connections = [connectionIn('Activated', { tags: ourTags('request-0', 'Activated') })];
    const { ctx, cloud } = engine({ settings: { policy: [] }, connections });
    const waiting = { ...createOf(), reason: 'transient' as const };
    cloud.fail('get', apiError('Throttling'), 1);
    expect(await create(ctx, waiting, FIRST)).toMatchObject({ kind: 'wait', reason: 'throttled' });
    expect(outcomeOf(await create(ctx, waiting, FIRST)).outcome).toBe('created');
  });

  it('that policy has come to deny while its answer may be lost waits for lists that may lag', async () => {
    const { ctx, cloud } = engine({ settings: { policy: [] } });
    const unheard = { ...createOf(), reason: 'transient' as const, spent: { transient: 1_000 } };
    expect(await create(ctx, unheard, FIRST)).toMatchObject({ kind: 'wait', reason: 'pending' });
    const over = { ...unheard, spent: { transient: 1_000, pending: 5 * MINUTE } };
    expect(codeOf(await create(ctx, over, FIRST))).toBe('PolicyDenied');
    const heard = { ...unheard, spent: { conflict: 1_000 } };
    expect(codeOf(await create(ctx, heard, FIRST))).toBe('PolicyDenied');
    expect(cloud.created).toEqual([]);
  });

  it('has the same ClientToken in every try, and its caller’s own verbatim', async () => {
    const tokens: (string | undefined)[] = [];
    for (let run = 0; run < 2; run++) {
      const { ctx, cloud } = engine();
      await create(ctx, createOf(), FIRST);
      tokens.push(cloud.created[0]?.clientToken);
    }
    expect(new Set(tokens).size).toBe(1);
    const { ctx, cloud } = engine();
    await create(ctx, createOf({ clientToken: 'mine' }, 'explicit'), FIRST);
    expect(cloud.created[0]?.clientToken).toBe('mine');
  });

  it('is accepted although its watch could not be enqueued: the sweep follows', async () => {
    const { ctx, switches, events, lines } = engine();
    switches.isQueueDown = true;
    const outcome = outcomeOf(await create(ctx, createOf(), FIRST));
    expect(outcome.outcome).toBe('created');
    expect(events).toHaveLength(1);
    expect(lines.map(({ msg }) => msg)).toContain('Watch not enqueued; the sweep follows');
  });

  it('waits where its event was neither delivered nor queued, so that it comes again', async () => {
    const { ctx, switches } = engine();
    switches.isSinkDown = true;
    switches.isQueueDown = true;
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'transient',
    });
  });

  it('announces no Creating that it did not see: its watch says what is there', async () => {
    const { ctx, cloud, events, enqueued } = engine();
    cloud.fail('get', apiError('ServiceUnavailable', 503));
    const outcome = outcomeOf(await create(ctx, createOf(), FIRST));
    expect(outcome).toMatchObject({
      outcome: 'created',
      instanceId: 'pcc-new',
      connection: { status: 'Creating', vpc: { vpcId: 'vpc-a' } },
    });
    expect(events).toEqual([]);
    expect(enqueued('watch')).toMatchObject([{ announced: 'Requested' }]);
  });

  it.each([
    ['Throttling.User', 'throttled'],
    ['ServiceUnavailable', 'transient'],
    ['Conflict.Operation', 'conflict'],
    ['IncorrectStatus.Vpc', 'pending'],
  ])('that the API answers with %s waits as %s', async (code, reason) => {
    const { ctx, cloud } = engine();
    cloud.fail('create', apiError(code));
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({ kind: 'wait', reason });
  });

  it.each<IdKind>(['message', 'explicit', 'pair', 'invocation'])(
    'that the API refuses for good fails with its code, whatever its id: %s',
    async (kind) => {
      const { ctx, cloud, events } = engine();
      cloud.fail('create', apiError('QuotaExceeded.VpcPeer'));
      expect(codeOf(await create(ctx, createOf({}, kind), FIRST))).toBe('QuotaExceeded.VpcPeer');
      expect(events).toEqual([]);
    },
  );

  it('waits while the pair cannot be listed: nothing is created blindly', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('list', apiError('ServiceUnavailable', 503));
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'transient',
    });
    expect(cloud.created).toEqual([]);
  });

  it('says nothing of accepting where auto can be honoured', async () => {
    const { ctx } = engine();
    const outcome = outcomeOf(await create(ctx, createOf({ accept: 'auto' }), FIRST));
    expect(outcome).toMatchObject({ outcome: 'created', findings: [] });
  });

  it('says that the other account has to accept by hand where auto cannot be honoured', async () => {
    const { ctx } = engine();
    const item = createOf({ accept: 'auto', acceptingAliUid: '283117732402483989' });
    expect(outcomeOf(await create(ctx, item, FIRST))).toMatchObject({
      findings: [{ code: 'AcceptByHand' }],
    });
  });
});

describe('ResourceAlreadyExist', () => {
  const exists = apiError('ResourceAlreadyExist.VpcPeer');

  it('waits while no list shows the connection, for lists lag by minutes', async () => {
    const { ctx, cloud, events } = engine();
    cloud.fail('create', exists);
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'pending',
      error: exists,
    });
    expect(events).toEqual([]);
  });

  it('is waited for however long: a token of its own would not help a request for the pair', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('create', exists);
    const item = { ...createOf({}, 'pair'), spent: { pending: 6 * MINUTE } };
    expect(await create(ctx, item, FIRST)).toMatchObject({ reason: 'pending' });
    expect(cloud.inputs.filter(({ operation }) => operation === 'create')).toHaveLength(1);
  });

  it.each([
    ['after an hour of other trouble', 60 * MINUTE, 'pending'],
    ['before that', 60 * MINUTE - 1, 'transient'],
  ])('%s (%d ms): a token in use is waited for as %s', async (_, transient, reason) => {
    const { ctx, cloud } = engine();
    const inUse = apiError('OperationFailed.LastTokenProcessing');
    cloud.fail('create', inUse);
    const item = { ...createOf(), spent: { transient } };
    expect(await create(ctx, item, FIRST)).toMatchObject({ kind: 'wait', reason, error: inUse });
  });

  it('leads to the connection as soon as a list shows it', async () => {
    const { ctx, cloud, types } = engine({
      connections: [connectionIn('Activated', { instanceId: 'pcc-1' })],
    });
    cloud.rows = [];
    cloud.fail('create', exists);
    cloud.after('list', () => {
      cloud.rows = undefined;
    });
    const outcome = outcomeOf(await create(ctx, createOf(), FIRST));
    expect(outcome).toMatchObject({ outcome: 'adopted', instanceId: 'pcc-1' });
    expect(types()).toEqual(['Adopted']);
  });
});

describe('a wish for the pair whose token an earlier wish with other details has', () => {
  const mismatch = apiError('IdempotentParameterMismatch');
  const wish = (pending: number) => ({ ...createOf({}, 'pair', 'pair-1'), spent: { pending } });

  it('waits while the connection of that wish may be unlisted', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('create', mismatch);
    expect(await create(ctx, wish(5 * MINUTE - 1), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'pending',
      error: mismatch,
    });
    expect(cloud.inputs.filter(({ operation }) => operation === 'create')).toHaveLength(1);
  });

  it('fails where it brought a token of its own: nobody else may choose another one', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('create', mismatch);
    const own = createOf({ clientToken: 'mine' }, 'pair', 'pair-1');
    expect(codeOf(await create(ctx, { ...own, spent: { pending: 6 * MINUTE } }, FIRST))).toBe(
      'IdempotentParameterMismatch',
    );
  });

  it('is fulfilled by a token of its own once that connection can only be gone', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('create', mismatch, 1);
    const outcome = outcomeOf(await create(ctx, wish(5 * MINUTE), FIRST));
    expect(outcome).toMatchObject({ outcome: 'created', instanceId: 'pcc-new' });
    const [first, second] = cloud.inputs
      .filter(({ operation }) => operation === 'create')
      .map(({ input }) => JSON.stringify(input));
    expect(first).not.toBe(second);
  });

  it('does not ask for ever where that token is taken as well', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('create', mismatch);
    expect(await create(ctx, wish(6 * MINUTE), FIRST)).toMatchObject({ reason: 'pending' });
    expect(cloud.inputs.filter(({ operation }) => operation === 'create')).toHaveLength(2);
  });

  it.each(['message', 'explicit'] as const)(
    'is not meant by a %s id, whose message it fails',
    async (idKind) => {
      const { ctx, cloud } = engine();
      cloud.fail('create', mismatch);
      expect(
        codeOf(
          await create(ctx, { ...createOf({}, idKind), spent: { pending: 6 * MINUTE } }, FIRST),
        ),
      ).toBe('IdempotentParameterMismatch');
    },
  );
});

describe('the last look before a create fails', () => {
  it('calls nothing that changes something', async () => {
    const { ctx, cloud, effects } = engine();
    const item = { ...createOf(), reason: 'transient' as const };
    expect(await create(ctx, item, LAST_LOOK)).toMatchObject({ kind: 'wait', reason: 'transient' });
    const throttled = { ...createOf(), reason: 'throttled' as const };
    expect(await create(ctx, throttled, LAST_LOOK)).toMatchObject({ reason: 'throttled' });
    expect(await create(ctx, createOf(), LAST_LOOK)).toMatchObject({ reason: 'transient' });
    expect(cloud.created).toEqual([]);
    expect(effects()).toEqual([]);
  });

  it('finds the connection whose every answer was lost', async () => {
    const { ctx, cloud } = engine();
    cloud.lose('create', apiError('ServiceUnavailable', 503));
    await create(ctx, createOf(), FIRST);
    const item = { ...createOf(), reason: 'transient' as const };
    expect(outcomeOf(await create(ctx, item, LAST_LOOK))).toMatchObject({
      outcome: 'created',
      instanceId: 'pcc-new',
    });
    expect(cloud.created).toHaveLength(1);
  });

  it('answers with that connection as it is by then', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf(), FIRST);
    cloud.set('pcc-new', { status: 'Activated' });
    expect(outcomeOf(await create(ctx, createOf(), LAST_LOOK))).toMatchObject({
      outcome: 'created',
      connection: { status: 'Activated' },
    });
  });

  it('says IdempotencyKeyReused of another body, though a connection of the key lives', async () => {
    const { ctx } = engine();
    await create(ctx, createOf({}, 'explicit'), FIRST);
    const other = createOf({ name: 'other' }, 'explicit');
    expect(codeOf(await create(ctx, other, LAST_LOOK))).toBe('IdempotencyKeyReused');
  });
});

describe('the last look while something is out for hours', () => {
  const waiting = (it = createOf()) => ({ ...it, reason: 'transient' as const });
  const out = apiError('ServiceUnavailable', 503);
  const made = { outcome: 'created', instanceId: 'pcc-new' };

  it('takes a list at its word that what it made lives, has it followed, and announces nothing', async () => {
    const { ctx, cloud, enqueued, types } = engine();
    cloud.lose('create', out);
    await create(ctx, createOf(), FIRST);
    cloud.fail('get', out);
    expect(outcomeOf(await create(ctx, waiting(), LAST_LOOK))).toMatchObject(made);
    expect(enqueued('watch')).toMatchObject([{ instanceId: 'pcc-new', action: 'create' }]);
    expect([types(), cloud.created.length]).toEqual([[], 1]);
  });

  it('takes for its own what it made and others took the options of', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf(), FIRST);
    const { tags } = cloud.created[0] ? await ctx.peering.get('pcc-new') : { tags: [] };
    cloud.set('pcc-new', { tags: tags.filter(({ key }) => key !== 'peerflow:options') });
    cloud.fail('get', out);
    expect(outcomeOf(await create(ctx, waiting(), LAST_LOOK))).toMatchObject(made);
  });

  it('finds what it made by its tags where no list shows the pair', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf(), FIRST);
    cloud.fail('list', out);
    expect(outcomeOf(await create(ctx, waiting(), LAST_LOOK))).toMatchObject(made);
  });

  it('says IdempotencyKeyReused of another body where only the list of tags shows what the key made', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf({}, 'explicit'), FIRST);
    cloud.fail('list', out);
    const other = waiting(createOf({ name: 'other' }, 'explicit'));
    expect(codeOf(await create(ctx, other, LAST_LOOK))).toBe('IdempotencyKeyReused');
    cloud.fail('get', out);
    expect(outcomeOf(await create(ctx, other, LAST_LOOK))).toMatchObject(made);
  });

  it('needs no list of tags for what the pair shows', async () => {
    const { ctx, cloud } = engine();
    const explicit = createOf({}, 'explicit');
    await create(ctx, explicit, FIRST);
    cloud.fail('listTagResources', out);
    expect((await create(ctx, waiting(explicit), FIRST)).kind).toBe('wait');
    expect(outcomeOf(await create(ctx, waiting(explicit), LAST_LOOK))).toMatchObject(made);
  });

  it('adopts what the pair shows, though no list of tags says what its key made', async () => {
    const { ctx, cloud, journal } = engine({
      connections: [connectionIn('Activated', { instanceId: 'pcc-1', tags: ourTags('maker') })],
    });
    cloud.fail('listTagResources', out);
    const explicit = waiting(createOf({}, 'explicit'));
    expect(outcomeOf(await create(ctx, explicit, LAST_LOOK))).toMatchObject({
      outcome: 'adopted',
      instanceId: 'pcc-1',
    });
    expect(journal.filter((each) => each.startsWith('get'))).toEqual(['get pcc-1']);
  });

  it('does not take for made by it what it adopted: who adopts is told so after a look', async () => {
    const adopted = ourTags('request-0', 'Activated', { by: 'adopt' });
    const { ctx, cloud, enqueued } = engine({
      connections: [connectionIn('Activated', { tags: adopted })],
    });
    cloud.fail('get', out);
    expect(await create(ctx, waiting(), LAST_LOOK)).toMatchObject({ reason: 'transient' });
    expect(enqueued('watch')).toEqual([]);
  });

  it('takes only the silence of the API for silence: a fault of our own is thrown', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('listTagResources', new TypeError('a fault of our own'));
    const explicit = waiting(createOf({}, 'explicit'));
    await expect(create(ctx, explicit, LAST_LOOK)).rejects.toThrow('a fault of our own');
  });

  it('does not take the connection of another request for its own, nor one that is over', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf({}, 'message', 'another'), FIRST);
    cloud.fail('get', out);
    expect((await create(ctx, waiting(), LAST_LOOK)).kind).toBe('wait');
    const own = waiting(createOf({}, 'message', 'another'));
    cloud.set('pcc-new', { status: 'Deleting' });
    expect((await create(ctx, own, LAST_LOOK)).kind).toBe('wait');
  });

  it('waits where nothing answers', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf(), FIRST);
    for (const operation of ['get', 'list', 'listTagResources'] as const)
      cloud.fail(operation, out);
    expect((await create(ctx, waiting(), LAST_LOOK)).kind).toBe('wait');
  });
});

describe('a replay of a create', () => {
  it('leads to the same connection without a second call, and delivers Creating again', async () => {
    const { ctx, cloud, types, enqueued } = engine();
    await create(ctx, createOf(), FIRST);
    const again = outcomeOf(await create(ctx, createOf(), FIRST));
    expect(again).toMatchObject({ outcome: 'created', instanceId: 'pcc-new' });
    expect(again).not.toHaveProperty('differences');
    expect(cloud.created).toHaveLength(1);
    expect(types()).toEqual(['Creating', 'Creating']);
    expect(enqueued('watch')).toHaveLength(1);
  });

  it('whose watch was lost has its own connection followed, not an adopted one', async () => {
    const { ctx, enqueued } = engine({
      connections: [connectionIn('Activated', { tags: ourTags('request-0', 'Creating') })],
    });
    await create(ctx, createOf(), FIRST);
    expect(enqueued('watch')).toMatchObject([{ adopted: false, announced: 'Creating' }]);
  });

  it('of a connection that went on delivers no Creating', async () => {
    const { ctx, cloud, types } = engine();
    await create(ctx, createOf(), FIRST);
    cloud.set('pcc-new', { status: 'Activated' });
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'created',
      connection: { status: 'Activated' },
    });
    expect(types()).toEqual(['Creating']);
  });

  it('whose watch cannot be enqueued is left to the sweep, as a create is', async () => {
    const { ctx, cloud, switches } = engine();
    await create(ctx, createOf(), FIRST);
    cloud.set('pcc-new', { status: 'Activated' });
    switches.isQueueDown = true;
    expect(outcomeOf(await create(ctx, createOf(), FIRST))).toMatchObject({ outcome: 'created' });
  });

  it('whose Creating is neither delivered nor queued waits', async () => {
    const { ctx, switches } = engine();
    await create(ctx, createOf(), FIRST);
    switches.isSinkDown = true;
    let calls = 0;
    const failing = {
      ...ctx,
      tasks: {
        enqueue: async () => {
          calls += 1;
          if (calls > 1) throw apiError('ServiceUnavailable', 503);
          return { existing: true, honoursIds: true };
        },
      },
    };
    expect(await create(failing, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'transient',
    });
  });

  it('with another body is IdempotencyKeyReused, and names neither instance nor VPCs', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf({}, 'explicit'), FIRST);
    const other = createOf({ acceptingVpcId: 'vpc-c' }, 'explicit');
    const attempt = await create(ctx, other, FIRST);
    expect(codeOf(attempt)).toBe('IdempotencyKeyReused');
    expect(outcomeOf(attempt).requestId).toBe('request-0');
    expect(JSON.stringify(attempt)).not.toMatch(/pcc-|vpc-/);
    expect(cloud.created).toHaveLength(1);
  });

  it('with another body is IdempotencyKeyReused for a dry run, too', async () => {
    const { ctx } = engine();
    await create(ctx, createOf({}, 'explicit'), FIRST);
    const other = createOf({ acceptingVpcId: 'vpc-c', dryRun: true }, 'explicit');
    expect(codeOf(await create(ctx, other, ANSWERING))).toBe('IdempotencyKeyReused');
  });

  it('with another body of the same pair is IdempotencyKeyReused although the list of tags lags', async () => {
    const { ctx, cloud } = engine();
    await create(ctx, createOf({}, 'explicit'), FIRST);
    cloud.taggedIds = [];
    const attempt = await create(ctx, createOf({ name: 'other' }, 'explicit'), FIRST);
    expect(codeOf(attempt)).toBe('IdempotencyKeyReused');
  });

  it('with the same body spelled otherwise is no reuse: a dry run asks about the same body', () => {
    const asked = createRequest({ name: 'x' });
    expect(bodyFingerprint({ ...asked, dryRun: true })).toBe(bodyFingerprint(asked));
  });
});

describe('a create whose token leads to a connection that is gone', () => {
  const gone = async (item: ReturnType<typeof createOf>) => {
    const it = engine();
    await create(it.ctx, item, FIRST);
    it.cloud.connections.delete('pcc-new');
    return it;
  };

  it('waits first, for a new connection may not be readable yet', async () => {
    const item = createOf({}, 'explicit');
    const { ctx } = await gone(item);
    expect(await create(ctx, item, FIRST)).toMatchObject({ kind: 'wait', reason: 'not-found' });
  });

  it.each<IdKind>(['explicit', 'message'])(
    'ends in ConnectionGone where the request has an id of kind %s',
    async (idKind) => {
      const item = createOf({}, idKind);
      const { ctx, cloud } = await gone(item);
      const waited = { ...item, spent: { 'not-found': MINUTE } };
      expect(codeOf(await create(ctx, waited, FIRST))).toBe('ConnectionGone');
      expect(cloud.connections.size).toBe(0);
    },
  );

  it('is made anew, with the gone instance as generation, where it only means the pair', async () => {
    const item = createOf({}, 'pair');
    const { ctx, cloud } = await gone(item);
    cloud.nextId = 'pcc-second';
    const waited = { ...item, spent: { 'not-found': MINUTE } };
    expect(outcomeOf(await create(ctx, waited, FIRST))).toMatchObject({
      outcome: 'created',
      instanceId: 'pcc-second',
    });
    expect(new Set(cloud.created.map(({ clientToken }) => clientToken)).size).toBe(2);
  });

  it('is not made anew where policy has come to deny it, though it only means the pair', async () => {
    const item = createOf({}, 'pair');
    const { cloud, ctx } = await gone(item);
    const settings = { ...ctx.settings, policy: [] };
    const spent = { 'not-found': MINUTE };
    const waited = {
      ...item,
      spent,
      reason: 'transient' as const,
      lastSeen: { instanceId: 'pcc-new' },
    };
    expect(codeOf(await create({ ...ctx, settings }, waited, FIRST))).toBe('ConnectionGone');
    expect(cloud.created).toHaveLength(1);
  });

  it('is not made a third time while the second one may only be too new to read', async () => {
    const item = createOf({}, 'pair');
    const { ctx, cloud } = await gone(item);
    cloud.nextId = 'pcc-second';
    const waited = { ...item, spent: { 'not-found': MINUTE }, tries: 3 };
    await create(ctx, waited, FIRST);
    cloud.connections.delete('pcc-second');
    cloud.nextId = 'pcc-third';
    const attempt = await create(ctx, waited, FIRST);
    expect(attempt).toMatchObject({
      kind: 'wait',
      reason: 'not-found',
      // What the next try goes on with: it looks for the second one, for as long as for the first.
      carry: { generation: 'pcc-new', spent: { 'not-found': 0 }, tries: 0 },
    });
    expect(cloud.connections.size).toBe(0);
  });

  it('ends in ConnectionGone where a pair brought a client token of its own', async () => {
    const item = createOf({ clientToken: 'mine' }, 'pair');
    const { ctx } = await gone(item);
    const waited = { ...item, spent: { 'not-found': MINUTE } };
    expect(codeOf(await create(ctx, waited, FIRST))).toBe('ConnectionGone');
  });

  it('keeps waiting while a list still shows it', async () => {
    const item = createOf({}, 'explicit');
    const { ctx, cloud } = await gone(item);
    const other = { vpcId: 'vpc-z', ipv4Cidrs: [], ipv6Cidrs: [] };
    cloud.rows = [connectionIn('Creating', { instanceId: 'pcc-new', vpc: other })];
    const waited = { ...item, spent: { 'not-found': MINUTE } };
    expect(await create(ctx, waited, FIRST)).toMatchObject({ kind: 'wait', reason: 'pending' });
  });

  it('ends at once where the look shows it as Deleted', async () => {
    const item = createOf({}, 'explicit');
    const { ctx, cloud } = engine();
    cloud.after('create', () => cloud.set('pcc-new', { status: 'Deleted' }));
    expect(codeOf(await create(ctx, item, FIRST))).toBe('ConnectionGone');
  });
});

describe('a dry run of a create', () => {
  const dry = createOf({ dryRun: true });

  it('asks the API, and enqueues and announces nothing', async () => {
    const { ctx, cloud, effects } = engine();
    cloud.fail('create', apiError('DryRunOperation'));
    expect(outcomeOf(await create(ctx, dry, ANSWERING))).toEqual({
      outcome: 'dry-run',
      requestId: 'request-0',
      policy: { rule: 'all', effect: 'allow' },
      findings: [],
    });
    expect(effects()).toEqual(['create dry']);
  });

  it('fails with what the API has against it, and what was found before', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('create', apiError('QuotaExceeded.VpcPeer'));
    const far = createOf({ dryRun: true, acceptingRegionId: 'us-east-1' });
    expect(outcomeOf(await create(ctx, far, ANSWERING))).toMatchObject({
      outcome: 'failed',
      requestId: 'request-0',
      failure: { code: 'QuotaExceeded.VpcPeer' },
      policy: { rule: 'all' },
      findings: [{ code: 'CrossBorder' }],
    });
  });

  it('says what was found where it passes, too', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('create', apiError('DryRunOperation'));
    const far = createOf({ dryRun: true, acceptingRegionId: 'us-east-1' });
    expect(outcomeOf(await create(ctx, far, ANSWERING))).toMatchObject({
      outcome: 'dry-run',
      findings: [{ code: 'CrossBorder' }],
    });
  });

  it('asks the API about a pair whose connection is on its way out: the create would wait for that', async () => {
    const { ctx, cloud, journal } = engine({ connections: [connectionIn('Deleting')] });
    cloud.fail('create', apiError('DryRunOperation'));
    expect(outcomeOf(await create(ctx, dry, ANSWERING)).outcome).toBe('dry-run');
    expect(journal).toContain('create dry');
  });

  it('passes where a connection is there to be adopted, without a call', async () => {
    const { ctx, effects } = engine({ connections: [connectionIn('Activated')] });
    expect(outcomeOf(await create(ctx, dry, ANSWERING)).outcome).toBe('dry-run');
    expect(effects()).toEqual([]);
  });

  it('waits where no look says whether a connection is there: the API would call it in the way', async () => {
    const { ctx, cloud, effects } = engine({ connections: [connectionIn('Activated')] });
    cloud.fail('get', apiError('ServiceUnavailable', 503));
    cloud.fail('create', apiError('ResourceAlreadyExist.VpcPeer'));
    expect(await create(ctx, dry, ANSWERING)).toMatchObject({ kind: 'wait', reason: 'transient' });
    expect(effects()).toEqual([]);
  });

  it('waits for a listed connection that no look finds as long as lists may lag, and asks the API then', async () => {
    const { ctx, cloud, effects } = engine();
    cloud.rows = [connectionIn('Activated', { instanceId: 'pcc-1' })];
    cloud.fail('create', apiError('DryRunOperation'));
    expect(await create(ctx, dry, ANSWERING)).toMatchObject({ kind: 'wait', reason: 'pending' });
    expect(effects()).toEqual([]);
    const later = { ...dry, reason: 'pending', spent: { pending: 5 * MINUTE } } as const;
    expect(outcomeOf(await create(ctx, later, FIRST)).outcome).toBe('dry-run');
  });

  it('fails where a refused connection is in the way', async () => {
    const { ctx } = engine({ connections: [connectionIn('Rejected')] });
    expect(codeOf(await create(ctx, dry, ANSWERING))).toBe('PairRefused');
  });
});

describe('a connection of the pair that is over', () => {
  it.each(['Rejected', 'Expired'] as const)('%s is in the way', async (status) => {
    const { ctx, cloud } = engine({ connections: [connectionIn(status)] });
    expect(codeOf(await create(ctx, createOf(), FIRST))).toBe('PairRefused');
    expect(cloud.created).toEqual([]);
  });

  it('Deleting is waited for', async () => {
    const { ctx, cloud } = engine({ connections: [connectionIn('Deleting')] });
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'conflict',
    });
    expect(cloud.created).toEqual([]);
  });

  it.each(['Deleted', 'Deleting'] as const)(
    'a stale row that says %s of what is gone is passed over',
    async (status) => {
      const { ctx, cloud, journal } = engine();
      cloud.rows = [connectionIn(status, { instanceId: 'pcc-1' })];
      expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('created');
      expect(journal.includes('get pcc-1')).toBe(status !== 'Deleted');
    },
  );

  it('of the list that does not join both VPCs is not of this pair', async () => {
    const { ctx, cloud } = engine();
    const row = connectionIn('Activated', {
      vpc: { vpcId: 'vpc-x', ipv4Cidrs: [], ipv6Cidrs: [] },
    });
    const list: typeof cloud.peering.list = async () => ({ items: [row] });
    const outcome = await create({ ...ctx, peering: { ...ctx.peering, list } }, createOf(), FIRST);
    expect(outcomeOf(outcome).outcome).toBe('created');
  });
});
