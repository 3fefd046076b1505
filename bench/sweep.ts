import path from 'node:path';
import * as v from 'valibot';
import { startSandbox } from '../sandbox/start.ts';
import { runChild } from './child.ts';
import { ACCOUNT, fixtureOf, keysOf, REGION, vpcNames } from './cloud.ts';
import { type SweepResult, sweepInProcess } from './sweep-in-process.ts';

const measured = v.object({ ms: v.number(), mb: v.number() });

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** A hub with many spokes, all Activated and all announced: there is nothing left to do about them. */
const populated = async (connections: number) => {
  const names = ['vpc-hub', ...vpcNames(connections)];
  const sandbox = await startSandbox({ functions: false, fixture: fixtureOf(names, 0) });
  for (const acceptingVpcId of vpcNames(connections))
    sandbox.world.call({ accountId: ACCOUNT }, 'VpcPeer', 'CreateVpcPeerConnection', {
      RegionId: REGION,
      VpcId: 'vpc-hub',
      AcceptingAliUid: ACCOUNT,
      AcceptingRegionId: REGION,
      AcceptingVpcId: acceptingVpcId,
      'Tag.1.Key': 'peerflow:request',
      'Tag.1.Value': `request-of-${acceptingVpcId}`,
      'Tag.2.Key': 'peerflow:state',
      'Tag.2.Value': 'Activated',
    });
  return sandbox;
};

const sweepOverHttp = async (connections: number): Promise<SweepResult> => {
  const sandbox = await populated(connections);
  const context = {
    requestId: 'bench',
    region: REGION,
    accountId: ACCOUNT,
    credentials: keysOf(sandbox),
    function: { name: 'peerflow-poller', timeout: 600 },
  };
  const bundle = path.resolve(import.meta.dirname, '../dist/poller/index.js');
  const env = { PEERFLOW_ENDPOINT: sandbox.endpoint, PEERFLOW_LOG_LEVEL: 'error' };
  const { ms, mb } = v.parse(measured, await runChild('sweep.cjs', { bundle, context }, env));
  const calls = sandbox.journal.entries.filter(({ kind }) => kind === 'api');
  const lists = calls.filter(({ detail }) => detail.action === 'ListVpcPeerConnections').length;
  await sandbox.close();
  return {
    connections,
    listCalls: lists,
    otherCalls: calls.length - lists,
    seconds: tenths(ms / 1000),
    peakMb: tenths(mb),
    where: 'bundle over HTTP',
  };
};

/** What a sweep costs where nothing is left to do: calls, time, and memory, which must stay flat. */
export const measureSweep = async (): Promise<readonly SweepResult[]> => [
  await sweepOverHttp(1_000),
  await sweepOverHttp(10_000),
  await sweepInProcess(100_000),
];
