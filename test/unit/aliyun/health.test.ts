import { describe, expect, it } from 'vitest';
import type { CoreAnswer, CoreCall, CoreClient } from '../../../lib/aliyun/core.ts';
import {
  probeBus,
  probeClock,
  probeFunction,
  probeQueue,
  probeRegion,
  probeRole,
  probeTasks,
} from '../../../lib/aliyun/health.ts';
import { apiError, sdkError } from './fake-sts.ts';

const EN = { language: 'en' } as const;
const NOW = Date.parse('2026-11-29T12:00:00Z');

const answering = (body: unknown, headers: CoreAnswer['headers'] = {}) => {
  const calls: CoreCall[] = [];
  const client: CoreClient = async (call) => {
    calls.push(call);
    if (body instanceof Error) throw body;
    return { statusCode: 200, headers, body: JSON.stringify(body) };
  };
  return { client, calls };
};

const denied = sdkError('AccessDenied', 403);

const tasks = {
  asyncTask: true,
  maxAsyncEventAgeInSeconds: 86_400,
  destinationConfig: {
    onFailure: { destination: 'acs:mns:cn-hangzhou:1:/queues/peerflow-failed/messages' },
  },
};
const EXPECTED = { failedQueue: 'peerflow-failed' };

describe('health of a region', () => {
  it('is fine when connections can be listed, with one row of one page', async () => {
    const asked: unknown[] = [];
    const list = async (query: object) => {
      asked.push(query);
      return { items: [] };
    };

    expect(await probeRegion({ list }, 'cn-beijing', EN)).toEqual({
      ok: true,
      name: 'connections in cn-beijing',
      detail: 'can be listed',
    });
    expect(asked).toEqual([{ regionId: 'cn-beijing', maxResults: 1 }]);
  });

  it('names the missing right', async () => {
    const list = async () => {
      throw apiError('ListVpcPeerConnections', 'Forbidden.RAM', 403);
    };

    expect(await probeRegion({ list }, 'cn-beijing', EN)).toEqual({
      ok: false,
      name: 'connections in cn-beijing',
      detail: 'vpc:ListVpcPeerConnections is not allowed: Forbidden.RAM: No, sorry.',
      remedy: 'Allow vpc:ListVpcPeerConnections in the role of this function.',
    });
    const { remedy } = await probeRegion({ list }, 'cn-beijing', { language: 'zh' });
    expect(remedy).toContain('vpc:ListVpcPeerConnections');
    expect(remedy).toMatch(/\p{Script=Han}/u);
  });
});

describe('health of an event bus', () => {
  it('is fine when the bus exists', async () => {
    const { client, calls } = answering({ Code: 'Success', Success: true, Data: {} });

    expect(await probeBus(client, 'peerflow', EN)).toMatchObject({ ok: true });
    expect(calls).toMatchObject([
      { action: 'GetEventBus', version: '2020-04-01', query: { EventBusName: 'peerflow' } },
    ]);
  });

  it('names a bus that is missing, though the answer is 200', async () => {
    const { client } = answering({
      Code: 'EventBusNotExist',
      Message: 'The event bus [peerflow] not existed!',
      Success: false,
    });

    expect(await probeBus(client, 'peerflow', EN)).toMatchObject({
      ok: false,
      name: 'event bus peerflow',
      detail: 'EventBusNotExist: The event bus [peerflow] not existed!',
      remedy: expect.stringContaining('Create the custom bus'),
    });
  });
});

describe('health of a queue', () => {
  it('tells how many messages wait', async () => {
    const attributes = async () => ({ QueueName: 'peerflow-failed', ActiveMessages: '3' });

    expect(await probeQueue({ attributes }, 'peerflow-failed', EN)).toEqual({
      ok: true,
      name: 'queue peerflow-failed',
      detail: 'holds 3 messages',
    });
  });

  it('names a queue that is missing', async () => {
    const attributes = async () => {
      throw apiError('GetQueueAttributes', 'QueueNotExist', 404);
    };

    expect(await probeQueue({ attributes }, 'peerflow-failed', EN)).toMatchObject({
      ok: false,
      name: 'queue peerflow-failed',
      remedy: expect.stringContaining('PEERFLOW_FAILED_QUEUE'),
    });
  });
});

