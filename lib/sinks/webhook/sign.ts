import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/** The key of a secret (Standard Webhooks): Base64, mostly with `whsec_` before it. */
const keyOf = (secret: string): Buffer =>
  Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');

/** Whether a secret is one of Standard Webhooks: Base64 of 24 to 64 bytes, with or without `whsec_`. */
export const isWebhookSecret = (secret: string): boolean => {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const key = keyOf(secret);
  const canonical = key.toString('base64');
  return (
    BASE64.test(text) &&
    canonical.replace(/=+$/, '') === text.replace(/=+$/, '') &&
    key.length >= MIN_BYTES &&
    key.length <= MAX_BYTES
  );
};

export interface Signed {
  readonly id: string;
  /** Seconds since the epoch: receivers refuse what is older than a few minutes. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks. Each secret signs, so that a receiver may know either of two while they
 * are rotated; without a secret there is no signature.
 */
export const signatureHeaders = (
  { id, timestamp, body }: Signed,
  secrets: readonly string[],
): Readonly<Record<string, string>> => {
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp) };
  if (secrets.length === 0) return headers;
  const signatures = secrets.map((secret) => {
    const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`);
    return `v1,${hmac.digest('base64')}`;
  });
  return { ...headers, 'webhook-signature': signatures.join(' ') };
};
