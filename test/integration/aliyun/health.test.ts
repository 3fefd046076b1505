import { describe, expect, it } from 'vitest';
import { built } from '../built/index.ts';
import { serve } from '../sinks/serve.ts';
import type { Answering } from '../sinks/service.ts';
import { actionOf, error, json, KEYS, paramsOf } from './answers.ts';

const EN = { language: 'en' } as const;

const coreWith = async (answering: Answering) => {
  const { host, calls } = await serve(answering);
  return { core: built.createCoreClient({ host, protocol: 'http' }, KEYS), calls };
};

describe('health checks through the official core', () => {
  it('get a function and its asynchronous configuration', async () => {
    const { core, calls } = await coreWith(() => json({ timeout: 60, asyncTask: true }));

    expect(await built.health.probeFunction(core, 'f', EN)).toMatchObject({ ok: true });
    const tasks = await built.health.probeTasks(core, 'f', { failedQueue: undefined }, EN);

    expect(tasks).toMatchObject({ ok: true });
    expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /2023-03-30/functions/f',
      'GET /2023-03-30/functions/f/async-invoke-config',
    ]);
    expect(calls.map(actionOf)).toEqual(['GetFunction', 'GetAsyncInvokeConfig']);
  });

  it('get an event bus from the management API', async () => {
    const { core, calls } = await coreWith(() => json({ Success: true, Code: 'Success' }));

    expect(await built.health.probeBus(core, 'peerflow', EN)).toMatchObject({ ok: true });
    expect(paramsOf(calls[0] ?? expect.fail())).toEqual({ EventBusName: 'peerflow' });
    expect(calls[0]?.headers['x-acs-version']).toBe('2020-04-01');
  });

  it('read the clock of the service from its answer', async () => {
    const { core } = await coreWith(() => ({
      ...json({ AccountId: '1' }),
      headers: { date: 'Sun, 29 Nov 2026 12:00:00 GMT' },
    }));
    const now = () => Date.parse('2026-11-29T12:10:00Z');

    expect(await built.health.probeClock(core, { now }, EN)).toMatchObject({
      ok: false,
      detail: '600 s ahead of the service',
    });
  });

  it('name the right that is missing', async () => {
    const { core } = await coreWith(() => error(403, 'AccessDenied'));

    expect(await built.health.probeFunction(core, 'f', EN)).toMatchObject({
      ok: false,
      remedy: 'Allow fc:GetFunction in the role of this function.',
    });
  });
});
