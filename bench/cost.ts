import { startSandbox } from '../sandbox/start.ts';
import { fixtureOf, REGION, vpcNames } from './cloud.ts';

const CONNECTIONS = 20;
/** As s.yaml has it. */
const VCPU = 0.1;
const GIGABYTES = 0.125;

/** Function Compute's units since 2024-08-27: per invocation, vCPU second and GB second. */
const CU = { invocation: 75 / 10_000, vcpuSecond: 1, gigabyteSecond: 0.15 } as const;

export interface CostResult {
  /** Seconds that a connection takes to be Activated. */
  readonly activation: number;
  readonly invocations: number;
  readonly billedSeconds: number;
  readonly cu: number;
  /** One invocation that creates, and sleeps until the connection is there. */
  readonly sleepingCu: number;
}

const cuOf = (invocations: number, seconds: number): number =>
  invocations * CU.invocation + seconds * (VCPU * CU.vcpuSecond + GIGABYTES * CU.gigabyteSecond);

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** What a connection costs from its request to its Activated event, from measured durations. */
const measureOne = async (activation: number): Promise<CostResult> => {
  const names = vpcNames(2 * CONNECTIONS);
  const sandbox = await startSandbox({
    fixture: fixtureOf(names, activation * 1000),
    auth: false,
    switches: { timers: false },
    instanceLimit: CONNECTIONS,
  });
  const requests = Array.from({ length: CONNECTIONS }, (_, index) => ({
    regionId: REGION,
    vpcId: names[2 * index],
    acceptingVpcId: names[2 * index + 1],
  }));
  for (const request of requests)
    sandbox.platform.invokeAsync('peerflow-request', Buffer.from(JSON.stringify(request)));
  await sandbox.idle();
  const durations = sandbox.journal.entries
    .filter(({ kind }) => kind === 'invoke')
    .map(({ detail }) => detail.durationMs)
    .filter(isNumber);
  await sandbox.close();
  const seconds = durations.reduce((sum, ms) => sum + ms, 0) / 1000 / CONNECTIONS;
  const invocations = durations.length / CONNECTIONS;
  return {
    activation,
    invocations: rounded(invocations),
    billedSeconds: rounded(seconds),
    cu: rounded(cuOf(invocations, seconds)),
    sleepingCu: rounded(cuOf(1, activation)),
  };
};

/** Cost per connection in Function Compute's own units, cold starts on this machine included. */
export const measureCost = async (): Promise<readonly CostResult[]> => {
  const results: CostResult[] = [];
  for (const activation of [5, 20, 60]) results.push(await measureOne(activation));
  return results;
};
