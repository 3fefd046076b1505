import { describe, expect, it } from 'vitest';
import type { Service } from '../../../sandbox/http/types.ts';
import type { Sandbox } from '../../../sandbox/start.ts';
import { changed } from './deployment.ts';
import { allActivated, joined, pairs, request } from './pairs.ts';
import { withSandbox } from './with-sandbox.ts';

const COUNT = 300;
const UNLIMITED = { callsPerMinute: { '*': 1_000_000 } };

/** 3 600 creates a minute, for a throttle that has not even a second's patience. */
const throttled = (perSecond = 60) => {
  const taken: number[] = [];
  let refused = 0;
  const service: Service = async ({ headers }) => {
    if (headers['x-acs-action'] !== 'CreateVpcPeerConnection') return undefined;
    const now = Date.now();
    while (taken[0] !== undefined && taken[0] <= now - 1_000) taken.shift();
    if (taken.length < perSecond) {
      taken.push(now);
      return undefined;
    }
    refused += 1;
    return {
      status: 400,
      headers: { 'content-type': 'application/json', 'x-acs-retry-after': '500' },
      body: JSON.stringify({ Code: 'Throttling.User', Message: 'flow control', RequestId: 'R' }),
    };
  };
  return { service, refusals: () => refused };
};

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

describe('a batch of 300 messages', () => {
  it('against a throttled API ends in one connection and one fact for each', async () => {
    const sandbox = await withSandbox({
      serverless: await oneBatch(),
      fixture: pairs(COUNT, { behaviour: UNLIMITED }),
    });
    const { service, refusals } = throttled();
    sandbox.services.unshift(service);

    for (let pair = 0; pair < COUNT; pair += 1)
      sandbox.smq.send('peerflow-requests', JSON.stringify(request(pair)));
    await allActivated(sandbox, COUNT);
    await sandbox.idle();

    expect(joined(sandbox)).toEqual(Array.from({ length: COUNT }, (_, pair) => pair));
    expect(new Set(activated(sandbox)).size).toBe(COUNT);
    expect(refusals()).toBeGreaterThan(0);
    expect(sandbox.smq.messages('peerflow-failed')).toEqual([]);
  });
});
