import { describe, expect, it } from 'vitest';
import { handleItems, ThrownBackError } from '../../../lib/handlers/items.ts';
import { readEvent } from '../../../lib/intake/index.ts';
import type { Item } from '../../../lib/intake/types.ts';
import { apiError, START } from '../support/context.ts';
import { engine } from '../support/engine.ts';

const create = (at: number | string, more: object = {}) => ({
  regionId: 'cn-hangzhou',
  vpcId: `vpc-a${at}`,
  acceptingVpcId: `vpc-b${at}`,
  ...more,
});

const itemsOf = (event: unknown): readonly Item[] => {
  const intake = readEvent(Buffer.from(JSON.stringify(event)), { functions: ['peerflow-request'] });
  if (intake.kind === 'http') throw new Error('an HTTP call has no items');
  return intake.items;
};

/** An engine that gives every connection an id of its own. */
const engineWithIds = () => {
  const it = engine();
  let made = 0;
  const api: typeof it.ctx.peering.create = (input) => {
    it.cloud.nextId = `pcc-${made++}`;
    return it.cloud.peering.create(input);
  };
  return { ...it, ctx: { ...it.ctx, peering: { ...it.ctx.peering, create: api } } };
};

describe('the items of an invocation', () => {
  it('end each in a row: created, rejected, done, in the order of the payload', async () => {
    const { ctx, types } = engineWithIds();
    const event = [
      create(0, { requestId: 'mine' }),
      { nonsense: true },
      { specversion: '1.0', id: 'e', source: 'x', type: 't', data: { peerflow: 'event' } },
      create(3),
    ];
    const { outcomes } = await handleItems(ctx, itemsOf(event), 'inv');
    expect(outcomes).toMatchObject([
      { item: 0, requestId: 'mine', outcome: 'created', instanceId: 'pcc-0' },
      { item: 1, requestId: null, outcome: 'rejected', code: 'InvalidRequest' },
      { item: 2, requestId: null, outcome: 'done' },
      { item: 3, outcome: 'created', instanceId: 'pcc-1' },
    ]);
    expect(types().sort()).toEqual(['Creating', 'Creating', 'Request:Rejected']);
  });

  it('that fail say the code, and a dry run is done', async () => {
    const { ctx, cloud, types } = engine();
    cloud.fail('create', apiError('QuotaExceeded.VpcPeer'));
    const { outcomes } = await handleItems(ctx, itemsOf(create(0)), 'inv');
    expect(outcomes).toMatchObject([{ outcome: 'failed', code: 'QuotaExceeded.VpcPeer' }]);
    cloud.fail('create', apiError('DryRunOperation'));
    const dry = await handleItems(ctx, itemsOf(create(0, { dryRun: true })), 'inv');
    expect(dry.outcomes).toMatchObject([{ outcome: 'done' }]);
    expect(types()).toEqual(['Failed']);
  });

  it('that have to wait are queued for the worker, with arrival, door, tries and reason', async () => {
    const { ctx, cloud, enqueued } = engine();
    cloud.fail('create', apiError('ServiceUnavailable', 503));
    const { outcomes } = await handleItems(ctx, itemsOf(create(0)), 'inv');
    expect(outcomes).toMatchObject([{ item: 0, outcome: 'queued' }]);
    expect(enqueued('requests')).toMatchObject([
      {
        step: 0,
        part: 0,
        items: [
          {
            idKind: 'pair',
            origin: { via: 'direct' },
            arrival: START,
            reason: 'transient',
            request: { vpcId: 'vpc-a0', acceptingVpcId: 'vpc-b0' },
          },
        ],
      },
    ]);
  });

  it('that could neither be finished nor queued are thrown back, and only those are named', async () => {
    const { ctx, cloud, switches } = engine();
    cloud.fail('create', apiError('ServiceUnavailable', 503));
    switches.isQueueDown = true;
    const run = handleItems(ctx, itemsOf([{ nonsense: true }, create(1), create(2)]), 'inv');
    await expect(run).rejects.toThrow(ThrownBackError);
    await expect(run).rejects.toMatchObject({ items: [1, 2] });
  });

  it('are thrown back if their rejection was neither delivered nor queued', async () => {
    const { ctx, switches } = engine();
    switches.isSinkDown = true;
    switches.isQueueDown = true;
    await expect(handleItems(ctx, itemsOf({ nonsense: true }), 'inv')).rejects.toMatchObject({
      items: [0],
    });
  });

  it('name at most 20 of those thrown back', () => {
    const items = Array.from({ length: 25 }, (_, at) => at);
    expect(new ThrownBackError(items).message).toContain('18, 19 and 5 more');
    expect(new ThrownBackError([3]).message).toContain('Items 3 were');
  });

  it('modifies without an id have the invocation’s, one for each item', async () => {
    const { ctx } = engine();
    const modify = (instanceId: string) => ({ action: 'modify', instanceId, name: 'new-name' });
    const alone = await handleItems(ctx, itemsOf(modify('pcc-0')), 'inv');
    expect(alone.outcomes).toMatchObject([{ requestId: 'inv' }]);
    const many = await handleItems(ctx, itemsOf([modify('pcc-0'), modify('pcc-1')]), 'inv');
    expect(many.outcomes).toMatchObject([{ requestId: 'inv-0' }, { requestId: 'inv-1' }]);
  });
});

describe('rejections', () => {
  it('are one event for each message, whatever is wrong in it', async () => {
    const { ctx, events, dataOf } = engine();
    const event = [{ vpcId: 1 }, { vpcId: 2 }, { vpcId: 3 }];
    const { outcomes } = await handleItems(ctx, itemsOf(event), 'inv');
    expect(outcomes).toHaveLength(3);
    expect(events).toHaveLength(1);
    expect(dataOf('Request:Rejected').original).toMatchObject({ truncated: false });
  });

  it('are not tried further once a group of them reached neither sinks nor queue', async () => {
    const { ctx, switches, journal } = engine();
    switches.isSinkDown = true;
    switches.isQueueDown = true;
    const messages = Array.from({ length: 30 }, (_, at) => ({
      specversion: '1.0',
      id: `e${at}`,
      source: 'somebody',
      type: 't',
      data: { nonsense: at },
    }));
    const run = handleItems(ctx, itemsOf(messages), 'inv');
    await expect(run).rejects.toMatchObject({ items: messages.map((_, at) => at) });
    const tried = journal.filter((each) => each === 'event Request:Rejected').length;
    expect(tried).toBeLessThanOrEqual(16);
  });

  it('that some sink heard of are not repeated because of others', async () => {
    const { ctx, switches } = engine();
    switches.isQueueDown = true;
    const heard = await handleItems(ctx, itemsOf([{ a: 1 }, { b: 2 }]), 'inv');
    expect(heard.outcomes.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected']);
  });
});
