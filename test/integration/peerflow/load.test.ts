import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { changed } from './deployment.ts';
import { allActivated, joined, pairs, request } from './pairs.ts';
import { withSandbox } from './with-sandbox.ts';

const COUNT = 150;
const UNLIMITED = { callsPerMinute: { '*': 1_000_000 } };

const activated = ({ eventBridge }: Sandbox): readonly string[] =>
  eventBridge
    .events()
    .filter(({ type }) => type === 'peerflow:Connection:Activated')
    .map(({ id }) => id);

/** Functions that are given twenty seconds, and whole batches of the queue. */
const oneBatch = () =>
  changed(({ props }) => {
    const request = props('request');
    const triggers = JSON.stringify(request.triggers);
    const size = `"CountBasedWindow":${COUNT}`;
    request.timeout = 20;
    request.triggers = JSON.parse(triggers.replace(/"CountBasedWindow":\d+/, size));
  });

describe('a batch of 150 messages', () => {
  it('against a throttled API ends in one connection and one fact for each', async () => {
    const sandbox = await withSandbox({
      serverless: await oneBatch(),
      fixture: pairs(COUNT, { behaviour: UNLIMITED }),
    });
    // Every fifth create is one too many, however fast the machine is.
    const match = { action: 'CreateVpcPeerConnection' };
    sandbox.faults.add({ kind: 'throttling', match, every: 5, retryAfterMs: 500 });

    for (let pair = 0; pair < COUNT; pair += 1) {
      const body = Buffer.from(JSON.stringify(request(pair))).toString('base64');
      sandbox.smq.send('peerflow-requests', body);
    }
    await allActivated(sandbox, COUNT);
    await sandbox.idle();

    expect(joined(sandbox)).toEqual(Array.from({ length: COUNT }, (_, pair) => pair));
    expect(new Set(activated(sandbox)).size).toBe(COUNT);
    expect(sandbox.faults.list()[0]?.struck).toBeGreaterThanOrEqual(COUNT / 5);
    expect(sandbox.smq.messages('peerflow-failed')).toEqual([]);
  });
});
