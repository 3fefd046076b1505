import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { eventNamed } from '../../unit/sinks/fakes.ts';
import { DELIVERED, SECRETS, serve, sinkTo, TIMEOUT_MS } from './harness.ts';
import type { Answering } from './service.ts';

const secretOf = (text: string) => `whsec_${Buffer.from(text.padEnd(24)).toString('base64')}`;
const SECRET = secretOf('old');
const NEW_SECRET = secretOf('new');
const LOCAL = ['127.0.0.0/8'];
const NOW = Date.UTC(2026, 10, 24, 9, 0, 0);
const always =
  (reply: ReturnType<Answering>): Answering =>
  () =>
    reply;
const resolving =
  (...addresses: readonly string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const local = (host: string, path = '/', clock = { now: () => Date.now() }) =>
  sinkTo(`http://${host}${path}`, '', {
    webhookAllow: LOCAL,
    webhookSecrets: [SECRET, NEW_SECRET],
    clock,
  });

const sent = (host: string, timeoutMs = TIMEOUT_MS) =>
  local(host).send(eventNamed('pcc-1'), timeoutMs);

describe('webhook', () => {
  it('posts the structured CloudEvent, signed with both secrets for the official verifier', async () => {
    const service = await serve(always({ status: 202 }));
    const event = eventNamed('pcc-1', 'é𝄞');
    expect(await local(service.host, '/hook?x=1').send(event, TIMEOUT_MS)).toEqual(DELIVERED);
    const [call] = service.calls;
    expect(call).toMatchObject({ method: 'POST', url: '/hook?x=1' });
    expect(call?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(call?.headers['webhook-id']).toBe(event.id);
    const headers = {
      'webhook-id': String(call?.headers['webhook-id']),
      'webhook-timestamp': String(call?.headers['webhook-timestamp']),
      'webhook-signature': String(call?.headers['webhook-signature']),
    };
    for (const secret of [SECRET, NEW_SECRET])
      expect(new Webhook(secret).verify(call?.body ?? '', headers)).toEqual(event);
  });

  it('is not signed where it is unsigned on purpose, and never sends the fragment', async () => {
    const service = await serve(always({ status: 202 }));
    const sink = local(service.host, '/hook#unsigned&types=Activated');
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toEqual(DELIVERED);
    expect(service.calls[0]?.url).toBe('/hook');
    expect(service.calls[0]?.headers).not.toHaveProperty('webhook-signature');
    expect(service.calls[0]?.headers).toHaveProperty('webhook-id');
  });

  it('does not follow redirects', async () => {
    const target = await serve(always({ status: 200 }));
    for (const status of [301, 302, 307, 308]) {
      const service = await serve(
        always({ status, headers: { location: `http://${target.host}/elsewhere` } }),
      );
      expect(await sent(service.host)).toMatchObject({ ok: false, kind: 'refused' });
      expect(service.calls).toHaveLength(1);
    }
    expect(target.calls).toEqual([]);
  });

  it('says who calls', async () => {
    const service = await serve(always({ status: 204 }));
    expect(await sent(service.host)).toEqual(DELIVERED);
    expect(service.calls[0]?.headers['user-agent']).toBe('peerflow');
  });

  it.each([
    [300, 'refused'],
    [400, 'refused'],
    [401, 'refused'],
    [404, 'refused'],
    [410, 'refused'],
    [422, 'refused'],
    [413, 'too-large'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ] as const)('reports %i as %s, after one call', async (status, kind) => {
    const service = await serve(always({ status, type: 'text/html', body: '<html>' }));
    const result = await sent(service.host);
    expect(result).toEqual({
      ok: false,
      kind,
      code: `HTTP${status}`,
      detail: `HTTP ${status}`,
    });
    expect(service.calls).toHaveLength(1);
    expect(JSON.stringify(result)).not.toMatch(SECRETS);
  });

  it.each([
    ['2', 2_000],
    ['Tue, 24 Nov 2026 09:01:00 GMT', 60_000],
    ['7200', 3_600_000],
    ['soon', undefined],
  ])('reports that the receiver asks to wait %s', async (retryAfter, retryAfterMs) => {
    const service = await serve(always({ status: 503, headers: { 'retry-after': retryAfter } }));
    const sink = local(service.host, '/', { now: () => NOW });
    const result = await sink.send(eventNamed('pcc-1'), TIMEOUT_MS);
    expect(result).toMatchObject({ ok: false, kind: 'unavailable' });
    expect('retryAfterMs' in result ? result.retryAfterMs : undefined).toBe(retryAfterMs);
  });

  it('reports a receiver that hangs, in time', async () => {
    const service = await serve(always('hang'));
    expect(await sent(service.host, 50)).toMatchObject({
      ok: false,
      kind: 'unavailable',
      code: 'Timeout',
    });
  });

  it('is content with the status of an answer that never ends', async () => {
    const service = await serve(always('endless'));
    expect(await sent(service.host)).toEqual(DELIVERED);
  });

  it('cuts an answer that never ends, long before the time for the call is over', async () => {
    const service = await serve(always('endless'));
    expect(await sent(service.host, 3_600_000)).toEqual(DELIVERED);
    await service.ended();
  });

  it('reports a cut connection', async () => {
    const service = await serve(always('reset'));
    expect(await sent(service.host)).toMatchObject({ kind: 'unavailable', code: 'ECONNRESET' });
    expect(service.calls).toHaveLength(1);
  });
});

describe('webhook to places that are not public', () => {
  it.each([
    'https://169.254.169.254/latest/meta-data',
    'https://100.100.100.200/latest/meta-data',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
  ])('%s is refused', async (url) => {
    expect(await sinkTo(url, '').send(eventNamed('pcc-1'), TIMEOUT_MS)).toMatchObject({
      ok: false,
      kind: 'refused',
      code: 'RefusedAddress',
    });
  });

  it('a name is refused that resolves to one, and no connection is made', async () => {
    const service = await serve(always({ status: 200 }));
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
      const sink = sinkTo(`https://hooks.example.com:${service.port}/`, '', {
        resolve: resolving(...addresses),
      });
      expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toMatchObject({
        ok: false,
        kind: 'refused',
        code: 'RefusedAddress',
      });
    }
    expect(service.connections()).toBe(0);
  });

  it('an allowed name is connected to where it was resolved to, once per call', async () => {
    const service = await serve(always({ status: 200 }));
    const asked: string[] = [];
    const sink = sinkTo(`http://hooks.example.com:${service.port}/`, '', {
      webhookAllow: ['hooks.example.com'],
      resolve: async (name) => {
        asked.push(name);
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toEqual(DELIVERED);
    expect(service.calls[0]?.headers.host).toBe(`hooks.example.com:${service.port}`);
    expect(asked).toEqual(['hooks.example.com']);
  });

  it('plain http is refused for a host that is not allowed, without a look at its name', async () => {
    const asked: string[] = [];
    const sink = sinkTo('http://hooks.example.com/', '', {
      webhookAllow: LOCAL,
      resolve: async (name) => {
        asked.push(name);
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toMatchObject({
      ok: false,
      kind: 'refused',
      code: 'InsecureWebhook',
    });
    expect(asked).toEqual([]);
  });

  it('a name that does not resolve is reported as unavailable', async () => {
    const sink = sinkTo('https://nowhere.example.com/', '', {
      resolve: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      },
    });
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toMatchObject({
      ok: false,
      kind: 'unavailable',
      code: 'ENOTFOUND',
    });
  });
});
