import path from 'node:path';
import * as v from 'valibot';
import { runChild } from './child.ts';
import { ACCOUNT, cloudAlone, keysOf, REGION } from './cloud.ts';

export interface BatchResult {
  readonly messages: number;
  readonly created: number;
  readonly createCalls: number;
  readonly seconds: number;
  /** MB over the process with the event in it, at the peak. */
  readonly peakMb: number;
  /** MB of the payload. */
  readonly eventMb: number;
}

const measured = v.object({
  ms: v.number(),
  mb: v.number(),
  created: v.number(),
  eventMb: v.number(),
});

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** The largest batch that a queue trigger delivers, in one invocation that is given the time for it. */
export const measureBatch = async (messages: number): Promise<BatchResult> => {
  const sandbox = await cloudAlone(2 * messages);
  let createCalls = 0;
  sandbox.journal.follow(({ kind, detail }) => {
    if (kind === 'api' && detail.action === 'CreateVpcPeerConnection') createCalls += 1;
  });
  const context = {
    requestId: 'bench',
    region: REGION,
    accountId: ACCOUNT,
    credentials: keysOf(sandbox),
    function: { name: 'peerflow-request', timeout: 900 },
  };
  const bundle = path.resolve(import.meta.dirname, '../dist/request/index.js');
  const env = {
    PEERFLOW_ENDPOINT: sandbox.endpoint,
    PEERFLOW_SINKS: 'eventbridge://default',
    PEERFLOW_LOG_LEVEL: 'error',
  };
  const { ms, mb, created, eventMb } = v.parse(
    measured,
    await runChild('batch.cjs', { bundle, context, count: messages }, env),
  );
  await sandbox.close();
  return {
    messages,
    created,
    createCalls,
    seconds: tenths(ms / 1000),
    peakMb: tenths(mb),
    eventMb: tenths(eventMb),
  };
};
