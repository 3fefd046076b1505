import { Readable } from 'node:stream';
import { commonJs } from '../../lib/aliyun/core.ts';
import type { Credentials } from './credentials.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';

export interface Signable {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names; `host`, `content-type` and `x-acs-*` are signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** Hash of the body as sent in `x-acs-content-sha256`; an HTTP trigger leaves the body unsigned. */
  readonly payloadHash?: string;
}

const dateOf = (now: number): string => new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * The headers of a call with its signature (ACS3-HMAC-SHA256), as an HTTP trigger with function
 * authentication and the API gateway ask for.
 *
 * @param now epoch milliseconds; the service refuses a difference of 15 minutes
 */
export const signed = async (
  { method, url, headers, payloadHash = '' }: Signable,
  credentials: Credentials,
  now: number,
): Promise<Record<string, string>> => {
  const { default: OpenApiUtil } = commonJs(await import('@alicloud/openapi-util'));
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-acs-date': dateOf(now),
    ...(credentials.securityToken ? { 'x-acs-security-token': credentials.securityToken } : {}),
  };
  const request = {
    protocol: url.protocol.replace(':', ''),
    port: Number(url.port),
    method,
    pathname: url.pathname,
    headers: all,
    query: Object.fromEntries(url.searchParams),
    body: Readable.from([]),
  };
  const { accessKeyId, accessKeySecret } = credentials;
  const authorization = OpenApiUtil.getAuthorization(
    request,
    ALGORITHM,
    payloadHash,
    accessKeyId,
    accessKeySecret,
  );
  return { ...all, authorization };
};
