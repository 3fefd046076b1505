import { describe, expect, it, onTestFinished } from 'vitest';
import { peerflowAccount } from '../../../sandbox/peerflow.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/start.ts';
import { changed } from '../peerflow/deployment.ts';
import { call, OWN } from '../peerflow/with-sandbox.ts';

/** How long a report is kept. */
const REMEMBERED_MS = 60_000;

const SINKS = 'eventbridge://peerflow';

/** An account as the commands of docs/deploy.md leave it, with the roles of the stack. */
const deployed = async (more: SandboxOptions = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({
    ...peerflowAccount({ accountId: OWN, sinks: SINKS }),
    auth: false,
    switches: { timers: false },
    ...more,
  });
  onTestFinished(() => sandbox.close());
  return sandbox;
};

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const reportOf = async (sandbox: Sandbox) => {
  const token = { authorization: 'Bearer a.b.c' };
  const ask = () => call(sandbox, 'GET', '/healthz?deep=true', undefined, token);
  // A report waits three seconds for each sibling, which may take longer to start; the next one finds them
  // running, once the first is not remembered any more.
  await ask();
  sandbox.clock.advance(REMEMBERED_MS + 1_000);
  const { status, body } = await ask();
  const functions: readonly { name: string; checks: readonly Check[] }[] = Array.isArray(
    body.functions,
  )
    ? body.functions
    : [];
  const wrong = functions.flatMap(({ name, checks }) =>
    checks.filter(({ ok }) => !ok).map((check) => `${name}: ${check.name}: ${check.detail}`),
  );
  return { status, body, wrong, names: functions.map(({ name }) => name) };
};

describe('GET /healthz?deep=true', () => {
  it('finds a deployment in order, under the role of each function, without an event', async () => {
    const sandbox = await deployed();
    const { status, body, wrong, names } = await reportOf(sandbox);
    expect([status, wrong, body.status]).toEqual([200, [], 'ok']);
    expect(names).toEqual(
      ['request', 'worker', 'poller', 'accepter', 'router'].map((role) => `peerflow-${role}`),
    );
    expect(sandbox.eventBridge.events()).toEqual([]);
  });

  it('is not for anonymous callers', async () => {
    const sandbox = await deployed();
    expect((await call(sandbox, 'GET', '/healthz?deep=true')).status).toBe(403);
  });

  it('names a sibling that is not there', async () => {
    const sandbox = await deployed({ env: { PEERFLOW_ROUTER_FUNCTION: 'prod-network-router' } });
    const { body, wrong } = await reportOf(sandbox);
    expect(body.status).toBe('failed');
    expect(wrong).toEqual([
      expect.stringContaining('PEERFLOW_NAME is that of peerflow-router as well'),
      expect.stringContaining('function prod-network-router: FunctionNotFound'),
      expect.stringContaining('tasks of prod-network-router: FunctionNotFound'),
      expect.stringMatching(/^prod-network-router: answer: /),
    ]);
  });

  it('names a bus and a queue that no role may use, and the right', async () => {
    const env = { PEERFLOW_SINKS: 'eventbridge://elsewhere', PEERFLOW_PARKED_QUEUE: 'nowhere' };
    const { wrong } = await reportOf(await deployed({ env }));
    expect(wrong).toEqual([
      expect.stringMatching(
        /^peerflow-request: event bus elsewhere: eventbridge:GetEventBus is not/,
      ),
      expect.stringMatching(/^peerflow-request: queue nowhere: mns:GetQueueAttributes is not/),
    ]);
  });

  it('names a second deployment of the same PEERFLOW_NAME', async () => {
    const serverless = await changed((deployment) => {
      const { component, props } = deployment.resource('worker');
      deployment.add('other', { component, props: { ...props, functionName: 'copy-worker' } });
    });
    const { wrong } = await reportOf(await deployed({ serverless }));
    expect(wrong).toEqual([expect.stringContaining('is that of copy-worker as well')]);
  });

  it('names a wrong asynchronous configuration', async () => {
    const serverless = await changed((deployment) => {
      deployment.props('worker').asyncInvokeConfig = { asyncTask: false };
    });
    const { wrong } = await reportOf(await deployed({ serverless }));
    expect(wrong).toEqual([
      expect.stringMatching(/^peerflow-request: tasks of peerflow-worker: asyncTask is not true/),
    ]);
  });
});
