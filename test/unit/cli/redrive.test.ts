import { describe, expect, it } from 'vitest';
import type { QueueMessage } from '../../../cli/cloud/queues.ts';
import { namesOf, type RedriveQueue } from '../../../cli/redrive/names.ts';
import { redrive } from '../../../cli/redrive/redrive.ts';
import { readTask } from '../../../lib/peering/queue/tasks.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const DAY_MS = 86_400_000;
const OLD_CHAIN = 'a'.repeat(32);

const header = (peerflow: string) => ({
  peerflow,
  version: 1,
  chain: OLD_CHAIN,
  step: 40,
  part: 1,
  begunAt: NOW - DAY_MS,
  due: NOW - DAY_MS,
  redriven: 3,
  redrivenAt: NOW - DAY_MS,
});

const ACCEPT = {
  ...header('accept'),
  instanceId: 'pcc-1',
  tries: 9,
  spent: { throttled: 21_600_000 },
  reason: 'throttled',
  waitingSince: NOW - DAY_MS,
};

const DELIVER = {
  ...header('deliver'),
  event: { id: 'pcc-1-Activated', type: 't', source: 's' },
  sinks: [{ id: 'x', tries: 30, since: NOW - DAY_MS, due: NOW - DAY_MS, isFinal: true }],
};

const ARN = 'acs:fc:cn-hangzhou:1001:functions/';

const record = (functionName: string, payload: unknown) => ({
  requestContext: { functionArn: `${ARN}${functionName}`, condition: 'RetriesExhausted' },
  requestPayload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

interface Run {
  readonly bodies: readonly string[];
  /** What Function Compute says to each enqueue in turn; `true` unless said otherwise. */
  readonly taken?: readonly boolean[];
}

const run = async (queue: RedriveQueue, { bodies, taken = [] }: Run) => {
  const log: string[] = [];
  const sent: { functionName: string; payload: unknown; taskId: string }[] = [];
  const answers = [...taken];
  const waiting: QueueMessage[] = bodies.map((body, at) => ({
    id: `m${at}`,
    body,
    receiptHandle: `h${at}`,
  }));
  let chains = 0;
  const outcome = await redrive(queue, {
    queues: {
      receive: async (name) => {
        log.push(`receive ${name}`);
        return waiting;
      },
      delete: async (_name, handle) => {
        log.push(`delete ${handle}`);
        waiting.splice(
          waiting.findIndex(({ receiptHandle }) => receiptHandle === handle),
          1,
        );
      },
    },
    invoker: {
      enqueue: async (functionName, payload, taskId) => {
        log.push(`enqueue ${functionName}`);
        sent.push({ functionName, payload: JSON.parse(payload), taskId });
        return answers.shift() ?? true;
      },
    },
    names: namesOf('peerflow', {}),
    newChain: () => {
      chains += 1;
      return String(chains).padStart(32, '0');
    },
    now: () => NOW,
    report: (line) => log.push(line),
  });
  return { outcome, log, sent };
};

describe('redrive of failed tasks', () => {
  it('enqueues a task as a new chain and deletes its record only after that', async () => {
    const bodies = [base64(record('peerflow-accepter', ACCEPT))];
    const { outcome, log, sent } = await run('failed', { bodies });
    expect(outcome).toEqual({ redriven: 1, left: 0 });
    expect(log.slice(0, 3)).toEqual([
      'receive peerflow-failed',
      'enqueue peerflow-accepter',
      'delete h0',
    ]);
    const task = readTask(sent[0]?.payload, 'accepter');
    expect(task).toMatchObject({ chain: '1'.padStart(32, '0'), step: 0, begunAt: NOW, due: NOW });
    expect(task).toMatchObject({ instanceId: 'pcc-1', tries: 0, spent: {} });
    for (const name of ['redriven', 'redrivenAt', 'reason', 'waitingSince'])
      expect(task).not.toHaveProperty(name);
    expect(sent[0]?.taskId).toMatch(/^accept-[0-9a-f]{32}$/);
  });

  it('reads payloads in Base64, and functions with a qualifier', async () => {
    const text = Buffer.from(JSON.stringify(ACCEPT)).toString('base64');
    const one = JSON.stringify(record('peerflow-accepter.LATEST', text));
    expect((await run('failed', { bodies: [one] })).outcome).toEqual({ redriven: 1, left: 0 });
  });

  it('gives an event that the request function failed at to the worker, not as a task', async () => {
    const event = JSON.stringify({ ...ACCEPT });
    const bodies = [JSON.stringify(record('peerflow-request', event))];
    const { sent } = await run('failed', { bodies });
    expect(sent[0]?.functionName).toBe('peerflow-worker');
    expect(readTask(sent[0]?.payload, 'worker')).toMatchObject({ items: [], event });
  });

  it('draws another chain where Function Compute knows the id, and deletes nothing before', async () => {
    const bodies = [JSON.stringify(record('peerflow-accepter', ACCEPT))];
    const second = await run('failed', { bodies, taken: [false, true] });
    expect(new Set(second.sent.map(({ taskId }) => taskId)).size).toBe(2);
    expect(second.outcome).toEqual({ redriven: 1, left: 0 });
    const never = await run('failed', { bodies, taken: [false, false, false] });
    expect(never.outcome).toEqual({ redriven: 0, left: 1 });
    expect(never.log.some((line) => line.startsWith('delete'))).toBe(false);
  });

  it.each([
    ['a function of somebody else', JSON.stringify(record('other-worker', ACCEPT))],
    ['a task that is another function’s', JSON.stringify(record('peerflow-worker', ACCEPT))],
    ['no task', JSON.stringify(record('peerflow-worker', '{"a":1}'))],
    ['no record', 'hello'],
  ])('leaves a message with %s in the queue', async (_what, body) => {
    const { outcome, log, sent } = await run('failed', { bodies: [body] });
    expect(outcome).toEqual({ redriven: 0, left: 1 });
    expect(sent).toEqual([]);
    expect(log.some((line) => line.startsWith('delete'))).toBe(false);
  });
});

describe('redrive of parked tasks', () => {
  it('begins the time of every sink anew, and keeps the id of the event', async () => {
    const body = base64({ peerflow: 'parked', reason: 'x', parkedAt: 'y', task: DELIVER });
    const { sent, log } = await run('parked', { bodies: [body] });
    expect(log[0]).toBe('receive peerflow-parked');
    const task = readTask(sent[0]?.payload, 'worker');
    expect(task).toMatchObject({
      event: { id: 'pcc-1-Activated' },
      sinks: [{ id: 'x', tries: 0, since: NOW, due: NOW }],
    });
    expect(JSON.stringify(task)).not.toContain('isFinal');
  });
});

describe('redrive of dead letters', () => {
  it('hands them to the request function as they are, also what looks like a task', async () => {
    const { sent, log } = await run('dead', { bodies: [base64(ACCEPT)] });
    expect(log[0]).toBe('receive peerflow-dead');
    expect(sent[0]).toMatchObject({ functionName: 'peerflow-request', payload: ACCEPT });
  });
});

describe('names', () => {
  it('follow the variables that the functions read', () => {
    const env = { PEERFLOW_FAILED_QUEUE: 'lost', PEERFLOW_WORKER_FUNCTION: 'w' };
    const { queues, functions } = namesOf('net', env);
    expect([queues.failed, queues.parked, queues.dead]).toEqual(['lost', 'net-parked', 'net-dead']);
    expect([functions.worker, functions.router]).toEqual(['w', 'net-router']);
  });
});
