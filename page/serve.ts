import { pageCsp, pageHtml } from './page.generated.ts';

/** What stands in the answer that carries the page. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': pageCsp,
  'cache-control': 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
};

/** The answer of `GET /`. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Answers `GET /` and `HEAD /` with the page, and nothing else: a server mounts it before what it serves
 * otherwise. The page calls the HTTP API under its own origin.
 */
export const servePage = ({
  method,
  path,
}: {
  readonly method: string;
  readonly path: string;
}): PageAnswer | undefined => {
  if (path !== '/' || (method !== 'GET' && method !== 'HEAD')) return undefined;
  return { status: 200, headers: PAGE_HEADERS, body: method === 'GET' ? pageHtml : '' };
};
