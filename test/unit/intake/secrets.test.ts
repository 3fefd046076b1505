import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, event, http, itemsOf, request, smq, text } from './support.ts';

const SECRETS = ['S1-bearer', 'S2-cookie', 'S3-query'] as const;
const [BEARER, COOKIE, QUERY] = SECRETS;

const httpSource = (body: unknown) =>
  event(
    {
      headers: { Authorization: `Bearer ${BEARER}`, Cookie: COOKIE },
      path: '/webhook/putEvents',
      httpMethod: 'POST',
      queryString: { token: QUERY },
      body,
    },
    { source: 'my.http', type: 'eventbridge:Events:HTTPEvent', id: '1' },
  );
const gateway = (body: unknown) => ({
  path: '/orders',
  httpMethod: 'POST',
  headers: { Authorization: `Bearer ${BEARER}` },
  queryParameters: { token: QUERY },
  pathParameters: {},
  body: base64(String(body)),
  isBase64Encoded: true,
});
const trigger = (body: string) => [
  http('/peerings', body, {
    headers: { Authorization: BEARER, Cookie: COOKIE },
    queryParameters: { token: QUERY },
  }),
];
const upperCase = (body: string) => ({ Headers: [BEARER], Cookies: [COOKIE], Body: body });

/** Everything of an item that could travel: its errors and its bytes. */
const shownOf = (payload: unknown): string =>
  itemsOf(payload)
    .map((item) => {
      if (item.kind !== 'invalid') return '';
      return `${JSON.stringify(item)}${Buffer.from(item.original().base64, 'base64')}`;
    })
    .join();

/** As it is, and decoded where it is Base64. */
const expectNoSecret = (shown: string) => {
  const decoded = (shown.match(/[A-Za-z0-9+/]{16,}/g) ?? []).map((run) =>
    Buffer.from(run, 'base64').toString(),
  );
  for (const secret of SECRETS) expect(`${shown} ${decoded}`).not.toContain(secret);
};

describe('an HTTP call that comes as a message', () => {
  it.each<readonly [string, unknown]>([
    ['EventBridge HTTP source, an object', httpSource(request)],
    ['EventBridge HTTP source, text', httpSource(text)],
    ['EventBridge HTTP source, Base64', httpSource(base64(text))],
    ['in a list', [httpSource(request)]],
    ['in a queue', [smq(JSON.stringify(httpSource(text)))]],
    ['an API gateway', gateway(text)],
    ['a call of a trigger', trigger(text)],
    ['another case', upperCase(text)],
  ])('is a request if its body is one: %s', (_, payload) => {
    expect(itemsOf(payload)).toMatchObject([{ kind: 'request', body: request }]);
  });

  it('has the hash of source and id for its id', () => {
    const [again] = itemsOf(event(request, { source: 'my.http', id: '1' }));
    expect(itemsOf(httpSource(text))).toMatchObject([{ id: again && 'id' in again && again.id }]);
  });

  it.each<readonly [string, unknown]>([
    ['text', httpSource('hello')],
    ['no body', httpSource(undefined)],
    ['an empty body', httpSource('')],
    ['a number', httpSource(7)],
    ['a task', httpSource({ peerflow: 'watch' })],
    ['an API gateway', gateway('hello')],
    ['calls of a trigger', [...trigger('hello'), ...trigger('again')]],
    ['a list of calls in a queue', smq(JSON.stringify([...trigger('x'), ...trigger('y'), 5]))],
    ['another case', upperCase('hello')],
    ['cut in the middle', JSON.stringify(httpSource('hello')).slice(0, -40)],
    ['broken and Base64', smq(base64(`${JSON.stringify(httpSource('x'))}}`))],
    ['Base64 within broken JSON', `{"messageBody":"${base64(JSON.stringify(httpSource('x')))}"`],
    ['as the text of a request', `POST /x HTTP/1.1\r\nAuthorization: Bearer ${BEARER}\r\n\r\n`],
    ['a URL with a query', `https://x.example/?token=${QUERY}`],
    ['too many envelopes', event(event(event(event(JSON.stringify(httpSource('x'))))))],
    ['UTF-16', Buffer.from(JSON.stringify(httpSource('x')), 'utf16le')],
  ])('shows nothing but its body when it is refused: %s', (_, payload) => {
    expect(itemsOf(payload).map(({ kind }) => kind)).toContain('invalid');
    expectNoSecret(shownOf(payload));
  });

  it('shows that body', () => {
    const [item] = itemsOf(httpSource('hello'));
    const original = item?.kind === 'invalid' ? item.original() : undefined;
    expect(Buffer.from(original?.base64 ?? '', 'base64').toString()).toBe('hello');
  });

  it('shows nothing of it wherever it is cut', () => {
    const whole = JSON.stringify(httpSource('hello'));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (at) => expectNoSecret(shownOf(whole.slice(0, at)))),
    );
  });
});

describe('the bytes of a refused message', () => {
  it('are the first 6 KB, with length and hash of the whole', () => {
    const [item] = itemsOf([smq('x y '.repeat(5_000))]);
    const original = item?.kind === 'invalid' ? item.original() : undefined;
    expect(original).toMatchObject({ length: 20_000, truncated: true });
    expect(Buffer.from(original?.base64 ?? '', 'base64')).toHaveLength(6 * 1024);
  });

  it('are never quoted in the words about it', () => {
    for (const bad of ['{"password":"hunter2" x', 'hunter2', '{"a":hunter2}', '"hunter2'])
      for (const item of itemsOf(bad))
        expect(item.kind === 'invalid' && JSON.stringify(item.errors)).not.toContain('hunter2');
  });
});
