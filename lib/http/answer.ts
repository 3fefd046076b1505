import type { HttpCall } from '../intake/types.ts';
import type { Language } from '../peering/errors/types.ts';
import { inLanguage } from '../peering/texts/in-language.ts';

/** The answer of a Function Compute 3.0 HTTP function: always all four fields. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly isBase64Encoded: boolean;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

/** What an endpoint answers; the texts in it are English, and `finalise` writes it in the caller's language. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Text goes out as it is, everything else as JSON; `undefined` for none. */
  readonly body?: unknown;
}

const NO_STORE = { 'cache-control': 'no-store' };

/** A good answer in JSON. */
export const json = <B>(status: number, body: B, headers: Headers = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...NO_STORE, ...headers },
  body,
});

/** RFC 9457. */
export const problemJson = (status: number, body: object, headers: Headers = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8', ...NO_STORE, ...headers },
  body,
});

export const empty = (status: number, headers: Headers = {}): Reply => ({ status, headers });

/** What a caller may call its request: printable and not longer than a header should be. */
const ECHOED = /^[\x21-\x7e]{1,255}$/;

const CONTENT_LANGUAGE: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

const isObject = (body: unknown): body is object => typeof body === 'object' && body !== null;

/** The body in the caller's language. */
const written = (body: unknown, language: Language): string => {
  if (!isObject(body)) return body === undefined ? '' : String(body);
  return JSON.stringify(inLanguage(body, language));
};

/** Paths in an answer as its caller reaches them: behind the prefix of the custom domain. */
const prefixed = ({ headers, body }: Reply, prefix: string): Pick<Reply, 'headers' | 'body'> => {
  if (prefix === '') return { headers, body };
  const { location } = headers;
  const type = isObject(body) && 'type' in body ? String(body.type) : '';
  return {
    headers: location === undefined ? headers : { ...headers, location: `${prefix}${location}` },
    body: isObject(body) && type.startsWith('/') ? { ...body, type: `${prefix}${type}` } : body,
  };
};

/**
 * A reply as it goes out: in the caller's language, with the caller's X-Request-Id (else the invocation's own
 * id). A HEAD keeps its body: Function Compute takes it away, and makes the length of it.
 */
export const finalise = (
  { headers: asked, prefix }: Pick<HttpCall, 'headers' | 'prefix'>,
  reply: Reply,
  { language, invocationId }: { readonly language: Language; readonly invocationId: string },
): HttpAnswer => {
  const given = asked['x-request-id'] ?? '';
  const { headers, body } = prefixed(reply, prefix);
  return {
    statusCode: reply.status,
    headers: {
      ...headers,
      ...(isObject(body)
        ? { 'content-language': CONTENT_LANGUAGE[language], vary: 'accept-language' }
        : {}),
      'x-content-type-options': 'nosniff',
      'x-request-id': ECHOED.test(given) ? given : invocationId,
    },
    isBase64Encoded: false,
    body: written(body, language),
  };
};

interface Preference {
  readonly range: string;
  readonly weight: number;
}

/** More languages are not read. */
const MAX_PREFERENCES = 20;

const preferenceOf = (part: string): Preference => {
  const [range = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
  const q = parameters.find((each) => each.startsWith('q='))?.slice(2);
  const weight = q === undefined ? 1 : Number(q);
  return { range, weight: weight >= 0 && weight <= 1 ? weight : 0 };
};

const covers = ({ range }: Preference, language: Language): boolean =>
  range === language || range.startsWith(`${language}-`);

/** Of several variants of a language the best liked one counts, and `*` for a language that is not named. */
const weightOf = (preferences: readonly Preference[], language: Language): number => {
  const named = preferences.filter((preference) => covers(preference, language));
  const counting = named.length > 0 ? named : preferences.filter(({ range }) => range === '*');
  return Math.max(0, ...counting.map(({ weight }) => weight));
};

const placeOf = (preferences: readonly Preference[], language: Language): number => {
  const at = preferences.findIndex((preference) => covers(preference, language));
  return at < 0 ? preferences.length : at;
};

/**
 * The language of an answer (RFC 9110, 12.5.4): the one with the higher weight, of two equal ones the one that
 * is named first, English where neither is wanted.
 *
 * @param header the value of `Accept-Language`
 */
export const languageOf = (header: string | undefined): Language => {
  const preferences = (header ?? '').split(',').slice(0, MAX_PREFERENCES).map(preferenceOf);
  const [en, zh] = [weightOf(preferences, 'en'), weightOf(preferences, 'zh')];
  if (en !== zh) return zh > en ? 'zh' : 'en';
  return zh > 0 && placeOf(preferences, 'zh') < placeOf(preferences, 'en') ? 'zh' : 'en';
};
