import path from 'node:path';
import * as v from 'valibot';
import { runChild } from './child.ts';
import { ACCOUNT, cloudAlone, keysOf, REGION } from './cloud.ts';
import { type Spread, spreadOf } from './spawn.ts';

const ROUNDS = 7;
const REQUESTS = 150;
const WARM_UP = 50;

export interface WarmResult {
  /** Requests a second, one after another. */
  readonly perSecond: Readonly<Record<'Peerflow' | 'bare calls', number>>;
  readonly msPerRequest: Readonly<Record<'Peerflow' | 'bare calls', Spread>>;
  /** Percent that Peerflow takes longer than its calls alone. */
  readonly overheadPercent: number;
}

const measured = v.object({ ms: v.number() });

/**
 * Creates on a warm instance, against a loop that makes the same calls with the official SDKs as they
 * are, in the same order and side by side where Peerflow does so, against the same server.
 */
export const measureWarm = async (): Promise<WarmResult> => {
  const perRun = 2 * (REQUESTS + WARM_UP);
  const sandbox = await cloudAlone(2 * ROUNDS * perRun);
  const keys = keysOf(sandbox);
  const env = {
    PEERFLOW_ENDPOINT: sandbox.endpoint,
    PEERFLOW_SINKS: 'eventbridge://default',
    PEERFLOW_LOG_LEVEL: 'error',
  };
  const common = { count: REQUESTS, warmUp: WARM_UP };
  const context = {
    requestId: 'bench',
    region: REGION,
    accountId: ACCOUNT,
    credentials: keys,
    function: { name: 'peerflow-request', timeout: 60 },
  };
  const bundle = path.resolve(import.meta.dirname, '../dist/request/index.js');
  const variants = {
    Peerflow: (first: number) =>
      runChild('peerflow.cjs', { ...common, first, bundle, context }, env),
    'bare calls': (first: number) =>
      runChild('bare.cjs', { ...common, first, endpoint: sandbox.endpoint, keys }, env),
  } as const;
  const times: Record<keyof typeof variants, number[]> = { Peerflow: [], 'bare calls': [] };
  let first = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (const name of ['Peerflow', 'bare calls'] as const) {
      const { ms } = v.parse(measured, await variants[name](first));
      times[name].push(ms / REQUESTS);
      first += perRun;
    }
  await sandbox.close();
  const msPerRequest = {
    Peerflow: spreadOf(times.Peerflow, 2),
    'bare calls': spreadOf(times['bare calls'], 2),
  };
  const ours = msPerRequest.Peerflow.median;
  const bare = msPerRequest['bare calls'].median;
  return {
    msPerRequest,
    perSecond: { Peerflow: Math.round(1000 / ours), 'bare calls': Math.round(1000 / bare) },
    overheadPercent: Math.round((ours / bare - 1) * 1000) / 10,
  };
};
