import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { eventNamed, eventsNamed } from '../../unit/sinks/fakes.ts';
import { publisherTo, serve } from './harness.ts';
import type { Answering } from './service.ts';

const SECRET = `whsec_${Buffer.from('a secret of enough bytes').toString('base64')}`;
const LOCAL = ['127.0.0.0/8'];
const always =
  (reply: ReturnType<Answering>): Answering =>
  () =>
    reply;
const resolving =
  (...addresses: readonly string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('webhook', () => {
  it('posts the structured CloudEvent with a signature that the official verifier accepts', async () => {
    const service = await serve(always({ status: 202 }));
    const { publisher } = publisherTo(`http://${service.host}/hook?x=1`, '', {
      webhook: { secret: SECRET, allow: LOCAL },
    });
    const event = eventNamed('pcc-1', 'é𝄞');
    expect(await publisher.publish([event])).toMatchObject([[{ outcome: 'delivered' }]]);
    const [call] = service.calls;
    expect(call).toMatchObject({ method: 'POST', url: '/hook?x=1' });
    expect(call?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(call?.headers['webhook-id']).toBe(event.id);
    const headers = {
      'webhook-id': String(call?.headers['webhook-id']),
      'webhook-timestamp': String(call?.headers['webhook-timestamp']),
      'webhook-signature': String(call?.headers['webhook-signature']),
    };
    expect(new Webhook(SECRET).verify(call?.body ?? '', headers)).toEqual(event);
  });

  it('does not follow redirects', async () => {
    const target = await serve(always({ status: 200 }));
    for (const status of [301, 302, 307, 308]) {
      const service = await serve(
        always({ status, headers: { location: `http://${target.host}/elsewhere` } }),
      );
      const { publisher } = publisherTo(`http://${service.host}/`, '', {
        webhook: { allow: LOCAL },
      });
      expect(await publisher.publish(eventsNamed(1))).toMatchObject([
        [{ outcome: 'failed', detail: `HTTP ${status}` }],
      ]);
      expect(service.calls).toHaveLength(1);
    }
    expect(target.calls).toEqual([]);
  });

  it.each([
    [400, 1, 'refused'],
    [410, 1, 'refused'],
    [413, 1, 'refused'],
    [401, 1, 'failed'],
    [404, 1, 'failed'],
    [429, 4, 'failed'],
    [503, 4, 'failed'],
  ] as const)('takes %i for what it is', async (status, tries, outcome) => {
    const service = await serve(always({ status, type: 'text/html', body: '<html>' }));
    const { publisher } = publisherTo(`http://${service.host}/`, '', { webhook: { allow: LOCAL } });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome }]]);
    expect(service.calls).toHaveLength(tries);
  });

  it('waits as long as the receiver asks', async () => {
    const service = await serve((_, index) =>
      index === 0 ? { status: 429, headers: { 'retry-after': '2' } } : { status: 204 },
    );
    const { publisher, waits } = publisherTo(`http://${service.host}/`, '', {
      webhook: { allow: LOCAL },
    });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome: 'delivered' }]]);
    expect(waits).toEqual([2_000]);
  });

  it('ends in time when the receiver hangs', async () => {
    const service = await serve(always('hang'));
    const { publisher } = publisherTo(`http://${service.host}/`, '', {
      webhook: { allow: LOCAL },
      remainingMs: 250,
    });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([
      [{ outcome: 'failed', detail: 'Timeout' }],
    ]);
    expect(service.calls).toHaveLength(1);
  });

  it('is content with the status of an answer that never ends', async () => {
    const service = await serve(always('endless'));
    const { publisher } = publisherTo(`http://${service.host}/`, '', { webhook: { allow: LOCAL } });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome: 'delivered' }]]);
  });

  it('tries again after a cut connection', async () => {
    const service = await serve((_, index) => (index === 0 ? 'reset' : { status: 200 }));
    const { publisher } = publisherTo(`http://${service.host}/`, '', { webhook: { allow: LOCAL } });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome: 'delivered' }]]);
    expect(service.calls).toHaveLength(2);
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
    const { publisher } = publisherTo(url, '');
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([
      [{ outcome: 'refused', detail: 'RefusedAddress' }],
    ]);
  });

  it('a name is refused that resolves to one, and no connection is made', async () => {
    const service = await serve(always({ status: 200 }));
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
      const { publisher } = publisherTo(`https://hooks.example.com:${service.port}/`, '', {
        webhook: { allow: [], resolve: resolving(...addresses) },
      });
      expect(await publisher.publish(eventsNamed(1))).toMatchObject([
        [{ outcome: 'refused', detail: 'RefusedAddress' }],
      ]);
    }
    expect(service.connections()).toBe(0);
  });

  it('an allowed name is connected to where it was resolved to, once per call', async () => {
    const service = await serve(always({ status: 200 }));
    const asked: string[] = [];
    const { publisher } = publisherTo(`http://hooks.example.com:${service.port}/`, '', {
      webhook: {
        allow: ['hooks.example.com'],
        resolve: async (name) => {
          asked.push(name);
          return [{ address: '127.0.0.1', family: 4 }];
        },
      },
    });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome: 'delivered' }]]);
    expect(service.calls[0]?.headers.host).toBe(`hooks.example.com:${service.port}`);
    expect(asked).toEqual(['hooks.example.com']);
  });

  it('plain http is refused for a host that is not allowed, without a look at its name', async () => {
    const asked: string[] = [];
    const { publisher } = publisherTo('http://hooks.example.com/', '', {
      webhook: {
        allow: LOCAL,
        resolve: async (name) => {
          asked.push(name);
          return [{ address: '127.0.0.1', family: 4 }];
        },
      },
    });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome: 'refused' }]]);
    expect(asked).toEqual([]);
  });

  it('a name that does not resolve is tried again', async () => {
    let tries = 0;
    const { publisher } = publisherTo('https://nowhere.example.com/', '', {
      webhook: {
        allow: [],
        resolve: async () => {
          tries += 1;
          throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
        },
      },
    });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([
      [{ outcome: 'failed', detail: 'ENOTFOUND' }],
    ]);
    expect(tries).toBe(4);
  });
});
