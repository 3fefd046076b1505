import type { Example } from './examples.ts';

export interface Sent {
  readonly name: string;
  /** The request id that its events will carry. */
  readonly requestId: string;
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
}

const parse = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : { text };
  } catch {
    return { text };
  }
};

/** Sends an example through the HTTP trigger, with a key of its own. Rejects when nobody answers. */
export const send = async (url: string, { name, body }: Example): Promise<Sent> => {
  const response = await fetch(`${url}/peerings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `"demo-${hashless(name)}"` },
    body,
    signal: AbortSignal.timeout(15_000),
  });
  const answer = parse(await response.text());
  const requestId =
    typeof answer.requestId === 'string' ? answer.requestId : `demo-${hashless(name)}`;
  return { name, requestId, status: response.status, answer };
};

/** Only characters that a key may have. */
const hashless = (name: string): string => name.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 100);
