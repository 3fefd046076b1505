import { describe, expect, it } from 'vitest';
import { eventNamed } from '../../unit/sinks/fakes.ts';
import {
  ACCOUNT,
  CREDENTIALS,
  DELIVERED,
  LONG_LIVED,
  SECRETS,
  serve,
  sinkTo,
  TIMEOUT_MS,
} from './harness.ts';
import type { Reply } from './service.ts';

const ACCEPTED: Reply = {
  status: 202,
  type: 'application/octet-stream',
  headers: { 'x-fc-request-id': 'R' },
};
const PAGE = { type: 'text/html', body: '<html>' };

describe('FC 2.0 sink with the official client', () => {
  const error = (status: number, code: string): Reply => ({
    status,
    headers: { 'x-fc-request-id': 'R-1' },
    body: JSON.stringify({ ErrorCode: code, ErrorMessage: 'no' }),
  });

  it('invokes asynchronously with the structured CloudEvent', async () => {
    const service = await serve(() => ACCEPTED);
    const event = eventNamed('pcc-1');
    const sink = sinkTo('fc2://svc/handle?qualifier=live', service.host);
    expect(await sink.send(event, TIMEOUT_MS)).toEqual(DELIVERED);
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
    const sink = sinkTo('fc2://svc/handle', service.host);
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toEqual(DELIVERED);
    expect(CREDENTIALS.accessKeyId).not.toMatch(/^STS/);
    expect(service.calls[0]?.headers['x-fc-security-token']).toBe(CREDENTIALS.securityToken);
    expect(service.calls[0]?.url).toBe('/2016-08-15/services/svc/functions/handle/invocations');
  });

  it('sends none that it does not have', async () => {
    const service = await serve(() => ACCEPTED);
    const sink = sinkTo('fc2://svc/handle', service.host, { credentials: LONG_LIVED });
    expect(await sink.send(eventNamed('pcc-1'), TIMEOUT_MS)).toEqual(DELIVERED);
    expect(service.calls[0]?.headers).not.toHaveProperty('x-fc-security-token');
  });

  it.each([
    ['no such function', error(404, 'FunctionNotFound'), 'refused', 'FunctionNotFound'],
    ['no such service', error(404, 'ServiceNotFound'), 'refused', 'ServiceNotFound'],
    ['denied access', error(403, 'AccessDenied'), 'refused', 'AccessDenied'],
    ['throttling', error(429, 'ResourceThrottled'), 'unavailable', 'ResourceThrottled'],
    ['an event too large', error(413, 'InvalidArgument'), 'too-large', 'InvalidArgument'],
    ['a page of a gateway', { status: 502, ...PAGE }, 'unavailable', 'MalformedResponse'],
    ['200 from something else', { status: 200, ...PAGE }, 'unavailable', 'MalformedResponse'],
    ['cut connections', 'reset', 'unavailable', 'ECONNRESET'],
    ['an answer without end', 'endless', 'unavailable', 'ERR_ANSWER_TOO_LARGE'],
  ] as const)('reports %s, after one call', async (_, reply, kind, code) => {
    const service = await serve(() => reply);
    const result = await sinkTo('fc2://svc/handle', service.host).send(
      eventNamed('pcc-1'),
      TIMEOUT_MS,
    );
    expect(result).toMatchObject({ ok: false, kind, code });
    expect(service.calls).toHaveLength(1);
    expect(JSON.stringify(result)).not.toMatch(SECRETS);
  });

  it('reports a service that hangs, in time', async () => {
    const service = await serve(() => 'hang');
    const result = await sinkTo('fc2://svc/handle', service.host).send(eventNamed('p'), 50);
    expect(result).toMatchObject({ ok: false, kind: 'unavailable', code: 'Timeout' });
  });
});

describe('FC 3.0 sink with the official core', () => {
  const error = (status: number, code: string): Reply => ({
    status,
    body: JSON.stringify({ Code: code, Message: 'no', RequestId: 'R-1' }),
  });

  it.each([
    ['fc://handle', '/2023-03-30/functions/handle/invocations'],
    ['fc://handle?qualifier=live', '/2023-03-30/functions/handle/invocations?qualifier=live'],
    ['fc://svc$handle', '/2023-03-30/functions/svc%24handle/invocations'],
  ])('%s invokes asynchronously with the structured CloudEvent', async (url, path) => {
    const service = await serve(() => ACCEPTED);
    const event = eventNamed('pcc-1', 'é𝄞');
    expect(await sinkTo(url, service.host).send(event, TIMEOUT_MS)).toEqual(DELIVERED);
    const [call] = service.calls;
    expect(call).toMatchObject({ method: 'POST', url: path });
    expect(call?.headers).toMatchObject({
      'x-fc-invocation-type': 'Async',
      'x-acs-security-token': CREDENTIALS.securityToken,
      authorization: expect.stringMatching(/^ACS3-HMAC-SHA256 Credential=LTAI5t/),
    });
    expect(call?.headers).not.toHaveProperty('x-fc-async-delay');
    expect(JSON.parse(call?.body ?? '')).toEqual(event);
  });

  it('gives its socket back: calls one after another share a connection', async () => {
    const service = await serve(() => ACCEPTED);
    const sink = sinkTo('fc://handle', service.host);
    for (const id of ['pcc-1', 'pcc-2', 'pcc-3'])
      expect(await sink.send(eventNamed(id), TIMEOUT_MS)).toEqual(DELIVERED);
    expect(service.connections()).toBe(1);
  });

  it.each([
    ['no such function', error(404, 'FunctionNotFound'), 'refused', 'FunctionNotFound'],
    ['denied access', error(403, 'AccessDenied'), 'refused', 'AccessDenied'],
    [
      'a skewed clock',
      error(400, 'InvalidTimeStamp.Expired'),
      'refused',
      'InvalidTimeStamp.Expired',
    ],
    ['throttling', error(429, 'ResourceThrottled'), 'unavailable', 'ResourceThrottled'],
    ['an error of the service', error(500, 'AnyCode'), 'unavailable', 'AnyCode'],
    ['an event too large', error(413, 'InvalidArgument'), 'too-large', 'InvalidArgument'],
    ['a page of a gateway', { status: 502, ...PAGE }, 'unavailable', 'MalformedResponse'],
    ['200 instead of 202', { status: 200 }, 'unavailable', 'MalformedResponse'],
    ['a redirect', { status: 302 }, 'unavailable', 'MalformedResponse'],
    ['cut connections', 'reset', 'unavailable', 'NetworkError'],
    ['an answer without end', 'endless', 'unavailable', 'MalformedResponse'],
  ] as const)('reports %s, after one call', async (_, reply, kind, code) => {
    const service = await serve(() => reply);
    const result = await sinkTo('fc://handle', service.host).send(eventNamed('pcc-1'), TIMEOUT_MS);
    expect(result).toMatchObject({ ok: false, kind, code });
    expect(service.calls).toHaveLength(1);
    expect(JSON.stringify(result)).not.toMatch(SECRETS);
  });

  it('reports the request id of the service', async () => {
    const service = await serve(() => error(403, 'AccessDenied'));
    expect(
      await sinkTo('fc://handle', service.host).send(eventNamed('p'), TIMEOUT_MS),
    ).toMatchObject({ apiRequestId: 'R-1' });
  });

  it('reports a service that hangs, in time', async () => {
    const service = await serve(() => 'hang');
    const result = await sinkTo('fc://handle', service.host).send(eventNamed('p'), 50);
    expect(result).toMatchObject({ ok: false, kind: 'unavailable', code: 'Timeout' });
  });
});
