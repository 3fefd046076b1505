import { createHash, createHmac, randomUUID } from 'node:crypto';

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/**
 * Headers with an ACS3-HMAC-SHA256 signature, as function HTTP triggers and the cloud's APIs ask for.
 * The body is covered only if `x-acs-content-sha256` is among the headers.
 */
export const signed = (method, url, headers = {}) => {
  const { host, pathname, searchParams } = new URL(url);
  const token = process.env.ALIBABA_CLOUD_SECURITY_TOKEN;
  const all = {
    ...headers,
    host,
    'x-acs-date': new Date().toISOString().replace(/\.\d+/, ''),
    'x-acs-signature-nonce': randomUUID(),
    ...(token ? { 'x-acs-security-token': token } : {}),
  };
  const names = Object.keys(all)
    .filter((name) => /^(x-acs-.*|host|content-type)$/.test(name))
    .sort();
  const canonical = [
    method,
    pathname,
    new URLSearchParams([...searchParams].sort()).toString().replaceAll('+', '%20'),
    ...names.map((name) => `${name}:${all[name].trim()}`),
    '',
    names.join(';'),
    all['x-acs-content-sha256'] ?? '',
  ].join('\n');
  const signature = createHmac('sha256', process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  const credential = `Credential=${process.env.ALIBABA_CLOUD_ACCESS_KEY_ID}`;
  const authorization = `ACS3-HMAC-SHA256 ${credential},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { ...all, authorization };
};

/** The hash for `x-acs-content-sha256`. */
export const hashOf = sha256;
