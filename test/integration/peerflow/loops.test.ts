import { describe, expect, it } from 'vitest';
import { ab, call, eventOf, kinds, sweep, withSandbox } from './with-sandbox.ts';

/** Every sink points back at us. */
const EVERYWHERE = [
  'eventbridge://peerflow',
  'fc://peerflow-request',
  'fc://peerflow-poller',
  'fc://peerflow-worker',
  'fc://peerflow-accepter',
  'fc://peerflow-router',
  'mns://queues/peerflow-requests',
].join(' ');

describe('loops', () => {
  it('do not happen when every function gets every event', async () => {
    const sandbox = await withSandbox({ env: { PEERFLOW_SINKS: EVERYWHERE } });

    await call(sandbox, 'POST', '/peerings', ab);
    await eventOf(sandbox, 'Connection:Activated');
    await sandbox.idle(10_000);
    await sweep(sandbox);

    expect(kinds(sandbox)).toEqual(['Connection:Creating', 'Connection:Activated']);
  });
});
