import { TrieRouter } from 'hono/router/trie-router';
import type { HttpRequest } from './http/types.ts';

/** What a path names, decoded: `{name: 'q'}` for `/queues/q` under `/queues/:name`. */
export type PathNames = Readonly<Record<string, string>>;

/** What serves a request: `undefined` as `route` where the path is known and the method is not. */
export interface Routed<T> {
  readonly route: T | undefined;
  readonly names: PathNames;
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Finds by method and path what serves a request.
 *
 * @param routes by `METHOD /path/:name`
 * @returns a function that answers `undefined` for a path that no route has
 */
export const createRouter = <T>(
  routes: Readonly<Record<string, T>>,
): ((request: Pick<HttpRequest, 'method' | 'path'>) => Routed<T> | undefined) => {
  const router = new TrieRouter<T | undefined>();
  for (const [form, route] of Object.entries(routes)) {
    const [method = '', path = ''] = form.split(' ');
    router.add(method, path, route);
    router.add('KNOWN', path, undefined);
  }
  const matching = (method: string, path: string) => router.match(method, path)[0].at(0);

  return ({ method, path }) => {
    const match = matching(method, path) ?? matching('KNOWN', path);
    if (match === undefined) return undefined;
    const names = Object.entries(match[1]).map(([name, text]) => [name, decode(String(text))]);
    return { route: match[0], names: Object.fromEntries(names) };
  };
};
