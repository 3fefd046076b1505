import path from 'node:path';
import { ROOT } from '../build/bundle.ts';
import { startCloud } from './cloud.ts';
import type { Limits } from './limits.ts';
import { run } from './run.ts';

/** An instance as it is deployed by default, and what it may take. */
const INSTANCE: Limits = { cpu: 0.1, memoryMb: 128 };
const TIMEOUT_SECONDS = 60;

const bundleOf = (name: string): string => path.join(ROOT, 'dist', name, 'index.js');

export interface LoadResult {
  readonly what: string;
  /** Connections looked at, or created. */
  readonly done: number;
  /** Tasks that carry on with the rest. */
  readonly handedOn: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

/** A stale tick would be skipped. */
const tick = () => ({
  triggerTime: new Date().toISOString(),
  triggerName: 'sweep',
  payload: '',
});

const PAGE = 100;

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** One invocation under the limits of an instance: how much of its work it ends, and hands on. */
const measure = async (
  what: string,
  name: string,
  event: object | number,
  connections: number,
): Promise<LoadResult> => {
  const cloud = await startCloud(connections);
  const { cpu, wall, rss } = await run(
    {
      module: bundleOf(name),
      function: name,
      event,
      timeout: TIMEOUT_SECONDS,
      env: { PEERFLOW_ENDPOINT: cloud.endpoint },
    },
    INSTANCE,
  );
  const count = (action: string): number => cloud.calls.get(action) ?? 0;
  cloud.close();
  if (cloud.calls.size === 0) throw new Error(`${what} made no call`);
  const looked = Math.min(connections, count('ListVpcPeerConnections') * PAGE);
  return {
    what,
    done: typeof event === 'number' ? count('CreateVpcPeerConnection') : looked,
    handedOn: count('InvokeFunction'),
    seconds: tenths(wall / 1000),
    cpuSeconds: tenths(cpu / 1000),
    rssMb: tenths(rss),
  };
};

/** What fits into one invocation of 60 s on the smallest instance: sweeps where nothing is left to do, and batches. */
export const measureLoad = async (): Promise<readonly LoadResult[]> => [
  await measure('a sweep over 1 000 connections', 'poller', tick(), 1_000),
  await measure('a sweep over 10 000 connections', 'poller', tick(), 10_000),
  await measure('a batch of 100 queue messages', 'request', 100, 0),
  await measure('a batch of 1 000 queue messages', 'request', 1_000, 0),
  await measure('a batch of 10 000 queue messages', 'request', 10_000, 0),
];
