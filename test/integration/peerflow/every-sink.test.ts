import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { ab, call, eventOf, idOf, sweep, withSandbox } from './with-sandbox.ts';

const SINKS = 'eventbridge://peerflow mns://queues/facts mns://topics/facts fc2://chain/handle';

const typesIn = (bodies: readonly string[]): readonly string[] =>
  bodies.map((body) => JSON.parse(Buffer.from(body, 'base64').toString('utf8')).type);

const onTopic = ({ journal }: Sandbox): readonly string[] =>
  journal.entries
    .filter(({ kind, detail }) => kind === 'message' && detail.topic === 'facts')
    .map(({ detail }) => String(detail.body));

/** The types of the events that each sink got. */
const told = (sandbox: Sandbox) => ({
  eventbridge: sandbox.eventBridge.events().map(({ type }) => type),
  queue: typesIn(sandbox.smq.messages('facts').map(({ body }) => body)),
  topic: typesIn(onTopic(sandbox)),
  fc2: sandbox.platform.fc2Received.map(({ payload }) => JSON.parse(String(payload)).type),
});

describe('every kind of sink', () => {
  it('gets each status of a connection once', async () => {
    const sandbox = await withSandbox({ env: { PEERFLOW_SINKS: SINKS } });

    const answer = await call(sandbox, 'POST', '/peerings', ab);
    await eventOf(sandbox, 'Connection:Activated');
    await sandbox.idle();
    await sweep(sandbox);

    const facts = ['peerflow:Connection:Creating', 'peerflow:Connection:Activated'];
    expect(answer.status).toBe(202);
    expect(told(sandbox)).toEqual({ eventbridge: facts, queue: facts, topic: facts, fc2: facts });
    const tags = sandbox.world.connection(idOf(answer))?.tags.get(sandbox.accountId);
    expect(tags?.get('peerflow:state')).toBe('Activated');
  });
});
