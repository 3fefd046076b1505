import { onTestFinished as onCurrentFinished, type TestContext } from 'vitest';
import type { FixtureInput } from '../../../sandbox/fixture.ts';
import type { ArrivedEvent } from '../../../sandbox/messaging/eventbridge/event.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/start.ts';

export const OWN = '1210123456123456';
/** Eighteen digits, beyond 2^53. */
export const OTHER = '253460731706911258';

const vpc = (id: string, cidrBlock: string, ownerId = OWN, regionId = 'cn-hangzhou') => ({
  id,
  regionId,
  ownerId,
  cidrBlock,
});

/**
 * A small cloud whose connections take long enough for every state to be seen and announced on a slow machine;
 * tests move the clock on instead of waiting.
 */
export const fixture = (over: Partial<FixtureInput> = {}): FixtureInput => ({
  allowAll: true,
  accounts: [
    { id: OWN, accessKeys: [{ id: 'LTAIown', secret: 'own' }] },
    {
      id: OTHER,
      accessKeys: [{ id: 'LTAIother', secret: 'other' }],
      roles: [{ name: 'peerflow-accepter', trusts: [OWN], externalId: 'shared-id' }],
    },
  ],
  regions: [{ id: 'cn-hangzhou' }, { id: 'cn-shanghai' }],
  vpcs: [
    vpc('vpc-a', '10.0.0.0/16'),
    vpc('vpc-b', '10.1.0.0/16'),
    vpc('vpc-c', '10.2.0.0/16'),
    vpc('vpc-far', '10.3.0.0/16', OWN, 'cn-shanghai'),
    vpc('vpc-partner', '10.9.0.0/16', OTHER),
  ],
  timings: { creatingMs: 10_000, updatingMs: 10_000, deletingMs: 10_000 },
  ...over,
});

/** Tests that run side by side name the one whose end closes the sandbox. */
type Options = SandboxOptions & Partial<Pick<TestContext, 'onTestFinished'>>;

/** A sandbox of its own for one test; it is closed when the test ends. */
export const withSandbox = async ({
  onTestFinished = onCurrentFinished,
  ...options
}: Options = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({
    fixture: fixture(),
    auth: false,
    ...options,
    switches: { timers: false, ...options.switches },
  });
  onTestFinished(() => sandbox.close());
  return sandbox;
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** One call of the HTTP API. */
export const call = async (
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(`${sandbox.urls['peerflow-request']}${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
};

export const ab = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };

export const idOf = ({ body }: Answer): string => {
  const { connection } = body;
  return typeof connection === 'object' && connection !== null && 'instanceId' in connection
    ? String(connection.instanceId)
    : '';
};

/** Resolves with the first event of a kind, e.g. `Connection:Activated`. */
export const eventOf = (sandbox: Sandbox, kind: string): Promise<ArrivedEvent> =>
  sandbox.until(() => sandbox.eventBridge.events().find(({ type }) => type === `peerflow:${kind}`));

/**
 * Kinds of the facts on the bus in the order of their times. Each once, as a consumer sees it: an event
 * whose acknowledgement comes late is delivered again, and one that follows it may overtake it.
 */
export const kinds = (sandbox: Sandbox): readonly string[] => {
  const facts = new Map(sandbox.eventBridge.events().map((event) => [event.id, event]));
  return [...facts.values()]
    .sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''))
    .map(({ type }) => type.replace('peerflow:', ''));
};

/** How often the cloud was asked for an action. */
export const calls = (sandbox: Sandbox, action: string): number =>
  sandbox.journal.entries.filter(({ kind, detail }) => kind === 'api' && detail.action === action)
    .length;

/** Fires the poller's timer and waits until its work is done. */
export const sweep = async (sandbox: Sandbox): Promise<void> => {
  sandbox.platform?.fireTimer('peerflow-poller');
  await sandbox.idle(1_000);
};

/** Resolves once the cloud has settled a connection into a status. */
export const statusOf = (sandbox: Sandbox, instanceId: string, status: string): Promise<boolean> =>
  sandbox.until(() => sandbox.world.connection(instanceId)?.status === status || undefined);
