import { describe, expect, it } from 'vitest';
import type { Invoker } from '../../../lib/peering/ports.ts';
import { eventNamed, eventsNamed } from '../../unit/sinks/fakes.ts';
import { built } from '../built/index.ts';
import { ACCOUNT, CREDENTIALS, publisherTo, serve } from './harness.ts';
import type { Reply } from './service.ts';

const ACCEPTED: Reply = {
  status: 202,
  type: 'application/octet-stream',
  headers: { 'x-fc-request-id': 'R' },
};
const DELIVERED = [[{ outcome: 'delivered' }]];
const error = (status: number, code: string): Reply => ({
  status,
  headers: { 'x-fc-request-id': 'R' },
  body: JSON.stringify({ ErrorCode: code, ErrorMessage: 'no' }),
});

describe('FC 2.0 sink with the official client', () => {
  it('invokes asynchronously with the structured CloudEvent', async () => {
    const service = await serve(() => ACCEPTED);
    const { publisher } = publisherTo('fc2://svc/handle?qualifier=live', service.host);
    const event = eventNamed('pcc-1');
    expect(await publisher.publish([event])).toMatchObject(DELIVERED);
    const [call] = service.calls;
    expect(call).toMatchObject({
      method: 'POST',
      url: '/2016-08-15/services/svc.live/functions/handle/invocations',
    });
    expect(call?.headers).toMatchObject({
      'x-fc-account-id': ACCOUNT,
      'x-fc-invocation-type': 'Async',
    });
    expect(JSON.parse(call?.body ?? '')).toEqual(event);
  });

  it('sends the security token though the access key id does not begin with STS', async () => {
    const service = await serve(() => ACCEPTED);
    const { publisher } = publisherTo('fc2://svc/handle', service.host);
    expect(await publisher.publish(eventsNamed(1))).toMatchObject(DELIVERED);
    expect(CREDENTIALS.accessKeyId).not.toMatch(/^STS/);
    expect(service.calls[0]?.headers['x-fc-security-token']).toBe(CREDENTIALS.securityToken);
    expect(service.calls[0]?.url).toBe('/2016-08-15/services/svc/functions/handle/invocations');
  });

  it('sends none that it does not have', async () => {
    const service = await serve(() => ACCEPTED);
    const { publisher } = publisherTo('fc2://svc/handle', service.host, {
      credentials: { ...CREDENTIALS, securityToken: '' },
    });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject(DELIVERED);
    expect(service.calls[0]?.headers).not.toHaveProperty('x-fc-security-token');
  });

  it.each([
    ['no such function', error(404, 'FunctionNotFound'), 1, 'refused', 'FunctionNotFound (404)'],
    ['no such service', error(404, 'ServiceNotFound'), 1, 'refused', 'ServiceNotFound (404)'],
    ['denied access', error(403, 'AccessDenied'), 1, 'failed', 'AccessDenied (403)'],
    ['throttling', error(429, 'ResourceThrottled'), 4, 'failed', 'ResourceThrottled (429)'],
    [
      'a page of a gateway',
      { status: 502, type: 'text/html', body: '<html>' },
      4,
      'failed',
      'MalformedResponse (502)',
    ],
    [
      '200 from something else',
      { status: 200, type: 'text/html', body: '<html>' },
      4,
      'failed',
      'MalformedResponse',
    ],
    ['cut connections', 'reset', 4, 'failed', 'ECONNRESET'],
  ] as const)('takes %s for what it is', async (_, reply, tries, outcome, detail) => {
    const service = await serve(() => reply);
    const { publisher, lines } = publisherTo('fc2://svc/handle', service.host);
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome, detail }]]);
    expect(service.calls).toHaveLength(tries);
    expect(JSON.stringify(lines)).not.toMatch(/FAKE|fake-secret|127\.0\.0\.1/);
  });

  it('ends in time when the service hangs', async () => {
    const service = await serve(() => 'hang');
    const { publisher } = publisherTo('fc2://svc/handle', service.host, { remainingMs: 250 });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome: 'failed' }]]);
  });
});

describe('FC 3.0 sink', () => {
  const invokerOf = (invoke: (call: number) => Promise<void>) => {
    const calls: unknown[][] = [];
    const invoker: Invoker = {
      invokeAsync: (...call) => {
        calls.push(call);
        return invoke(calls.length);
      },
    };
    return { invoker, calls };
  };
  const failing = (code: string, status: number) => () =>
    Promise.reject(
      new built.ApiError({ kind: 'api', operation: 'InvokeFunction', code, message: 'no', status }),
    );

  it.each([
    ['fc://handle', undefined],
    ['fc://handle?qualifier=live', 'live'],
  ])('%s invokes with the event, without delay', async (url, qualifier) => {
    const { invoker, calls } = invokerOf(() => Promise.resolve());
    const event = eventNamed('pcc-1');
    const { publisher } = publisherTo(url, '', { invoker });
    expect(await publisher.publish([event])).toMatchObject(DELIVERED);
    expect(calls).toEqual([['handle', event, 0, qualifier]]);
  });

  it.each([
    ['FunctionNotFound', 404, 1, 'refused'],
    ['AccessDenied', 403, 1, 'failed'],
    ['ResourceThrottled', 429, 4, 'failed'],
    ['InternalServerError', 500, 4, 'failed'],
  ] as const)('takes %s for what it is', async (code, status, tries, outcome) => {
    const { invoker, calls } = invokerOf(failing(code, status));
    const { publisher } = publisherTo('fc://handle', '', { invoker });
    expect(await publisher.publish(eventsNamed(1))).toMatchObject([[{ outcome }]]);
    expect(calls).toHaveLength(tries);
  });
});
