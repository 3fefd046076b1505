/** The answer of a Function Compute 3.0 HTTP function: always all four fields. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly isBase64Encoded: boolean;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

const answer = (statusCode: number, type: string, body: unknown, headers: Headers): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': type, 'cache-control': 'no-store', ...headers },
  isBase64Encoded: false,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export const json = <B>(statusCode: number, body: B, headers: Headers = {}): HttpAnswer =>
  answer(statusCode, 'application/json; charset=utf-8', body, headers);

export const problemJson = (statusCode: number, body: unknown, headers: Headers = {}): HttpAnswer =>
  answer(statusCode, 'application/problem+json; charset=utf-8', body, headers);

export const empty = (statusCode: number, headers: Headers = {}): HttpAnswer => ({
  statusCode,
  headers,
  isBase64Encoded: false,
  body: '',
});
