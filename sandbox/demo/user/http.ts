import type { Cloud } from '../cloud.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const parse = (text: string): HttpAnswer['body'] => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : { text };
  } catch {
    return { text };
  }
};

/** Asks for a connection through the HTTP trigger. Rejects when there is no answer. */
export const post = async ({ url }: Cloud, body: string, key: string): Promise<HttpAnswer> => {
  const response = await fetch(`${url}/peerings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${key}"` },
    body,
    signal: AbortSignal.timeout(15_000),
  });
  return { status: response.status, body: parse(await response.text()) };
};
