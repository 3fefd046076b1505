import type { HttpCall } from '../intake/types.ts';
import type { Failure, RequestFinding } from '../peering/model/failure.ts';
import { pointerTo } from '../peering/request/findings.ts';
import { httpFailures } from './problem.ts';

type Call = Pick<HttpCall, 'method' | 'path' | 'headers' | 'query'>;

/** Methods that change nothing (RFC 9110, 9.2.1). */
export const isSafe = ({ method }: Pick<Call, 'method'>): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** A link of another site may lead to the page: opening it shows that site nothing. */
const isNavigationToPage = ({ method, path, headers }: Call): boolean =>
  method === 'GET' && path === '/' && headers['sec-fetch-mode'] === 'navigate';

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/** Where a browser says nothing about the site, its Origin has to name the very host that was called. */
const isForeignOrigin = ({ origin, host }: Call['headers']): boolean =>
  origin !== undefined && (host === undefined || hostOf(origin) !== host.toLowerCase());

/**
 * True for a call that a page of another site makes with the browser of somebody who may call: its cookies and
 * its network go along. Programs send neither header. Function Compute itself allows every origin (CORS), so
 * reads are refused as well.
 */
export const isCrossSite = (call: Call): boolean => {
  if (isNavigationToPage(call)) return false;
  const site = call.headers['sec-fetch-site']?.trim().toLowerCase();
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return isForeignOrigin(call.headers);
};

export const crossSite = (): Failure => ({
  ...httpFailures.denied('The call comes from a page of another site.'),
  remedy: 'Call the API from a page of its own origin, or from a program.',
});

/** Signatures of the platform travel in the query, and a JWT may. */
const MEANT_FOR_OTHERS =
  /^(?:x-.*|(?:access|auth|id)?_?token|jwt|authorization|signature|signaturenonce|expires)$/i;

/**
 * What would go unread in the query: `POST .../accept?dryRun=true` must not accept.
 *
 * @param known the parameters of the operation
 */
export const strayParameters = (
  { query }: Pick<Call, 'query'>,
  known: readonly string[],
): readonly RequestFinding[] =>
  Object.keys(query)
    .filter((name) => !known.includes(name) && !MEANT_FOR_OTHERS.test(name))
    .map((name) => ({
      pointer: pointerTo(name),
      detail:
        known.length === 0
          ? 'is no query parameter of this call; fields of a request go into the JSON body'
          : `is no query parameter of this call; known are ${known.join(', ')}`,
    }));
