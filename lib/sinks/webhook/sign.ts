import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** Standard Webhooks: the secret is Base64, mostly with `whsec_` before it. Other texts count as they are. */
const keyOf = (secret: string): Buffer => {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const bytes = Buffer.from(text, 'base64');
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return isBase64 ? bytes : Buffer.from(text, 'utf8');
};

export interface Signed {
  readonly id: string;
  /** Seconds since the epoch: receivers refuse what is older than a few minutes. */
  readonly timestamp: number;
  readonly body: string;
}

/** The headers of Standard Webhooks; without a secret there is no signature. */
export const signatureHeaders = (
  { id, timestamp, body }: Signed,
  secret: string | undefined,
): Readonly<Record<string, string>> => {
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp) };
  if (!secret) return headers;
  const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`);
  return { ...headers, 'webhook-signature': `v1,${hmac.digest('base64')}` };
};
