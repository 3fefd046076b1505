import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { probeWebhook } from '../../../lib/sinks/webhook/probe.ts';
import { DELIVERED, serve } from './harness.ts';

const webhook = (url: string) => ({ kind: 'webhook', url, signed: true }) as const;
const LOCAL = { webhookAllow: ['127.0.0.1', 'hooks.example.com'] };

const probe = (url: string, given: Partial<Parameters<typeof probeWebhook>[1]> = {}, ms = 5_000) =>
  probeWebhook(webhook(url), { ...LOCAL, ...given }, ms);

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that takes connections and never says a word. */
const silent = async () => {
  const server = createServer((socket) => closing.push(() => socket.destroy()));
  closing.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
};

describe('the health check of a webhook', () => {
  it('connects, and sends no request', async () => {
    const service = await serve(() => ({ status: 200 }));
    expect(await probe(`http://${service.host}/hook`)).toEqual(DELIVERED);
    expect(service.connections()).toBe(1);
    expect(service.calls).toEqual([]);
  });

  it('connects to where an allowed name leads', async () => {
    const service = await serve(() => ({ status: 200 }));
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await probe(`http://hooks.example.com:${service.port}/`, { resolve })).toEqual(
      DELIVERED,
    );
  });

  it('reports a server that does not speak TLS', async () => {
    const service = await serve(() => ({ status: 200 }));
    expect(await probe(`https://${service.host}/`)).toMatchObject({
      ok: false,
      kind: 'unavailable',
      code: expect.stringMatching(/^(ERR_SSL|EPROTO|ECONNRESET)/),
    });
  });

  it('reports a server that hangs, in time', async () => {
    const { port } = await silent();
    expect(await probe(`https://127.0.0.1:${port}/`, {}, 50)).toMatchObject({
      ok: false,
      code: 'Timeout',
    });
  });

  it('reports a closed port', async () => {
    const { server, port } = await silent();
    server.close();
    await once(server, 'close');
    expect(await probe(`http://127.0.0.1:${port}/`)).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('makes no connection to an address that is refused', async () => {
    const service = await serve(() => ({ status: 200 }));
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const url = `https://other.example.com:${service.port}/`;
    for (const result of [
      await probe(url, { webhookAllow: [], resolve }),
      await probe(`https://${service.host}/`, { webhookAllow: [] }),
    ])
      expect(result).toMatchObject({ ok: false, kind: 'refused', code: 'RefusedAddress' });
    expect(service.connections()).toBe(0);
  });

  it('reports a name that does not resolve', async () => {
    const resolve = async () => [];
    expect(await probe('https://hooks.example.com/', { resolve })).toMatchObject({
      kind: 'unavailable',
      code: 'ENOTFOUND',
    });
  });
});
