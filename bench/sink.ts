import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ROOT } from '../build/bundle.ts';
import { REGION, startCloud } from './cloud.ts';
import { run } from './run.ts';

export interface SinkResult {
  readonly sinks: string;
  /** Seconds until the caller has its answer. */
  readonly answerSeconds: number;
  /** Seconds until the sink that works has the event. */
  readonly deliveredSeconds: number;
}

const create = {
  version: 'v1',
  rawPath: '/peerings',
  headers: { 'content-type': 'application/json' },
  queryParameters: {},
  isBase64Encoded: false,
  body: JSON.stringify({ regionId: REGION, vpcId: 'vpc-bench0', acceptingVpcId: 'vpc-bench1' }),
  requestContext: { http: { method: 'POST', path: '/peerings' }, requestId: 'bench' },
};

const hundredths = (ms: number): number => Math.round(ms / 10) / 100;

/** A server that takes requests and never answers. */
const startHanging = async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: `http://127.0.0.1:${port}`, close };
};

const measure = async (sinks: string, hanging: string): Promise<SinkResult> => {
  const cloud = await startCloud();
  const startedAt = performance.now();
  const env = {
    PEERFLOW_ENDPOINT: cloud.endpoint,
    PEERFLOW_ENDPOINT_MNS: hanging,
    PEERFLOW_SINKS: sinks,
  };
  const { wall } = await run({
    module: path.join(ROOT, 'dist/request/index.js'),
    event: create,
    env,
  });
  const deliveredAt = cloud.lastAt.get('putEvents') ?? Number.NaN;
  cloud.close();
  return {
    sinks,
    answerSeconds: hundredths(wall),
    deliveredSeconds: hundredths(deliveredAt - startedAt),
  };
};

/** What a sink that never answers costs the caller of a create, and the other sink. */
export const measureSinks = async (): Promise<readonly SinkResult[]> => {
  const hanging = await startHanging();
  const results = [
    await measure('eventbridge://bench', hanging.endpoint),
    await measure('eventbridge://bench mns://queues/hanging', hanging.endpoint),
  ];
  hanging.close();
  return results;
};
