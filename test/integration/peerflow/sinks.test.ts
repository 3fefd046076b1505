import { CloudEvent } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { serve } from '../sinks/serve.ts';
import { changed, consumer } from './deployment.ts';
import { ab, call, eventOf, fixture, idOf, statusOf, sweep, withSandbox } from './with-sandbox.ts';

const SECRET = `whsec_${Buffer.from('a secret of two dozen by').toString('base64')}`;
const FACTS = {
  smq: {
    queues: [{ name: 'facts' }, { name: 'published' }],
    topics: [
      {
        name: 'facts',
        subscriptions: [
          {
            name: 'all',
            endpoint: 'acs:mns:cn-hangzhou:1:queues/published',
            notifyContentFormat: 'SIMPLIFIED' as const,
          },
        ],
      },
    ],
  },
};

/** What is due later is another try of a sink that failed. */
const SOON_MS = 5_000;

const ACTIVATED = 'peerflow:Connection:Activated';

interface Told {
  readonly id: string;
  readonly type: string;
}

const inQueue = ({ smq }: Sandbox, queue: string): readonly Told[] =>
  smq.messages(queue).map(({ body }) => JSON.parse(Buffer.from(body, 'base64').toString()));

const consumed = ({ journal }: Sandbox): readonly Told[] =>
  journal.entries
    .filter(({ kind, summary }) => kind === 'log' && summary.startsWith('consumer '))
    .map(({ summary }) => JSON.parse(summary.slice('consumer '.length)));

const onBus = ({ eventBridge }: Sandbox): readonly Told[] => eventBridge.events('peerflow');

const ofType = (events: readonly Told[], type: string): readonly string[] =>
  events.filter((event) => event.type === type).map(({ id }) => id);

interface DeliverTask {
  readonly chain: string;
  readonly sinks: readonly object[];
}

/** Keeps every `deliver` task that goes to the worker, which would run half a minute later. */
const deliverTasks = ({ services }: Sandbox): readonly DeliverTask[] => {
  const tasks: DeliverTask[] = [];
  services.unshift(async ({ path, body }) => {
    if (path.endsWith('/functions/peerflow-worker/invocations')) {
      const task = JSON.parse(body.toString());
      if (task.peerflow === 'deliver') tasks.push(task);
    }
    return undefined;
  });
  return tasks;
};

/** Runs the last task of each chain as if it were due now; those before it may have run. */
const runNow = async (sandbox: Sandbox, tasks: readonly DeliverTask[]): Promise<void> => {
  await sandbox.idle(1_000);
  const due = sandbox.clock.now() - 60_000;
  const last = new Map(tasks.map((task) => [task.chain, task]));
  for (const task of last.values()) {
    const sinks = task.sinks.map((each) => ({ ...each, due }));
    const event = Buffer.from(JSON.stringify({ ...task, due, sinks }));
    expect(await sandbox.platform.invoke('peerflow-worker', event)).toMatchObject({ ok: true });
  }
};

/** The tag that says what was announced. */
const stateOf = ({ world }: Sandbox, instanceId: string): string =>
  world.connection(instanceId)?.tags.get('1210123456123456')?.get('peerflow:state') ?? '';

describe('all kinds of sink at once', () => {
  it('each get every event of a create, once', async () => {
    const hook = await serve(() => ({ status: 204 }));
    const resource = await consumer();
    const sandbox = await withSandbox({
      fixture: fixture(FACTS),
      serverless: await changed(({ add }) => add('consumer', resource)),
      env: {
        PEERFLOW_SINKS: [
          'eventbridge://peerflow',
          'mns://queues/facts',
          'mns://topics/facts',
          'fc://consumer',
          'fc2://svc/handle',
          `http://${hook.host}/hook`,
        ].join(' '),
        PEERFLOW_WEBHOOK_ALLOW: '127.0.0.1',
        PEERFLOW_WEBHOOK_SECRET: SECRET,
      },
    });

    const answer = await call(sandbox, 'POST', '/peerings', ab);
    await eventOf(sandbox, 'Connection:Activated');
    await sandbox.idle(SOON_MS);

    const places: Readonly<Record<string, readonly Told[]>> = {
      bus: onBus(sandbox).map(({ id, type }) => ({
        ...sandbox.eventBridge.events().find((each) => each.id === id),
        id,
        type,
      })),
      queue: inQueue(sandbox, 'facts'),
      topic: inQueue(sandbox, 'published'),
      fc: consumed(sandbox),
      fc2: sandbox.platform.fc2Received.map(({ payload }) => JSON.parse(payload.toString())),
      webhook: hook.calls.map(({ body }) => JSON.parse(body)),
    };
    const expected = ['Activated', 'Creating'].map((status) => `${idOf(answer)}-${status}`);
    for (const [place, events] of Object.entries(places)) {
      expect(events.map(({ id }) => id).sort(), place).toEqual(expected);
      for (const event of events) expect(() => new CloudEvent({ ...event }, true)).not.toThrow();
    }
    for (const { body, headers } of hook.calls) {
      const own = Object.entries(headers).map(([name, value]) => [name, String(value)]);
      expect(new Webhook(SECRET).verify(body, Object.fromEntries(own))).toEqual(JSON.parse(body));
    }
    expect(stateOf(sandbox, idOf(answer))).toBe('Activated');
  });
});

