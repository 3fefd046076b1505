import { describe, expect, it } from 'vitest';
import { createAccess } from '../../../../sandbox/gateway/access.ts';
import { cloudJson, createGateway } from '../../../../sandbox/gateway/gateway.ts';
import type { HttpRequest } from '../../../../sandbox/http.ts';
import { createJournal } from '../../../../sandbox/journal.ts';
import { serve } from '../../../../sandbox/services.ts';
import { cloud } from '../cloud/cloud.ts';

const request = (over: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: '/',
  path: '/',
  query: new URLSearchParams(),
  headers: { host: '127.0.0.1', 'x-acs-action': 'ListVpcPeerConnections' },
  body: Buffer.alloc(0),
  ...over,
});

const gateway = () => {
  const { world } = cloud();
  const journal = createJournal();
  const clock = { now: () => 0, isNear: () => true };
  const access = createAccess(world, clock);
  return { journal, handle: serve([createGateway({ world, journal, access })]) };
};

describe('the gateway', () => {
  it.each([
    ['UnsupportedHTTPMethod', { method: 'PUT' }],
    ['IncompleteSignature', {}],
  ])('refuses with %s, and notes it', async (code, over) => {
    const { handle, journal } = gateway();
    const answer = await handle(request(over));

    expect(JSON.parse(String(answer.body))).toMatchObject({
      Code: code,
      HostId: '127.0.0.1',
      RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
    });
    expect(journal.entries).toMatchObject([{ summary: `ListVpcPeerConnections 400 ${code}` }]);
  });

  it('answers with the id of the request in a header, which nobody else’s answers have', async () => {
    const { handle } = gateway();
    const { headers, body } = await handle(request());

    expect(headers?.['x-acs-request-id']).toBe(JSON.parse(String(body)).RequestId);
    const other = await handle(request({ path: '/else' }));
    expect(Object.keys(other.headers ?? {})).toEqual(['content-type']);
  });

  it('leaves to others what names no action or has a path', async () => {
    const { handle } = gateway();

    expect(await handle(request({ headers: {} }))).toMatchObject({ status: 404 });
    expect(await handle(request({ path: '/else' }))).toMatchObject({ status: 404 });
  });

  it('prints account ids with all their digits', () => {
    expect(cloudJson({ OwnerId: { digits: '253460731706911258' }, Name: '1' })).toBe(
      '{"OwnerId":253460731706911258,"Name":"1"}',
    );
  });
});
