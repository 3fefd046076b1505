import { describe, expect, it } from 'vitest';
import { handlePoll } from '../../../lib/handlers/poll.ts';
import { firstOf, namedChain, UnreadableTaskError } from '../../../lib/peering/queue/tasks.ts';
import { connectionIn } from '../peering/samples.ts';
import { apiError, START } from '../support/context.ts';
import { engine, ourTags } from '../support/engine.ts';

const MINUTE = 60_000;

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const tick = (ms: number, more: object = {}) =>
  bytes({
    triggerTime: new Date(ms).toISOString().replace('.000Z', 'Z'),
    triggerName: 'sweep',
    payload: '',
    ...more,
  });

const behind = connectionIn('Activated', {
  instanceId: 'pcc-1',
  tags: ourTags('maker', 'Creating'),
});

describe('a tick of the timer', () => {
  it.each<[string, object]>([
    ['with an empty payload', {}],
    ['without a payload', { payload: undefined }],
    ['with any payload', { payload: '{"peerflow":"watch"}' }],
  ])('%s sweeps', async (_, more) => {
    const { ctx, types } = engine({ connections: [behind] });
    await handlePoll(ctx, tick(START, more));
    expect(types()).toEqual(['Activated']);
  });

  it('brings failed tasks back, and sweeps although the queue takes nothing', async () => {
    const { ctx, cloud } = engine({ connections: [behind] });
    const record = JSON.stringify({
      requestContext: {
        functionArn: `acs:fc:cn-hangzhou:${ctx.settings.accountId}:functions/peerflow-accepter`,
      },
      requestPayload: JSON.stringify({
        ...firstOf('accept', namedChain('accept', 'pcc-1'), START),
        instanceId: 'pcc-1',
        tries: 0,
        spent: {},
      }),
    });
    let now = START;
    let enqueues = 0;
    const sweptAt: number[] = [];
    const list: typeof cloud.peering.list = async () => {
      sweptAt.push(now);
      return { items: [] };
    };
    await handlePoll(
      {
        ...ctx,
        peering: { ...ctx.peering, list },
        clock: {
          now: () => now,
          sleep: async (ms) => {
            now += ms;
          },
        },
        deadline: { remaining: () => Math.max(0, START + 300_000 - now) },
        tasks: {
          enqueue: async () => {
            enqueues += 1;
            throw apiError('ServiceUnavailable', 503);
          },
        },
        messages: {
          ...ctx.messages,
          receive: async () => [{ body: record, receiptHandle: 'h', enqueuedAt: START }],
        },
      },
      tick(START),
    );
    expect(enqueues).toBeGreaterThan(1);
    expect(now).toBeGreaterThan(START + MINUTE);
    expect(sweptAt).toHaveLength(2);
    for (const at of sweptAt) expect(at).toBeLessThan(START + 5_000);
  });

  it('that waited for over 4 minutes is skipped: the next ones overtook it', async () => {
    const { ctx, journal, lines } = engine({ connections: [behind] });
    await handlePoll(ctx, tick(START - 4 * MINUTE - 1_000));
    expect(journal).toEqual([]);
    expect(lines).toMatchObject([{ level: 'warn', msg: 'Stale tick skipped' }]);
    await handlePoll(ctx, tick(START - 4 * MINUTE));
    expect(journal).not.toEqual([]);
  });

  it('names its sweep by region and tick, so that a repeated tick is the same sweep', async () => {
    const { ctx, enqueued, cloud } = engine();
    const list: typeof cloud.peering.list = async () => ({ items: [], nextToken: 'more' });
    const short = {
      ...ctx,
      peering: { ...cloud.peering, list },
      deadline: { remaining: () => 10_000 },
    };
    await handlePoll(short, tick(START));
    await handlePoll(short, tick(START));
    expect(enqueued('sweep').map(({ regionId, tick: at }) => [regionId, at])).toEqual([
      ['cn-hangzhou', START],
      ['cn-shanghai', START],
    ]);
  });
});

describe('the poller', () => {
  it('runs watches and sweeps', async () => {
    const { ctx, types } = engine({ connections: [behind] });
    const sweep = firstOf('sweep', namedChain('sweep'), START);
    await handlePoll(ctx, bytes({ ...sweep, regionId: 'cn-hangzhou', tick: START }));
    expect(types()).toEqual(['Activated']);
    const watch = {
      ...firstOf('watch', namedChain('watch'), START),
      instanceId: 'pcc-1',
      regionId: 'cn-hangzhou',
      action: 'create',
      requestId: null,
      ownerRequestId: null,
      since: START,
      looks: 0,
      announced: 'Requested',
    };
    await handlePoll(ctx, bytes(watch));
    expect(types()).toEqual(['Activated', 'Activated']);
  });

  it.each<[string, Buffer]>([
    ['zero bytes', Buffer.alloc(0)],
    ['no JSON', Buffer.from('{')],
    ['something else', bytes({ hello: 'there' })],
    ['a tick without a time', bytes({ triggerName: 'sweep', triggerTime: 'now' })],
    [
      'a task of another function',
      bytes({
        ...firstOf('accept', namedChain('accept'), START),
        instanceId: 'pcc-1',
        tries: 0,
        spent: {},
      }),
    ],
    ['a task of an unknown version', bytes({ peerflow: 'watch', version: 99 })],
  ])('never answers "done" to %s', async (_, event) => {
    const { ctx, effects } = engine();
    await expect(handlePoll(ctx, event)).rejects.toThrow(UnreadableTaskError);
    expect(effects()).toEqual([]);
  });

  it('looks once at a connection that an event of others names', async () => {
    const { ctx, types, lines } = engine({ connections: [behind] });
    await handlePoll(
      ctx,
      bytes({
        specversion: '1.0',
        id: 'e1',
        source: 'acs.actiontrail',
        type: 'actiontrail:ActionTrail:ApiCall',
        data: { eventName: 'RejectVpcPeerConnection', requestParameters: { InstanceId: 'pcc-1' } },
      }),
    );
    expect(types()).toEqual(['Activated']);
    expect(lines[0]?.fields).toMatchObject({ instanceIds: ['pcc-1'] });
  });
});