describe('a sink that fails', () => {
  /** Waits for the work around an Activated connection, whoever was told of it. */
  const settled = async (sandbox: Sandbox, instanceId: string): Promise<void> => {
    await statusOf(sandbox, instanceId, 'Activated');
    await sandbox.idle(SOON_MS);
    await sweep(sandbox);
    await sandbox.idle(SOON_MS);
  };

  it('as a proxy with an HTML page before SMQ, gets what it lacks later, and no other gets it again', async () => {
    const sandbox = await withSandbox({
      fixture: fixture(FACTS),
      env: { PEERFLOW_SINKS: 'eventbridge://peerflow mns://queues/facts' },
    });
    const tasks = deliverTasks(sandbox);
    const heal = sandbox.faults.add({ match: { service: 'Mns' }, kind: 'html', status: 502 });
    const id = idOf(await call(sandbox, 'POST', '/peerings', ab));
    await settled(sandbox, id);
    expect(ofType(onBus(sandbox), ACTIVATED)).toEqual([`${id}-Activated`]);
    expect(inQueue(sandbox, 'facts')).toEqual([]);
    expect(stateOf(sandbox, id)).toBe('Activated');

    heal();
    await runNow(sandbox, tasks);

    const ids = inQueue(sandbox, 'facts').map((event) => event.id);
    expect(ids.sort()).toEqual([`${id}-Activated`, `${id}-Creating`]);
    expect(ofType(onBus(sandbox), ACTIVATED)).toEqual([`${id}-Activated`]);
  });

  it('for one event of many is asked again for that one alone', async () => {
    const sandbox = await withSandbox();
    const tasks = deliverTasks(sandbox);
    const refusing = new Set<string>();
    sandbox.services.unshift(async (request) => {
      if (request.path !== '/openapi/putEvents') return undefined;
      const entries: readonly Told[] = JSON.parse(request.body.toString());
      if (!entries.some(({ id }) => refusing.has(id.slice(0, id.indexOf('-', 4)))))
        return undefined;
      const list = entries.map(({ id }) => ({ EventId: id, ErrorCode: 'InternalError' }));
      const body = { RequestId: 'R', FailedEntryCount: list.length, EntryList: list };
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
    });
    const bad = idOf(await call(sandbox, 'POST', '/peerings', ab));
    refusing.add(bad);
    const good = idOf(
      await call(sandbox, 'POST', '/peerings', {
        ...ab,
        vpcId: 'vpc-c',
        acceptingVpcId: 'vpc-far',
        acceptingRegionId: 'cn-shanghai',
      }),
    );
    await settled(sandbox, bad);
    await settled(sandbox, good);
    expect(ofType(onBus(sandbox), ACTIVATED)).toEqual([`${good}-Activated`]);
    expect(stateOf(sandbox, good)).toBe('Activated');

    refusing.clear();
    await runNow(sandbox, tasks);

    expect(new Set(ofType(onBus(sandbox), ACTIVATED))).toEqual(
      new Set([`${good}-Activated`, `${bad}-Activated`]),
    );
    expect(stateOf(sandbox, bad)).toBe('Activated');
  });
});

describe('a webhook', () => {
  const withHook = (url: string): Promise<Sandbox> =>
    withSandbox({
      env: {
        PEERFLOW_SINKS: `eventbridge://peerflow ${url}#unsigned`,
        PEERFLOW_WEBHOOK_ALLOW: '127.0.0.1',
      },
    });

  it('that hangs keeps the fact from nobody, and gets it when it answers again', async () => {
    let hangs = true;
    const hook = await serve(({ body }) =>
      hangs && body.includes(ACTIVATED) ? 'hang' : { status: 204 },
    );
    const sandbox = await withHook(`http://${hook.host}/hook`);
    const tasks = deliverTasks(sandbox);
    const answer = await call(sandbox, 'POST', '/peerings', ab);
    await eventOf(sandbox, 'Connection:Activated');
    await sandbox.idle(SOON_MS);
    expect(stateOf(sandbox, idOf(answer))).toBe('Activated');
    const faults = sandbox.journal.entries.filter(({ detail }) =>
      /Error/.test(String(detail.outcome)),
    );
    expect(faults).toEqual([]);

    hangs = false;
    await runNow(sandbox, tasks);

    const told = hook.calls.map(({ body }) => JSON.parse(body));
    expect(ofType(told, ACTIVATED).at(-1)).toBe(`${idOf(answer)}-Activated`);
    expect(stateOf(sandbox, idOf(answer))).toBe('Activated');
    expect(ofType(onBus(sandbox), ACTIVATED)).toHaveLength(1);
  });

  it('that redirects is not followed', async () => {
    const elsewhere = await serve(() => ({ status: 200 }));
    const hook = await serve(() => ({
      status: 307,
      headers: { location: `http://${elsewhere.host}/metadata` },
    }));
    const sandbox = await withHook(`http://${hook.host}/hook`);
    const id = idOf(await call(sandbox, 'POST', '/peerings', ab));
    await eventOf(sandbox, 'Connection:Activated');
    await sandbox.idle(SOON_MS);
    expect(elsewhere.connections()).toBe(0);
    expect(
      ofType(
        hook.calls.map(({ body }) => JSON.parse(body)),
        ACTIVATED,
      ),
    ).not.toHaveLength(0);
    expect(stateOf(sandbox, id)).toBe('Activated');
  });

  it('that points at the metadata of the machine is refused, and the other sinks get every fact', async () => {
    const sandbox = await withHook('https://169.254.169.254/latest/meta-data');
    const id = idOf(await call(sandbox, 'POST', '/peerings', ab));
    await eventOf(sandbox, 'Connection:Activated');
    await sandbox.idle(SOON_MS);
    const logs = sandbox.journal.entries.filter(({ kind }) => kind === 'log');
    expect(logs.map(({ summary }) => summary).join('\n')).toContain('RefusedAddress');
    expect(stateOf(sandbox, id)).toBe('Activated');
  });
});
