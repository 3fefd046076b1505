import { describe, expect, it } from 'vitest';
import { built } from '../built/index.ts';
import { serve } from '../sinks/serve.ts';
import type { Answering, Reply } from '../sinks/service.ts';
import { error, json, KEYS, page } from './answers.ts';

const TASK = {
  functionName: 'peerflow-poller',
  id: 'watch-0123456789abcdef0123456789abcdef',
  delaySeconds: 0,
  payload: '{"v":1}',
};

const queueWith = async (answering: Answering) => {
  const service = await serve(answering);
  const core = built.createCoreClient({ host: service.host, protocol: 'http' }, KEYS);
  return { queue: built.createTaskQueue(core), core, calls: service.calls };
};

const accepted = (headers = {}): Reply => ({ status: 202, headers });

/** A conflict as Function Compute words it in its own shape, not in the gateway's. */
const fcError = (status: number, errorCode: string, errorMessage: string): Reply =>
  json({ errorCode, errorMessage }, status);

describe('the task queue on Function Compute', () => {
  it('sends the task id as x-fc-async-task-id and leaves out the delay header for no delay', async () => {
    const { queue, calls } = await queueWith(() => accepted({ 'x-fc-async-task-id': TASK.id }));

    expect(await queue.enqueue(TASK)).toEqual({ existing: false, honoursIds: true });

    const [call] = calls;
    expect(call).toMatchObject({
      method: 'POST',
      url: '/2023-03-30/functions/peerflow-poller/invocations',
      body: TASK.payload,
      headers: { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': TASK.id },
    });
    expect(call?.headers).not.toHaveProperty('x-fc-async-delay');
  });

  it('sends a delay as whole seconds', async () => {
    const { queue, calls } = await queueWith(() => accepted());

    await queue.enqueue({ ...TASK, delaySeconds: 3599 });

    expect(calls[0]?.headers['x-fc-async-delay']).toBe('3599');
  });

  it('says that ids are ignored when the answer does not repeat the task id', async () => {
    const { queue } = await queueWith(() => accepted());

    expect(await queue.enqueue(TASK)).toEqual({ existing: false, honoursIds: false });
  });

  it.each([
    ['409 with the code of FC 2.0', error(409, 'StatefulAsyncInvocationAlreadyExists')],
    ['400 with that code', error(400, 'StatefulAsyncInvocationAlreadyExists')],
    ['409 in the shape of FC', fcError(409, 'AsyncTaskAlreadyExists', 'x')],
    ['409 that says it in words', fcError(409, 'Conflict', 'async task t-1 already exists')],
    ['400 that says it in words', fcError(400, 'InvalidArgument', 'Task ID already exist')],
  ])('takes %s for a task that exists', async (_, reply) => {
    const { queue } = await queueWith(() => reply);

    expect(await queue.enqueue(TASK)).toEqual({ existing: true, honoursIds: true });
  });

  it.each([
    ['ConcurrentUpdateError', error(409, 'ConcurrentUpdateError')],
    ['ConcurrentUpdateError in words', fcError(409, 'ConcurrentUpdateError', 'already exists')],
    ['another thing that exists', error(409, 'FunctionAlreadyExists')],
    ['a conflict without a reason', error(409, 'Conflict')],
    ['a refusal', error(403, 'AccessDenied')],
    ['a 503 that mentions existing', fcError(503, 'ServiceUnavailable', 'already exists')],
    ['a page of a gateway', page],
    ['200 without an acknowledgement', json({})],
  ])('rejects on %s', async (_, reply) => {
    const { queue } = await queueWith(() => reply);

    await expect(queue.enqueue(TASK)).rejects.toBeInstanceOf(built.ApiError);
  });

  it('names the code and the message of an error in the shape of Function Compute', async () => {
    const { queue } = await queueWith(() => fcError(404, 'FunctionNotFound', 'no such function'));

    await expect(queue.enqueue(TASK)).rejects.toMatchObject({
      kind: 'api',
      code: 'FunctionNotFound',
      message: 'no such function',
      status: 404,
    });
  });

  it('tries once more after a broken connection', async () => {
    const { queue, calls } = await queueWith((_, index) =>
      index === 0 ? 'reset' : error(409, 'StatefulAsyncInvocationAlreadyExists'),
    );

    expect(await queue.enqueue(TASK)).toMatchObject({ existing: true });
    expect(calls).toHaveLength(2);
  });
});

describe('synchronous invocation', () => {
  it('returns what the function returns', async () => {
    const { core, calls } = await queueWith(() => json({ ok: true }));

    const text = await built.createInvokeSync(core)(
      'peerflow-router',
      '{"peerflow":"health"}',
      3_000,
    );

    expect(text).toBe('{"ok":true}');
    expect(calls[0]?.headers['x-fc-invocation-type']).toBe('Sync');
  });

  it('rejects where the function fails', async () => {
    const { core } = await queueWith(() =>
      json({ errorMessage: 'boom' }, 200, { 'x-fc-error-type': 'UnhandledInvocationError' }),
    );

    await expect(built.createInvokeSync(core)('f', '{}', 3_000)).rejects.toMatchObject({
      code: 'FunctionFailed',
      message: expect.stringContaining('boom'),
    });
  });

  it('gives up after the time it is given', async () => {
    const { core } = await queueWith(() => 'hang');

    await expect(built.createInvokeSync(core)('f', '{}', 50)).rejects.toMatchObject({
      kind: 'timeout',
      code: 'Timeout',
    });
  });
});
