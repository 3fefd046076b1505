import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../lib/peering/model/connection.ts';
import type { RouteFact } from '../../../../lib/peering/model/event.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import type { RouteEntry } from '../../../../lib/peering/network/model.ts';
import {
  forLostRanges,
  isDangling,
  otherHopsOf,
  oursTo,
  seeminglyGone,
  surelyGone,
  unplanned,
} from '../../../../lib/peering/routes/work/gone.ts';
import {
  apiErrorOf,
  inTurns,
  longestWait,
  type Pause,
  pauseAfter,
  type Turn,
  valuesOf,
  type Waits,
} from '../../../../lib/peering/routes/work/turns.ts';
import { stillWanted } from '../../../../lib/peering/routes/work/wanted.ts';
import type { Options } from '../../../../lib/peering/state/tags.ts';
import { apiError, fakeContext, START } from '../../support/context.ts';
import { ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';
import { unreadable } from './router.ts';
import { end, entry, hopTo, ourEntry, PCC, stateWith, table, WHOSE } from './samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const calm: Waits = { tries: 0, spent: {} };
const ended = <T>(value: T): Turn<T> => ({ kind: 'ended', value });
const pause = (more: Partial<Pause> = {}): Pause => ({
  kind: 'pause',
  reason: 'conflict',
  ...more,
});
const changed: RouteFact = {
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  routeTableId: 'vtb-1',
  destinationCidrBlock: '10.2.0.0/16',
  result: 'created',
};

/** Takes turns as given, the last one again and again; sleeping moves the clock. */
const takeTurns = async (
  turns: readonly Turn<string>[],
  { begun = calm, remaining }: { readonly begun?: Waits; readonly remaining?: number } = {},
) => {
  const { ctx } = fakeContext(
    remaining === undefined ? {} : { context: { deadline: { remaining: () => remaining } } },
  );
  const seen: Waits[] = [];
  const at: number[] = [];
  const worked = await inTurns<string>(ctx, begun, {
    turn: async (waits) => {
      seen.push(waits);
      at.push(ctx.clock.now() - START);
      return turns[Math.min(seen.length, turns.length) - 1] ?? ended('none');
    },
    giveUp: async ({ reason }) => `given up: ${reason}`,
    changes: () => [changed],
  });
  return { worked, seen, at };
};

describe('work in turns', () => {
  it('ends with the first turn that has nothing left to do', async () => {
    const { worked, at } = await takeTurns([ended('done')]);
    expect(worked).toEqual({ kind: 'ended', value: 'done' });
    expect(at).toEqual([0]);
  });

  it('waits in place between turns, longer each time that brings nothing', async () => {
    const { worked, at, seen } = await takeTurns([pause(), pause(), ended('done')]);
    expect(worked).toMatchObject({ kind: 'ended' });
    const [first = 0, second = 0] = [at[1], (at[2] ?? 0) - (at[1] ?? 0)];
    expect(first).toBeGreaterThanOrEqual(1_500);
    expect(first).toBeLessThanOrEqual(2_500);
    expect(second).toBeGreaterThan(first);
    expect(seen.map(({ tries }) => tries)).toEqual([0, 1, 2]);
    expect(seen[2]?.spent.conflict).toBe(at[2]);
  });

  it('waits for short again after a turn that brought the work forward', async () => {
    const onward = pause({ progressed: true });
    const { at, seen } = await takeTurns([onward, onward, onward, ended('done')]);
    expect(seen.map(({ tries }) => tries)).toEqual([0, 1, 1, 1]);
    expect(Math.max(...at.slice(1).map((each, index) => each - (at[index] ?? 0)))).toBeLessThan(
      2_501,
    );
  });

  it('leaves a wait of more than five seconds to a later invocation, with what was changed', async () => {
    const begun: Waits = { tries: 4, spent: {}, reason: 'conflict', waitingSince: START };
    const { worked } = await takeTurns([pause()], { begun });
    expect(worked).toMatchObject({
      kind: 'later',
      waits: { tries: 5, reason: 'conflict', waitingSince: START },
      changes: [changed],
    });
    if (worked.kind === 'later') expect(worked.waitMs).toBeGreaterThan(5_000);
  });

  it('goes on at once in a later invocation where that is to know what was recorded', async () => {
    const begun: Waits = { tries: 4, spent: {}, reason: 'conflict', waitingSince: START };
    const { worked } = await takeTurns([pause({ successor: 'at-once' })], { begun });
    expect(worked).toMatchObject({
      kind: 'later',
      waitMs: 0,
      waits: { tries: 4 },
      changes: [changed],
    });
  });

  it('waits for a later invocation where what failed was tried again in place already', async () => {
    const { worked } = await takeTurns([pause({ reason: 'transient', successor: 'after-wait' })]);
    expect(worked).toMatchObject({ kind: 'later', waits: { tries: 1, reason: 'transient' } });
    if (worked.kind === 'later') expect(worked.waitMs).toBeGreaterThan(500);
  });

  it('waits at least as long as the service asks for, in a later invocation', async () => {
    const error = new ApiError({
      kind: 'api',
      operation: 'Any',
      code: 'Throttling',
      message: 'slow down',
      status: 429,
      retryAfterMs: 60_000,
    });
    const { worked } = await takeTurns([pause({ reason: 'throttled', error })]);
    expect(worked.kind === 'later' && worked.waitMs).toBeGreaterThanOrEqual(60_000);
  });

  it('leaves even a short wait to a later invocation where little time is left', async () => {
    const turns = [pause(), ended('done')];
    expect((await takeTurns(turns, { remaining: 16_000 })).worked.kind).toBe('later');
    expect((await takeTurns(turns, { remaining: 18_000 })).worked.kind).toBe('ended');
  });

  it('gives up what was waited for beyond its bound, by what it waited for', async () => {
    const begun: Waits = { tries: 9, spent: { conflict: 6 * HOUR } };
    const { worked } = await takeTurns([pause()], { begun });
    expect(worked).toEqual({ kind: 'ended', value: 'given up: conflict' });
    expect((await takeTurns([pause({ reason: 'throttled' })], { begun })).worked).not.toEqual(
      expect.objectContaining({ value: expect.stringContaining('given up') }),
    );
  });

  it('counts the time that a task spent on its way', async () => {
    const begun: Waits = {
      tries: 1,
      spent: { conflict: 1_000 },
      reason: 'conflict',
      waitingSince: START - 30_000,
    };
    const { seen } = await takeTurns([ended('done')], { begun });
    expect(seen[0]?.spent).toEqual({ conflict: 31_000 });
  });
});

describe('what came of work on several sides', () => {
  const later = (waitMs: number) => ({ kind: 'later', waitMs, waits: calm, changes: [] }) as const;
  const done = (value: string) => ({ kind: 'ended', value }) as const;

  it('is over with the longest wait', () => {
    expect(longestWait([later(7_000), done('a'), later(9_000), later(8_000)])?.waitMs).toBe(9_000);
    expect(longestWait([done('a')])).toBeUndefined();
  });

  it('is what those ended with that have', () => {
    expect(valuesOf([done('a'), later(1), done('b')])).toEqual(['a', 'b']);
  });
});

describe('an error of a call', () => {
  it('is waited out where it passes', () => {
    expect(pauseAfter(apiError('Throttling.User', 429))).toMatchObject({
      kind: 'pause',
      reason: 'throttled',
      error: { code: 'Throttling.User' },
    });
    expect(pauseAfter(apiError('Forbidden.RAM', 403))).toBeUndefined();
  });

  it('is nothing but an answer of the cloud', () => {
    const error = apiError('Any');
    expect(apiErrorOf(error)).toBe(error);
    const fault = new TypeError('a fault of ours');
    expect(() => apiErrorOf(fault)).toThrow(fault);
  });
});

describe('the connections that entries of ours lead to', () => {
  const to = (instanceId: string, range: string, more: Partial<RouteEntry> = {}) =>
    ourEntry('vtb-1', range, { ...hopTo(instanceId, range), ...more });
  const { ctx } = fakeContext();

  it('are each named once, without the one that is looked at and those of others', () => {
    const entries = [
      to(PCC, '10.2.0.0/16'),
      to('pcc-1', '10.3.0.0/16'),
      to('pcc-1', '10.4.0.0/16'),
      to('pcc-2', '10.5.0.0/16'),
      to('pcc-3', '10.6.0.0/16', { routeEntryName: 'by hand' }),
      entry('vtb-1', '10.7.0.0/16'),
    ];
    expect(otherHopsOf(ctx, entries, PCC)).toEqual(['pcc-1', 'pcc-2']);
    expect(otherHopsOf(ctx, entries, undefined)).toEqual([PCC, 'pcc-1', 'pcc-2']);
  });

  it('are at most fifty at a time', () => {
    const many = Array.from({ length: 60 }, (_, at) => to(`pcc-${at}`, `10.${at}.0.0/16`));
    expect(otherHopsOf(ctx, many, undefined)).toHaveLength(50);
  });

  it('make an entry dangling once they are gone, but none of somebody else', () => {
    const gone = isDangling(WHOSE, new Set(['pcc-1']));
    expect(gone(to('pcc-1', '10.3.0.0/16'))).toBe(true);
    expect(gone(to('pcc-2', '10.3.0.0/16'))).toBe(false);
    expect(gone(to('pcc-1', '10.3.0.0/16', { routeEntryName: 'by hand' }))).toBe(false);
  });

  /** Connections that answer in this order, look by look; the last answer stays. */
  const world = (
    answers: Readonly<Record<string, readonly ('there' | 'Deleted' | 'unknown' | 'trouble')[]>>,
    listed: readonly string[] = [],
    listedIn = 'cn-hangzhou',
  ) => {
    const looks: string[] = [];
    const { ctx: fake } = fakeContext({
      peering: {
        get: async (instanceId) => {
          const nth = looks.filter((each) => each === instanceId).length;
          looks.push(instanceId);
          const all = answers[instanceId] ?? [];
          const answer = all[Math.min(nth, all.length - 1)];
          if (answer === 'unknown') throw apiError('ResourceNotFound.InstanceId', 404);
          if (answer === 'trouble') throw apiError('ServiceUnavailable', 503);
          return connectionIn(answer === 'Deleted' ? 'Deleted' : 'Activated', { instanceId });
        },
        list: async ({ instanceId = '', regionId }) => ({
          items:
            regionId === listedIn && listed.includes(instanceId)
              ? [connectionIn('Activated', { instanceId })]
              : [],
        }),
      },
    });
    return { ctx: fake, looks };
  };

  it.each([
    ['there', ['there'], false, false],
    ['Deleted', ['Deleted'], true, true],
    ['in trouble', ['trouble'], false, false],
    ['unknown to every look', ['unknown'], true, true],
    ['unknown to the first look alone', ['unknown', 'there'], true, false],
    ['unknown to two looks', ['unknown', 'unknown', 'there'], true, false],
    ['unknown, then Deleted', ['unknown', 'Deleted'], true, true],
  ] as const)('%s: seemingly gone or not, and surely', async (_, answers, seemingly, surely) => {
    const gone = (set: ReadonlySet<string>) => set.has('pcc-1');
    expect(gone(await seeminglyGone(world({ 'pcc-1': answers }).ctx, ['pcc-1']))).toBe(seemingly);
    const { ctx: other } = world({ 'pcc-1': answers });
    expect(gone(await surelyGone(other, ['pcc-1'], 'cn-hangzhou'))).toBe(surely);
  });

  it.each([
    ['of the VPC', 'cn-hangzhou'],
    ['of the other VPC', 'cn-shanghai'],
    ['of a VPC in a region that is not managed', 'cn-beijing'],
  ])('are not gone while the list of the region %s still has them', async (_, listedIn) => {
    const { ctx: fake, looks } = world({ 'pcc-1': ['unknown'] }, ['pcc-1'], listedIn);
    const regionId = listedIn === 'cn-beijing' ? listedIn : 'cn-hangzhou';
    expect(await surelyGone(fake, ['pcc-1'], regionId)).toEqual(new Set());
    expect(looks).toHaveLength(3);
    expect(fake.clock.now() - START).toBe(MINUTE);
  });

  it('take a minute to be gone, however many there are', async () => {
    const ids = Array.from({ length: 50 }, (_, at) => `pcc-${at}`);
    const { ctx: fake } = world(Object.fromEntries(ids.map((id) => [id, ['unknown'] as const])));
    expect(await surelyGone(fake, ids, 'cn-hangzhou')).toEqual(new Set(ids));
    expect(fake.clock.now() - START).toBe(MINUTE);
  });

  it('are told apart, each by its own look', async () => {
    const { ctx: fake } = world({ 'pcc-1': ['there'], 'pcc-2': ['Deleted'], 'pcc-3': ['there'] });
    expect(await seeminglyGone(fake, ['pcc-1', 'pcc-2', 'pcc-3'])).toEqual(new Set(['pcc-2']));
  });
});

describe('routes are still wanted of a connection', () => {
  const tagged = (more: Partial<Options>) => ({ tags: ourTags('order-1', 'Activated', more) });
  it.each<[string, boolean, Partial<Connection>]>([
    ['stands, and wants the same', true, tagged({ routes: 'both' })],
    ['is being changed', true, { ...tagged({ routes: 'both' }), status: 'Updating' }],
    ['does not say what is wanted', true, { tags: [] }],
    ['says what nobody can read', true, unreadable],
    ['wants others', false, tagged({ routes: 'requester' })],
    ['is on its way out', false, { ...tagged({ routes: 'both' }), status: 'Deleting' }],
  ])('that %s: %s', async (_, isWanted, more) => {
    const { ctx } = fakeContext({
      peering: { get: async () => connectionIn('Activated', more) },
    });
    expect(await stillWanted(ctx, PCC, 'both')()).toBe(isWanted);
  });

  it.each([
    ['ServiceUnavailable', 503, true],
    ['ResourceNotFound.InstanceId', 404, false],
    ['Forbidden.RAM', 403, false],
  ])('whose look fails with %s %i: %s', async (code, status, isWanted) => {
    const { ctx } = fakeContext({
      peering: {
        get: async () => {
          throw apiError(code, status);
        },
      },
    });
    expect(await stillWanted(ctx, PCC, 'both')()).toBe(isWanted);
  });
});

describe('entries of ours', () => {
  const ours = ourEntry('vtb-1', '10.2.0.0/16');
  const lost = ourEntry('vtb-1', '10.8.0.0/16');
  const unused = ourEntry('vtb-idle', '10.2.0.0/16');
  const others = [
    entry('vtb-1', '10.3.0.0/16', { nextHops: [{ nextHopId: PCC, nextHopType: 'VpcPeer' }] }),
    ourEntry('vtb-1', '10.4.0.0/16', hopTo('pcc-other', '10.4.0.0/16')),
  ];
  const all = [ours, lost, unused, ...others];
  const state = stateWith({ tables: [table('vtb-1')], entries: [] });

  it('lead to one connection', () => {
    expect(oursTo(WHOSE, PCC)(all)).toEqual([ours, lost, unused]);
  });

  it('are for a range that the VPC across has lost where it shows others', () => {
    const find = forLostRanges(WHOSE, { instanceId: PCC });
    const here = end({ destinations: ['10.2.0.0/16', '10.5.0.0/16'] });
    expect(find(all, { end: here })).toEqual([lost]);
    expect(find(all, { end: end({ destinations: [] }) })).toEqual([]);
  });

  it('are unplanned where no plan has them, and the VPC across shows its ranges', () => {
    const find = unplanned(WHOSE, { instanceId: PCC });
    expect(find(all, state)).toEqual([lost, unused]);
    expect(find(all, { ...state, end: end({ destinations: [] }) })).toEqual([]);
    expect(find(all, { ...state, entryStates: undefined })).toEqual([ours, lost, unused]);
  });

  it('are known however their range is written', () => {
    const spelt = ourEntry('vtb-1', '2001:DB8:0002:0::/56');
    const here = end({ destinations: ['2001:db8:2::/56'] });
    expect(forLostRanges(WHOSE, { instanceId: PCC })([spelt], { end: here })).toEqual([]);
    const there = stateWith({ tables: [table('vtb-1')], entries: [], end: here });
    expect(unplanned(WHOSE, { instanceId: PCC })([spelt], there)).toEqual([]);
  });
});
