import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../sandbox/platform/invoke/deployed.ts';
import { type Deployed, deploy, logged } from './support.ts';

const HANDLERS = {
  echo: {
    code: `async (event, context) => ({
      event: event.toString(),
      isBuffer: Buffer.isBuffer(event),
      context,
      env: process.env,
      pid: process.pid,
    })`,
    props: 'environmentVariables:\n  OWN: own\n  EMPTY: ""',
  },
  bytes: { code: 'async () => Buffer.from([0, 255, 1])' },
  text: { code: `async () => 'plain'` },
  nothing: { code: 'async () => undefined' },
  callback: { code: `(event, context, callback) => { callback(null, 'called back'); }` },
  throws: { code: `async () => { throw new TypeError('oops'); }` },
  refuses: { code: `(event, context, callback) => { callback(new Error('no')); }` },
  exits: {
    code: `async (event) => { if (event.toString() === 'exit') process.exit(3); return 'alive'; }`,
  },
  crashes: {
    code: `async () => { setImmediate(() => { throw new Error('later'); }); await new Promise(() => {}); }`,
  },
  hangs: {
    code: `async (event) => event.toString() === 'hang' ? new Promise(() => {}) : 'alive'`,
    props: 'timeout: 1',
  },
  slow: {
    code: `async () => { await new Promise((done) => setTimeout(done, 300)); return process.env.FC_INSTANCE_ID; }`,
  },
  logs: {
    code: `async (event, context) => { console.log('seen ' + JSON.stringify(context.requestId)); console.error('err {}'); context.logger.info('hi'); }`,
  },
  broken: { code: `(() => { throw new SyntaxError('cannot load'); })()` },
} as const;

let deployed: Deployed;

beforeAll(async () => {
  deployed = await deploy(HANDLERS, { instanceLimit: 2 });
});

afterAll(() => deployed.close());

const run = (name: keyof typeof HANDLERS, payload = ''): Promise<Outcome> =>
  deployed.sandbox.platform.invoke(`t-${name}`, Buffer.from(payload));

const bodyOf = (outcome: Outcome): string => {
  if (outcome === 'throttled') throw new Error('throttled');
  return outcome.body.toString();
};