describe('health of a function', () => {
  it('is fine when it is deployed', async () => {
    const { client, calls } = answering({ timeout: 60, memorySize: 256, instanceConcurrency: 1 });

    expect(await probeFunction(client, 'peerflow-poller', EN)).toMatchObject({
      ok: true,
      detail: 'timeout 60 s, memory 256 MB',
    });
    expect(calls).toMatchObject([
      { method: 'GET', style: 'ROA', pathname: '/2023-03-30/functions/peerflow-poller' },
    ]);
  });

  it('names a function that is missing', async () => {
    const { client } = answering(sdkError('FunctionNotFound', 404));

    expect(await probeFunction(client, 'prod-network-request', EN)).toMatchObject({
      ok: false,
      name: 'function prod-network-request',
      remedy: expect.stringContaining('PEERFLOW_*_FUNCTION'),
    });
  });

  it('names the right that is missing and the setting that is wrong', async () => {
    expect(await probeFunction(answering(denied).client, 'f', EN)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('fc:GetFunction is not allowed'),
    });
    const { client } = answering({ instanceConcurrency: 10 });
    expect(await probeFunction(client, 'f', EN)).toMatchObject({
      ok: false,
      detail: 'instanceConcurrency is 10',
    });
  });
});

describe('health of the tasks of a function', () => {
  it('is fine with task mode, the failure destination and an age of hours', async () => {
    const { client, calls } = answering(tasks);

    expect(await probeTasks(client, 'peerflow-poller', EXPECTED, EN)).toMatchObject({ ok: true });
    expect(calls[0]?.pathname).toBe('/2023-03-30/functions/peerflow-poller/async-invoke-config');
  });

  it.each([
    ['task mode', { ...tasks, asyncTask: false }, /asyncTask/],
    ['a destination', { ...tasks, destinationConfig: {} }, /onFailure.*peerflow-failed/],
    [
      'the right destination',
      {
        ...tasks,
        destinationConfig: { onFailure: { destination: 'acs:mns:r:1:/queues/other/messages' } },
      },
      /onFailure/,
    ],
    ['an age of hours', { ...tasks, maxAsyncEventAgeInSeconds: 3600 }, /maxAsyncEventAge/],
    ['a configuration', sdkError('AsyncConfigNotExists', 404), /No asynchronous configuration/],
  ])('says that %s is missing', async (_, body, detail) => {
    const found = await probeTasks(answering(body).client, 'peerflow-poller', EXPECTED, EN);

    expect(found).toMatchObject({ ok: false, name: 'tasks of peerflow-poller' });
    expect(found.detail).toMatch(detail);
    expect(found.remedy).toContain('asyncInvokeConfig');
  });

  it('asks for no destination where no queue is configured', async () => {
    const { client } = answering({ ...tasks, destinationConfig: null });
    const none = { failedQueue: undefined };

    expect(await probeTasks(client, 'peerflow-poller', none, EN)).toMatchObject({ ok: true });
  });
});

describe('health of a role in another account', () => {
  it('says what STS says, and does not name a right of its own', async () => {
    const credentials = async () => {
      throw apiError('AssumeRole', 'NoPermission', 403);
    };

    expect(await probeRole({ credentials }, '42', EN)).toEqual({
      ok: false,
      name: 'role in account 42',
      detail: 'NoPermission: No, sorry.',
      remedy: expect.stringContaining('trust policy'),
    });
  });
});

describe('health of the clock', () => {
  const at = (date: string) => answering({}, { date });

  it.each([
    ['Sun, 29 Nov 2026 12:00:20 GMT', true, '20 s apart from the service'],
    ['Sun, 29 Nov 2026 11:59:00 GMT', false, '60 s ahead of the service'],
    ['Sun, 29 Nov 2026 12:20:00 GMT', false, '1200 s behind the service'],
  ])('compares with %s', async (date, ok, detail) => {
    const found = await probeClock(at(date).client, { now: () => NOW }, EN);

    expect(found).toMatchObject({ ok, name: 'clock', detail });
    expect(found.remedy === undefined).toBe(ok);
  });

  it('says so when the service refuses the time', async () => {
    const { client } = answering(sdkError('InvalidTimeStamp.Expired'));

    expect(await probeClock(client, { now: () => NOW }, EN)).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('clock'),
    });
  });
});

it('a check that fails in an unexpected way is a finding that tells no more than its kind', async () => {
  const list = async () => {
    throw new RangeError('secret');
  };

  expect(await probeRegion({ list }, 'cn-beijing', EN)).toEqual({
    ok: false,
    name: 'connections in cn-beijing',
    detail: 'The check failed unexpectedly (RangeError)',
  });
});
