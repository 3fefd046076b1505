import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../cli/api/client.ts';
import { targetOf } from '../../../cli/api/target.ts';
import { type PageServer, servePageLocally } from '../../../cli/page/server.ts';
import { pageCsp, pageHtml } from '../../../page/page.generated.ts';
import { type LocalServer, startServer } from './server.ts';

const KEYS = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAItest', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's' };

/** A call whose Host header can be anything, which `fetch` does not allow. */
const callAs = (url: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });

describe('the local page server', () => {
  let upstream: LocalServer;
  let server: PageServer;
  const open = async (reply: { status: number; body: string }) => {
    upstream = await startServer(() => ({ ...reply, headers: { 'retry-after': '7' } }));
    const deps = { fetch, now: Date.now, language: 'en' };
    const api = createClient(targetOf({ endpoint: `${upstream.url}/api` }, KEYS), deps);
    server = await servePageLocally(api, 's3cret', 0);
  };
  beforeEach(() => open({ status: 200, body: '{"connections":[]}' }));
  afterEach(async () => {
    await server.close();
    await upstream.close();
  });

  it('serves the page with its policy, at an address with a secret only', async () => {
    const answer = await fetch(server.url);
    expect(await answer.text()).toBe(pageHtml);
    expect(answer.headers.get('content-security-policy')).toBe(pageCsp);
    expect((await fetch(new URL('/', server.url))).status).toBe(404);
  });

  it('signs the calls of the page and passes them on, query and key included', async () => {
    const path = 'peerings/pcc-1/accept?x=1';
    const headers = { 'idempotency-key': 'k1', cookie: 'a=b', authorization: 'Bearer mine' };
    const answer = await fetch(new URL(path, server.url), { method: 'POST', headers });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([200, '7']);
    const [call] = upstream.received;
    expect(call).toMatchObject({ method: 'POST', path: `/api/${path}` });
    expect(call?.headers['idempotency-key']).toBe('k1');
    expect(call?.headers.authorization).toMatch(/^ACS3-HMAC-SHA256 Credential=LTAItest,/);
    expect(call?.headers.cookie).toBeUndefined();
  });

  it('refuses a rebound name and calls of other sites, and passes nothing on', async () => {
    expect(await callAs(`${server.url}peerings`, 'evil.example')).toBe(421);
    const foreign = { origin: 'https://evil.example' };
    const answer = await fetch(new URL('peerings/pcc-1', server.url), {
      method: 'DELETE',
      headers: foreign,
    });
    expect(answer.status).toBe(403);
    expect((await fetch(new URL('openapi.json', server.url))).status).toBe(404);
    expect(upstream.received).toEqual([]);
  });

  it('answers 503 with what to do where the deployment cannot be reached', async () => {
    await upstream.close();
    const answer = await fetch(new URL('peerings', server.url));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      detail: expect.stringContaining('cannot be reached'),
      remedy: expect.stringContaining('npm start'),
    });
  });

  it('passes problems on as they are', async () => {
    await server.close();
    await upstream.close();
    await open({ status: 403, body: '{"code":"PolicyDenied"}' });
    const answer = await fetch(new URL('peerings', server.url));
    expect([answer.status, await answer.json()]).toEqual([403, { code: 'PolicyDenied' }]);
  });
});
