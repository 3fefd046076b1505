import { TrieRouter } from 'hono/router/trie-router';
import { decodedPath, type HttpRequest } from './http.ts';

/** What a path names, decoded: `{name: 'q'}` for `/queues/q` under `/queues/:name`. */
export type PathNames = Readonly<Record<string, string>>;

/**
 * Finds by method and path what serves a request.
 *
 * @param routes by `METHOD /path/:name`
 * @returns a function that answers `undefined` for a path or a method that no route has
 */
export const createRouter = <T>(
  routes: Readonly<Record<string, T>>,
): ((
  request: Pick<HttpRequest, 'method' | 'path'>,
) => { readonly route: T; readonly names: PathNames } | undefined) => {
  const router = new TrieRouter<T>();
  for (const [form, route] of Object.entries(routes)) {
    const [method = '', path = ''] = form.split(' ');
    router.add(method, path, route);
  }
  return ({ method, path }) => {
    const [match] = router.match(method, path)[0];
    if (match === undefined) return undefined;
    const names = Object.entries(match[1]).map(([name, text]) => [name, decodedPath(String(text))]);
    return { route: match[0], names: Object.fromEntries(names) };
  };
};
