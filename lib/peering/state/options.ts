import { ACCEPT, type AcceptChoice, ROUTES, type RoutesChoice } from '../model/request.ts';

/** How a connection came to us: `create` by our call, `adopt` by a request that found it untagged. */
export const ORIGINS = ['create', 'adopt'] as const;

/** The value of the `{name}:options` tag: what is wanted of the connection. */
export interface Options {
  readonly routes: RoutesChoice;
  readonly accept: AcceptChoice;
  readonly by: (typeof ORIGINS)[number];
  /** 16 hex of the canonical body: distinguishes a reused idempotency key from a replay. */
  readonly fingerprint?: string;
}

export const formatOptions = ({ routes, accept, by, fingerprint }: Options): string =>
  `routes=${routes};accept=${accept};by=${by}${fingerprint === undefined ? '' : `;f=${fingerprint}`}`;

const oneOf = <T extends string>(known: readonly T[], word: string | undefined): T | undefined =>
  known.find((each) => each === word);

/** Reads an options tag; `undefined` means that nothing is known of what is wanted, not that it is `none`. */
export const parseOptions = (text: string | undefined): Options | undefined => {
  const pairs = new Map(
    (text ?? '').split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, Math.max(at, 0)), part.slice(at + 1)] as const;
    }),
  );
  const routes = oneOf(ROUTES, pairs.get('routes'));
  const accept = oneOf(ACCEPT, pairs.get('accept'));
  if (routes === undefined || accept === undefined) return undefined;
  const fingerprint = pairs.get('f');
  return {
    routes,
    accept,
    by: oneOf(ORIGINS, pairs.get('by')) ?? 'adopt',
    ...(fingerprint && /^[0-9a-f]{16}$/.test(fingerprint) ? { fingerprint } : {}),
  };
};
