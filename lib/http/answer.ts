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