describe('a function instance', () => {
  it('gets the event as bytes, the documented context and environment, and nothing else', async () => {
    const seen = JSON.parse(bodyOf(await run('echo', 'hello')));
    expect(seen).toMatchObject({ event: 'hello', isBuffer: true });
    expect(seen.context).toMatchObject({
      credentials: {
        accessKeyId: expect.stringMatching(/^STS\./),
        accessKeySecret: expect.any(String),
        securityToken: expect.any(String),
      },
      function: { name: 't-echo', handler: 'index.handler', memory: 512, timeout: 3 },
      region: 'cn-hangzhou',
      accountId: deployed.sandbox.accountId,
    });
    expect(seen.context.credentials).not.toHaveProperty('expiresAt');
    expect(seen.env).toMatchObject({
      OWN: 'own',
      FC_FUNCTION_NAME: 't-echo',
      FC_REGION: 'cn-hangzhou',
      FC_ACCOUNT_ID: deployed.sandbox.accountId,
      FC_FUNCTION_HANDLER: 'index.handler',
      FC_FUNCTION_MEMORY_SIZE: '512',
      PEERFLOW_ENDPOINT: deployed.sandbox.endpoint,
      PEERFLOW_SINKS: 'eventbridge://peerflow',
    });
    expect(Object.keys(seen.env).filter((name) => name.startsWith('VITEST'))).toEqual([]);
  });

  it.each([
    ['bytes', Buffer.from([0, 255, 1])],
    ['text', Buffer.from('plain')],
    ['nothing', Buffer.alloc(0)],
    ['callback', Buffer.from('called back')],
  ] as const)('returns %s as it is', async (name, body) => {
    expect(await run(name)).toEqual({ ok: true, body });
  });

  it.each([
    ['throws', 'UnhandledInvocationError', 'TypeError', 'oops'],
    ['refuses', 'HandledInvocationError', 'Error', 'no'],
    ['broken', 'UnhandledInvocationError', 'SyntaxError', 'cannot load'],
  ] as const)('tells an error: %s', async (name, errorType, type, message) => {
    const outcome = await run(name);
    expect(outcome).toMatchObject({ ok: false, errorType });
    const body = JSON.parse(bodyOf(outcome));
    expect(body).toMatchObject({ errorType: type, errorMessage: message });
    expect(body.stackTrace[0]).toBe(`${type}: ${message}`);
  });

  it.each(['exits', 'crashes'] as const)('tells the end of its process: %s', async (name) => {
    const outcome = await run(name, 'exit');
    expect(outcome).toMatchObject({ ok: false, errorType: 'UnhandledInvocationError' });
    expect(JSON.parse(bodyOf(outcome)).errorMessage).toMatch(
      /^Process exited unexpectedly before completing request \(duration: \d+ms, maxMemoryUsage: 0MB\)$/,
    );
  });

  it('is replaced after its process ended', async () => {
    await run('exits', 'exit');
    expect(bodyOf(await run('exits'))).toBe('alive');
  });

  it('ends with the timeout of its function, and is replaced', async () => {
    const outcome = await run('hangs', 'hang');
    expect(outcome).toMatchObject({ ok: false, errorType: 'UnhandledInvocationError' });
    expect(bodyOf(outcome)).toContain('Function timed out after 1 seconds');
    expect(bodyOf(await run('hangs'))).toBe('alive');
  });

  it('serves one request at a time, is reused, and beyond the limit calls are throttled', async () => {
    const both = await Promise.all([run('slow'), run('slow'), run('slow')]);
    expect(both[2]).toBe('throttled');
    const ids = both.slice(0, 2).map(bodyOf);
    expect(new Set(ids).size).toBe(2);
    expect(ids).toContain(bodyOf(await run('slow')));
  });

  it('writes its lines into the journal', async () => {
    await run('logs');
    expect(await logged(deployed.sandbox.journal, 'seen ')).toEqual(expect.any(String));
    expect(await logged(deployed.sandbox.journal, 'err ')).toEqual({});
  });

  it('rejects for a function that nobody deployed', async () => {
    await expect(deployed.sandbox.platform.invoke('nobody', Buffer.alloc(0))).rejects.toThrow(
      'nobody',
    );
  });
});

describe('clocks of instances', () => {
  it('are off by as much as the switch says, each by its own', async () => {
    const code = `async () => { await new Promise((done) => setTimeout(done, 20));
      const text = Date.parse(Date());
      return JSON.stringify([Date.now(), new Date().getTime(), text, new Date(5).getTime()]); }`;
    const skewMs = [3_600_000, -3_600_000];
    const { sandbox, close } = await deploy({ time: { code } }, { switches: { skewMs } });
    const before = Date.now();
    const read = async (): Promise<readonly number[]> =>
      JSON.parse(bodyOf(await sandbox.platform.invoke('t-time', Buffer.alloc(0))));
    const both = await Promise.all([read(), read()]);
    const spent = Date.now() - before;
    for (const [at, [now = 0, made = 0, text = 0, given]] of both.entries()) {
      for (const clock of [now, made, text + 999]) {
        const off = clock - before - (skewMs[at] ?? 0);
        expect(off).toBeGreaterThanOrEqual(0);
        expect(off).toBeLessThanOrEqual(spent + 999);
      }
      expect(given).toBe(5);
    }
    await close();
  });
});

describe('processes', () => {
  const pidOf = async ({ sandbox }: Deployed): Promise<number> =>
    JSON.parse(bodyOf(await sandbox.platform.invoke('t-echo', Buffer.from('x')))).pid;

  it('are stopped while nothing is asked of them, and go on when something is', async () => {
    const frozen = await deploy({ echo: HANDLERS.echo }, { switches: { freeze: true } });
    const pid = await pidOf(frozen);
    const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
    await vi.waitFor(() => expect(state()).toBe('T'));
    expect(await pidOf(frozen)).toBe(pid);
    await frozen.close();
  });

  it('are gone when the sandbox is closed, even if one hangs', async () => {
    const other = await deploy({ echo: HANDLERS.echo, hangs: HANDLERS.hangs });
    const pid = await pidOf(other);
    const hanging = other.sandbox.platform.invoke('t-hangs', Buffer.from('hang'));
    await other.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await hanging).toMatchObject({ ok: false });
  });
});
