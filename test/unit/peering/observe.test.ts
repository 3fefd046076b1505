import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../lib/peering/model/failure.ts';
import { busyAmong, isListed, observe } from '../../../lib/peering/observe.ts';
import { apiError, fakeContext } from '../support/context.ts';
import { engine, ourTags } from '../support/engine.ts';
import { connectionIn } from './samples.ts';

const row = connectionIn('Activated', { instanceId: 'pcc-1', tags: ourTags('maker') });

describe('a look at a connection', () => {
  it('shows it, and what its tags say of us', async () => {
    const { ctx } = engine({ connections: [row] });
    expect(await observe(ctx, 'pcc-1')).toMatchObject({
      kind: 'found',
      connection: row,
      tags: { requestId: 'maker', state: 'Requested' },
    });
  });

  it('reads no tags of ours on a connection that another account owns', async () => {
    const { ctx } = engine({ connections: [{ ...row, ownerId: '283117732402483989' }] });
    expect(await observe(ctx, 'pcc-1')).toMatchObject({ kind: 'found', tags: null });
  });

  it.each([
    'ResourceNotFound.InstanceId',
    'ResourceNotFound.VpcPeer',
    'InvalidInstanceId.NotFound',
    'InvalidInstanceIds.NotFound',
  ])('that the service answers with %s found nothing', async (code) => {
    const { ctx, cloud } = engine();
    cloud.fail('get', apiError(code, 404));
    expect(await observe(ctx, 'pcc-1')).toEqual({ kind: 'not-found' });
  });

  it.each([
    ['Throttling', 400, 'throttled'],
    ['ServiceUnavailable', 503, 'transient'],
    ['InvalidSecurityToken.Expired', 400, 'transient'],
  ] as const)('that fails with %s is trouble that passes', async (code, status, reason) => {
    const { ctx, cloud } = engine();
    const error = apiError(code, status);
    cloud.fail('get', error);
    expect(await observe(ctx, 'pcc-1')).toEqual({ kind: 'trouble', reason, error });
  });

  it('is not taken while the service asks for patience because of its quota', async () => {
    const { ctx, cloud } = engine({ connections: [row] });
    const error = new ApiError({
      ...apiError('Throttling', 400),
      message: 'no',
      retryAfterMs: 5_000,
    });
    cloud.fail('get', error, 1);
    await observe(ctx, 'pcc-1');
    expect(await observe(ctx, 'pcc-1')).toMatchObject({ kind: 'trouble', reason: 'throttled' });
    await ctx.clock.sleep(5_000);
    expect(await observe(ctx, 'pcc-1')).toMatchObject({ kind: 'found' });
  });

  it.each([
    ['is throttled without a time', apiError('Throttling', 400)],
    [
      'is unavailable for a time',
      new ApiError({ ...apiError('ServiceUnavailable', 503), message: 'no', retryAfterMs: 5_000 }),
    ],
  ])('that %s says nothing about the next one', async (_, error) => {
    const { ctx, cloud } = engine({ connections: [row] });
    cloud.fail('get', error, 1);
    expect(await observe(ctx, 'pcc-1')).toMatchObject({ kind: 'trouble' });
    expect(await observe(ctx, 'pcc-1')).toMatchObject({ kind: 'found' });
  });

  it('that is refused for good says so', async () => {
    const { ctx, cloud } = engine();
    const error = apiError('Forbidden.RAM', 403);
    cloud.fail('get', error);
    expect(await observe(ctx, 'pcc-1')).toEqual({ kind: 'refused', error });
  });

  it('throws what is not an answer of the cloud', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('get', new TypeError('a fault of ours'));
    await expect(observe(ctx, 'pcc-1')).rejects.toThrow('a fault of ours');
  });
});

describe('looks beyond the quota of the API', () => {
  const refused = (retryAfterMs?: number) =>
    new ApiError({
      kind: 'api',
      operation: 'GetVpcPeerConnectionAttribute',
      code: 'Throttling.User',
      message: 'Request was denied due to user flow control.',
      status: 400,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  const looksAfter = async (error: ApiError) => {
    let calls = 0;
    const { ctx, advance } = fakeContext({
      peering: {
        get: async () => {
          calls += 1;
          throw error;
        },
      },
    });
    await observe(ctx, 'pcc-1');
    return { look: () => observe(ctx, 'pcc-2'), advance, calls: () => calls };
  };

  it('are not made until the quota opens again, and say when that is', async () => {
    const { look, advance, calls } = await looksAfter(refused(30_000));
    advance(10_000);
    expect(await look()).toMatchObject({
      kind: 'trouble',
      reason: 'throttled',
      error: {
        code: 'Throttling.User',
        message: 'Request was denied due to user flow control.',
        retryAfterMs: 20_000,
      },
    });
    expect(calls()).toBe(1);
    advance(20_000);
    await look();
    expect(calls()).toBe(2);
  });

  it('are made again at once where the API does not say when, or is in other trouble', async () => {
    for (const error of [refused(), apiError('ServiceUnavailable', 503)]) {
      const { look, calls } = await looksAfter(error);
      await look();
      expect(calls()).toBe(2);
    }
  });
});

describe('a list', () => {
  const listing = (rows: readonly (typeof row)[]) => {
    const asked: unknown[] = [];
    const list = async (query: unknown) => {
      asked.push(query);
      return { items: rows };
    };
    return { ...fakeContext({ peering: { list } }), asked };
  };

  it.each<[string, readonly (typeof row)[], boolean]>([
    ['that shows the connection', [row], true],
    ['that shows it as Deleted', [{ ...row, status: 'Deleted' }], false],
    ['that shows another one', [{ ...row, instanceId: 'pcc-2' }], false],
    ['that is empty', [], false],
  ])('%s: %3$s', async (_, rows, isThere) => {
    const { ctx, asked } = listing(rows);
    expect(await isListed(ctx, { instanceId: 'pcc-1', regionId: 'cn-hangzhou' })).toBe(isThere);
    expect(asked).toEqual([{ regionId: 'cn-hangzhou', instanceId: 'pcc-1', maxResults: 1 }]);
  });

  it('that cannot be read is no answer', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('list', apiError('Throttling'));
    await expect(isListed(ctx, row)).rejects.toThrow('Throttling');
  });
});

describe('busyAmong', () => {
  const between = (vpcId: string, acceptingVpcId: string, status: 'Creating' | 'Activated') =>
    connectionIn(status, {
      vpc: { vpcId, ipv4Cidrs: [], ipv6Cidrs: [] },
      acceptingVpc: { vpcId: acceptingVpcId, ipv4Cidrs: [], ipv6Cidrs: [] },
    });

  it('names the VPCs with an operation under way, on whichever side of it they are', () => {
    const rows = [between('vpc-a', 'vpc-b', 'Creating'), between('vpc-c', 'vpc-d', 'Activated')];
    expect(busyAmong(rows, ['vpc-a', 'vpc-c', 'vpc-e'])).toEqual(['vpc-a']);
    expect(busyAmong(rows, ['vpc-b', 'vpc-d'])).toEqual(['vpc-b']);
    expect(busyAmong([], ['vpc-a'])).toEqual([]);
  });
});
