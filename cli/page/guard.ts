/** A call as the guard judges it; header names in lower case. */
export interface GuardedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface Guard {
  /** Every path begins with it: `/{secret}/`. */
  readonly prefix: string;
  readonly port: number;
}

export type Verdict =
  | { readonly ok: true /** Path without the prefix. */; readonly path: string }
  | { readonly ok: false; readonly status: number; readonly why: string };

const refused = (status: number, why: string): Verdict => ({ ok: false, status, why });

const isOwnHost = (host: string | undefined, port: number): boolean =>
  [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(host ?? '');

/** A browser says where a call comes from; other programs do not, and need the prefix anyway. */
const isForeign = ({ headers }: GuardedCall, port: number): boolean => {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined && !isOwnHost(origin.replace(/^http:\/\//, ''), port)) return true;
  return site !== undefined && site !== 'same-origin' && site !== 'none';
};

const METHODS = new Set(['GET', 'HEAD', 'POST', 'DELETE']);

/**
 * Whether a call may use the signature of the person who started the server. The name in `Host` must be
 * a loopback name (a rebound DNS name shows its own), the call must not come from another site, and the
 * path must begin with the secret that only the printed address has.
 */
export const judge = (call: GuardedCall, { prefix, port }: Guard): Verdict => {
  if (!isOwnHost(call.headers.host, port)) return refused(421, 'unknown host');
  if (isForeign(call, port)) return refused(403, 'the call comes from another site');
  if (!call.path.startsWith(prefix)) return refused(404, 'use the address that was printed');
  if (!METHODS.has(call.method)) return refused(405, 'method not allowed');
  return { ok: true, path: call.path.slice(prefix.length - 1) };
};

const PATHS = /^\/(?:peerings(?:\/[A-Za-z0-9-]+(?:\/(?:accept|reject|routes))?)?|healthz)$/;

/** The calls that the page makes; nothing else is passed on. */
export const isPassedOn = (path: string): boolean => PATHS.test(path);
