import path from 'node:path';
import * as v from 'valibot';
import { runChild } from './child.ts';
import { ACCOUNT, cloudAlone, keysOf, REGION } from './cloud.ts';
import { type Spread, spreadOf } from './spawn.ts';

const ROUNDS = 7;
const REQUESTS = 400;
const WARM_UP = 200;

export interface WarmResult {
  /** Requests a second, one after another. */
  readonly perSecond: Readonly<Record<Variant, number>>;
  readonly msPerRequest: Readonly<Record<Variant, Spread>>;
  /** Percent that Peerflow takes longer than its calls alone. */
  readonly overheadPercent: number;
}

const measured = v.object({ ms: v.number() });

const VARIANTS = ['Peerflow', 'bare calls'] as const;
type Variant = (typeof VARIANTS)[number];

const BUNDLE = path.resolve(import.meta.dirname, '../dist/request/index.js');
const COMMON = { count: REQUESTS, warmUp: WARM_UP, first: 0 };

const run = (variant: Variant, endpoint: string, keys: ReturnType<typeof keysOf>) => {
  if (variant === 'bare calls') return runChild('bare.cjs', { ...COMMON, endpoint, keys }, {});
  const context = {
    requestId: 'bench',
    region: REGION,
    accountId: ACCOUNT,
    credentials: keys,
    function: { name: 'peerflow-request', timeout: 60 },
  };
  return runChild(
    'peerflow.cjs',
    { ...COMMON, bundle: BUNDLE, context },
    {
      PEERFLOW_ENDPOINT: endpoint,
      PEERFLOW_SINKS: 'eventbridge://default',
      PEERFLOW_LOG_LEVEL: 'error',
    },
  );
};

/** Each run has a cloud of its own: what earlier ones left there would slow the later ones down. */
const msPerRequestOf = async (variant: Variant): Promise<number> => {
  const sandbox = await cloudAlone(2 * (REQUESTS + WARM_UP));
  try {
    const { ms } = v.parse(measured, await run(variant, sandbox.endpoint, keysOf(sandbox)));
    return ms / REQUESTS;
  } finally {
    await sandbox.close();
  }
};

/**
 * Creates on a warm instance, against a loop that makes the same calls with the official SDKs as they
 * are, in the same order and side by side where Peerflow does so, against the same server.
 */
export const measureWarm = async (): Promise<WarmResult> => {
  const times: Record<Variant, number[]> = { Peerflow: [], 'bare calls': [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const variant of VARIANTS) times[variant].push(await msPerRequestOf(variant));
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
