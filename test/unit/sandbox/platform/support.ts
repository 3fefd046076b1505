import type { Scheduler } from '../../../../sandbox/clock.ts';
import type { HttpRequest } from '../../../../sandbox/http.ts';
import type { FunctionSpec } from '../../../../sandbox/platform/manifest/load.ts';

export const aFunction = (changes: Partial<FunctionSpec> = {}): FunctionSpec => ({
  resource: 'one',
  name: 'demo-one',
  region: 'cn-hangzhou',
  accountId: '1000',
  role: undefined,
  runtime: 'nodejs20',
  handler: 'index.handler',
  code: '/nowhere',
  memorySize: 128,
  timeout: 3,
  environment: {},
  asyncInvoke: { maxAsyncRetryAttempts: 3, maxAsyncEventAgeInSeconds: 86_400 },
  triggers: [],
  props: {},
  ...changes,
});

export const aRequest = (changes: Partial<HttpRequest> = {}): HttpRequest => {
  const url = changes.url ?? '/';
  const [path = '/', query = ''] = url.split('?');
  return {
    method: 'GET',
    url,
    path,
    query: new URLSearchParams(query),
    headers: {},
    body: Buffer.alloc(0),
    ...changes,
  };
};

/** Lets everything that is already resolved run, without waiting for time to pass. */
const flush = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface FakeScheduler extends Scheduler {
  /** Moves time on, running what becomes due in its order. */
  advance(ms: number): Promise<void>;
}

export const fakeScheduler = (start = 0): FakeScheduler => {
  let time = start;
  const due = new Map<symbol, { at: number; run: () => void }>();

  const next = (until: number) =>
    [...due.entries()]
      .filter(([, each]) => each.at <= until)
      .sort(([, left], [, right]) => left.at - right.at)[0];

  return {
    now: () => time,
    after: (ms, run) => {
      const key = Symbol('timer');
      due.set(key, { at: time + ms, run });
      return () => due.delete(key);
    },
    advance: async (ms) => {
      const until = time + ms;
      await flush();
      for (let entry = next(until); entry !== undefined; entry = next(until)) {
        const [key, { at, run }] = entry;
        due.delete(key);
        time = at;
        run();
        await flush();
      }
      time = until;
      await flush();
    },
  };
};
