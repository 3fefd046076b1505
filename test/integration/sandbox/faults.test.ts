import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import type { RuleInput } from '../../../sandbox/faults/rule.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';

const core: typeof import('@alicloud/openapi-core') = createRequire(import.meta.url)(
  '@alicloud/openapi-core',
);
const { RuntimeOptions } = createRequire(import.meta.url)('@alicloud/tea-util');

const CREATE = {
  RegionId: 'cn-hangzhou',
  VpcId: 'vpc-hub',
  AcceptingAliUid: '1210123456123456',
  AcceptingRegionId: 'cn-hangzhou',
  AcceptingVpcId: 'vpc-spoke1',
};

const open = new Set<Sandbox>();

afterEach(async () => {
  await Promise.all([...open].map((sandbox) => sandbox.close()));
  open.clear();
});

/**
 * A sandbox without functions, and the official core as its client.
 *
 * @param readTimeout how long the client waits for an answer, in milliseconds
 */
const cloud = async (readTimeout = 60_000) => {
  const sandbox = await startSandbox({ functions: false });
  open.add(sandbox);
  const client = new core.default(
    new core.$OpenApiUtil.Config({
      ...sandbox.credentials(),
      endpoint: sandbox.endpoint.replace('http://', ''),
      protocol: 'HTTP',
    }),
  );
  const call = async (action: string, form: Record<string, string>) => {
    const params = new core.$OpenApiUtil.Params({
      action,
      version: '2022-01-01',
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const request = new core.$OpenApiUtil.OpenApiRequest({ body: form });
    const runtime = new RuntimeOptions({ readTimeout, connectTimeout: 60_000 });
    return (await client.callApi(params, request, runtime)).body;
  };
  /** What the client makes of it: `OK`, a code of the cloud, or the name of another error. */
  const outcomeOf = async (action: string, form: Record<string, string>): Promise<string> => {
    try {
      await call(action, form);
      return 'OK';
    } catch (error) {
      if (!(error instanceof Error)) return String(error);
      return 'code' in error ? String(error.code) : error.name;
    }
  };
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.endpoint}/sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };
  return { sandbox, call, outcomeOf, control };
};

describe('faults before the services', () => {
  const create = { action: 'CreateVpcPeerConnection' };
  const cases: readonly (readonly [RuleInput, string, number])[] = [
    [{ kind: 'error', code: 'InternalError', status: 500 }, 'InternalError', 0],
    [{ kind: 'throttling', retryAfterMs: 250 }, 'Throttling.User', 0],
    [{ kind: 'html' }, 'SyntaxError', 0],
    [{ kind: 'empty' }, 'SyntaxError', 0],
    [{ kind: 'reset' }, 'ECONNRESET', 0],
    [{ kind: 'hang' }, 'RequestTimeoutError', 0],
    [{ kind: 'truncate' }, 'ECONNRESET', 1],
    [{ kind: 'applied-but-lost' }, 'ECONNRESET', 1],
    [{ kind: 'latency', ms: 20 }, 'OK', 1],
  ];
  it.each(cases)('%j reaches the official client as %s', async (rule, outcome, connections) => {
    // Only where no answer ever comes does a client give up.
    const { sandbox, outcomeOf } = await cloud(rule.kind === 'hang' ? 300 : undefined);
    sandbox.faults.add({ ...rule, match: create, times: 1 });

    expect(await outcomeOf('CreateVpcPeerConnection', CREATE)).toBe(outcome);
    expect(sandbox.world.connections()).toHaveLength(connections);
  });

  it('strike only the calls that their rule names', async () => {
    const { sandbox, outcomeOf } = await cloud();
    sandbox.faults.add({ kind: 'html', match: create });

    const outcomes = [
      await outcomeOf('ListVpcPeerConnections', { RegionId: 'cn-hangzhou' }),
      await outcomeOf('CreateVpcPeerConnection', CREATE),
    ];
    expect(outcomes).toEqual(['OK', 'SyntaxError']);
  });
});

