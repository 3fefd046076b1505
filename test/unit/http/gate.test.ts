import { describe, expect, it, test } from 'vitest';
import { isCrossSite, strayParameters } from '../../../lib/http/call.ts';

const call = (headers: Record<string, string>, method = 'POST', path = '/peerings') => ({
  method,
  path,
  headers,
  query: {},
});

describe('a call of another site', () => {
  test.each([
    [{}, false],
    [{ 'sec-fetch-site': 'same-origin' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, true],
    [{ 'sec-fetch-site': 'same-site' }, true],
    [{ origin: 'https://api.example.com', host: 'api.example.com' }, false],
    [{ origin: 'https://API.example.com', host: 'Api.Example.com' }, false],
    [{ origin: 'https://example.com', host: 'api.example.com' }, true],
    [{ origin: 'https://api.example.com:8443', host: 'api.example.com' }, true],
    [{ origin: 'https://api.example.com' }, true],
    [{ origin: 'null', host: 'api.example.com' }, true],
    [{ origin: 'https://evil.example', host: 'a', 'sec-fetch-site': 'same-origin' }, false],
  ])('by %j: %s', (headers, expected) => {
    expect(isCrossSite(call({ ...headers }))).toBe(expected);
    expect(isCrossSite(call({ ...headers }, 'GET'))).toBe(expected);
  });

  it('may follow a link to the page, and to nothing else', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(isCrossSite(call(link, 'GET', '/'))).toBe(false);
    expect(isCrossSite(call(link, 'GET', '/peerings'))).toBe(true);
    expect(isCrossSite(call(link, 'POST', '/'))).toBe(true);
  });
});

describe('query parameters', () => {
  const straysOf = (query: Record<string, string>, known: readonly string[] = []) =>
    strayParameters({ query }, known).map(({ pointer }) => pointer);

  it('that an operation does not know are named', () => {
    expect(straysOf({ force: 'true', forse: 'true', 'a/b': '' }, ['force'])).toEqual([
      '/forse',
      '/a~1b',
    ]);
  });

  it('of the platform and tokens are for others', () => {
    const theirs = { 'x-fc-signature': 's', 'X-Acs-Date': 'd', token: 't', access_token: 't' };
    expect(straysOf({ ...theirs, jwt: 'j', Signature: 's', dryRun: 'true' })).toEqual(['/dryRun']);
  });
});
