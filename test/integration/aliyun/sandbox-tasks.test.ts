import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built } from '../built/index.ts';
import { type Deployed, deploy } from '../sandbox/support.ts';

const EN = { language: 'en' } as const;

const HANDLERS = {
  task: {
    code: 'async () => ({ done: true })',
    props: `asyncInvokeConfig:
  asyncTask: true
  maxAsyncEventAgeInSeconds: 86400
  destinationConfig:
    onFailure: { destination: 'acs:mns:cn-hangzhou:1:/queues/tasks/messages' }`,
  },
  plain: { code: 'async (event) => event' },
  fails: { code: `async () => { throw new Error('boom'); }` },
};

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy(HANDLERS);
});
afterAll(() => deployed.close());

const clients = () => {
  const { sandbox } = deployed;
  const { accessKeyId, accessKeySecret, securityToken = '' } = sandbox.credentials();
  const credentials = { accessKeyId, accessKeySecret, securityToken };
  const endpoint = { host: sandbox.endpoint.replace('http://', ''), protocol: 'http' } as const;
  const core = built.createCoreClient(endpoint, credentials);
  const { accountId } = sandbox;
  const smq = built.createSmqClient({ accountId, regionId: 'cn-hangzhou', endpoint, credentials });
  return { core, tasks: built.createTaskQueue(core), smq };
};

const task = (functionName: string, id: string) => ({
  functionName,
  id,
  delaySeconds: 0,
  payload: '{}',
});

describe('tasks of Function Compute, as the sandbox has them', () => {
  it('are taken once per id', async () => {
    const { tasks } = clients();

    expect(await tasks.enqueue(task('t-task', 'watch-1'))).toEqual({
      existing: false,
      honoursIds: true,
    });
    expect(await tasks.enqueue(task('t-task', 'watch-1'))).toMatchObject({ existing: true });
    expect(await tasks.enqueue(task('t-task', 'watch-2'))).toMatchObject({ existing: false });
  });

  it('have no ids where task mode is off', async () => {
    const { tasks } = clients();

    for (const _ of [1, 2])
      expect(await tasks.enqueue(task('t-plain', 'watch-1'))).toEqual({
        existing: false,
        honoursIds: false,
      });
  });

  it('are refused for a function that does not exist', async () => {
    await expect(clients().tasks.enqueue(task('t-nobody', 'watch-1'))).rejects.toMatchObject({
      code: 'FunctionNotFound',
      status: 404,
    });
  });
});

describe('synchronous invocation in the sandbox', () => {
  it('returns what the function returns, and rejects where it fails', async () => {
    const invoke = built.createInvokeSync(clients().core);

    expect(await invoke('t-task', '{}', 10_000)).toBe('{"done":true}');
    await expect(invoke('t-fails', '{}', 10_000)).rejects.toMatchObject({
      code: 'FunctionFailed',
      message: expect.stringContaining('boom'),
    });
  });
});

describe('queues of the sandbox', () => {
  it('give back what was sent, until it is deleted', async () => {
    const { smq } = clients();

    await smq.send('tasks', '{"a":1}');
    const [message, ...others] = await smq.receive('tasks', 16);

    expect(others).toEqual([]);
    expect(Buffer.from(message?.body ?? '', 'base64').toString()).toBe('{"a":1}');
    await smq.delete('tasks', message?.receiptHandle ?? '');
    expect(await smq.receive('tasks', 16)).toEqual([]);
  });

  it('are named when they do not exist', async () => {
    await expect(clients().smq.receive('nowhere', 16)).rejects.toMatchObject({
      code: 'QueueNotExist',
      status: 404,
    });
  });
});

describe('health of what the sandbox deployed', () => {
  it('is fine for a function in task mode, and names what another one lacks', async () => {
    const { core, smq } = clients();
    const expected = { failedQueue: 'tasks' };

    expect(await built.health.probeFunction(core, 't-task', EN)).toMatchObject({ ok: true });
    expect(await built.health.probeTasks(core, 't-task', expected, EN)).toMatchObject({ ok: true });
    expect(await built.health.probeTasks(core, 't-plain', expected, EN)).toMatchObject({
      ok: false,
      detail: 'No asynchronous configuration',
    });
    expect(await built.health.probeFunction(core, 't-nobody', EN)).toMatchObject({ ok: false });
    expect(await built.health.probeQueue(smq, 'tasks', EN)).toMatchObject({ ok: true });
    expect(await built.health.probeBus(core, 'nowhere', EN)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('EventBusNotExist'),
    });
  });

  it('finds the clock of this process right', async () => {
    const found = await built.health.probeClock(clients().core, { now: Date.now }, EN);
    expect(found).toMatchObject({ ok: true });
  });
});