describe('passing trouble with credentials', () => {
  it('is what the official client reads of it, then over', async () => {
    const { sandbox, outcomeOf } = await cloud();
    const outcomes: string[] = [];
    for (const what of ['token', 'clock'] as const) {
      sandbox.faults.add({ kind: 'expired', what, times: 1 });
      outcomes.push(await outcomeOf('ListVpcPeerConnections', {}));
    }

    expect(outcomes).toEqual(['InvalidSecurityToken.Expired', 'InvalidTimeStamp.Expired']);
    expect(await outcomeOf('ListVpcPeerConnections', {})).toBe('OK');
  });
});

describe('the control endpoint', () => {
  it('adds, shows and removes rules', async () => {
    const { outcomeOf, control } = await cloud();
    const rule = { kind: 'error', code: 'Busy', match: { service: 'VpcPeer' }, times: 1 };

    const added = await control('POST', 'faults', rule);
    const struck = await outcomeOf('ListVpcPeerConnections', {});
    const shown = await control('GET', 'faults');
    const { id } = added.body;
    const removed = await control('DELETE', `faults/${id}`);

    expect(added).toMatchObject({ status: 201, body: { id: expect.any(String), rule } });
    expect(struck).toBe('Busy');
    expect(shown.body).toMatchObject({ faults: [{ id, seen: 1, struck: 1 }] });
    expect(removed.status).toBe(204);
    expect((await control('DELETE', `faults/${id}`)).status).toBe(404);
    await control('POST', 'faults', { kind: 'reset' });
    expect((await control('DELETE', 'faults')).status).toBe(204);
    expect((await control('GET', 'faults')).body).toEqual({ faults: [] });
  });

  it('moves the business clock on', async () => {
    const { sandbox, call, control } = await cloud();
    const { InstanceId } = await call('CreateVpcPeerConnection', CREATE);

    const moved = await control('POST', 'clock', { advanceMs: 3_600_000 });

    expect(Date.parse(moved.body.now) - Date.now()).toBeGreaterThan(3_000_000);
    expect(sandbox.world.connection(InstanceId)?.status).toBe('Activated');
  });

  it.each([
    ['POST', 'faults', { kind: 'earthquake' }, 400],
    ['POST', 'faults', 'no rule', 400],
    ['POST', 'clock', { advanceMs: -1 }, 400],
    ['POST', 'clock', {}, 400],
    ['PUT', 'faults', {}, 404],
    ['GET', 'nothing', undefined, 404],
  ])('tells what is wrong with %s %s %j', async (method, path, body, status) => {
    const { control } = await cloud();
    const answer = await control(method, path, body);

    expect(answer).toMatchObject({ status, body: { error: expect.any(String) } });
  });

  it('moves the clock, whose time every answer carries', async () => {
    const { sandbox, control } = await cloud();
    await control('POST', 'clock', { advanceMs: 3_600_000 });
    const before = Math.floor(sandbox.clock.now() / 1000);
    const { headers } = await fetch(`${sandbox.endpoint}/nothing`);
    const told = Date.parse(headers.get('date') ?? '') / 1000;
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(sandbox.clock.now() / 1000);
  });

  it('changes switches', async () => {
    const { sandbox, call, control } = await cloud();
    const listed = async () =>
      (await call('ListVpcPeerConnections', { RegionId: 'cn-hangzhou' })).TotalCount;
    await call('CreateVpcPeerConnection', CREATE);
    expect(await listed()).toBe(1);

    const answer = await control('POST', 'behaviour', { listLagMs: 60_000 });
    expect([answer.status, await listed()]).toEqual([204, 0]);
    sandbox.clock.advance(60_000);
    expect(await listed()).toBe(1);
    expect((await control('POST', 'behaviour', { listLagMs: 'x' })).status).toBe(400);
  });
});
