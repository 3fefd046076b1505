import { describe, expect, it } from 'vitest';
import { isPassedOn, judge } from '../../../cli/page/guard.ts';

const GUARD = { prefix: '/s3cret/', port: 4000 };
const OWN = { host: '127.0.0.1:4000' };

const verdict = (
  headers: Readonly<Record<string, string>>,
  path = '/s3cret/peerings',
  method = 'POST',
) => judge({ method, path, headers }, GUARD);

describe('the guard of the local page', () => {
  it('lets the page itself call, and takes the secret off the path', () => {
    const headers = { ...OWN, origin: 'http://127.0.0.1:4000', 'sec-fetch-site': 'same-origin' };
    expect(verdict(headers)).toEqual({ ok: true, path: '/peerings' });
    expect(verdict(OWN, '/s3cret/', 'GET')).toEqual({ ok: true, path: '/' });
  });

  it.each(['evil.example:4000', '127.0.0.1:4001', '127.0.0.1', ''])(
    'refuses the host %j, which a rebound name would show',
    (host) => {
      expect(verdict({ host })).toMatchObject({ ok: false, status: 421 });
    },
  );

  it('refuses calls of other sites, by origin and by fetch metadata', () => {
    const foreign = { ...OWN, origin: 'https://evil.example' };
    expect(verdict(foreign)).toMatchObject({ ok: false, status: 403 });
    expect(verdict({ ...OWN, origin: 'null' })).toMatchObject({ ok: false, status: 403 });
    for (const site of ['cross-site', 'same-site'])
      expect(verdict({ ...OWN, 'sec-fetch-site': site })).toMatchObject({ ok: false, status: 403 });
  });

  it.each(['/', '/peerings', '/s3cre/peerings', '/s3cret'])(
    'refuses %s without the secret',
    (path) => {
      expect(verdict(OWN, path)).toMatchObject({ ok: false, status: 404 });
    },
  );

  it('refuses other methods', () => {
    expect(verdict(OWN, '/s3cret/peerings', 'PUT')).toMatchObject({ ok: false, status: 405 });
  });

  it('passes on the calls of the page only', () => {
    for (const path of [
      '/peerings',
      '/peerings/pcc-1',
      '/peerings/pcc-1/accept',
      '/peerings/pcc-1/routes',
      '/healthz',
    ])
      expect(isPassedOn(path), path).toBe(true);
    for (const path of [
      '/',
      '/peerings/../x',
      '/peerings/a/b/c',
      '/2023-03-30/functions',
      '//evil',
    ])
      expect(isPassedOn(path), path).toBe(false);
  });
});
