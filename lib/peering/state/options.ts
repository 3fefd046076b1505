import {
  ACCEPT,
  type AcceptChoice,
  type CreateRequest,
  ROUTES,
  type RoutesChoice,
} from '../model/request.ts';

/** The value of the `{name}:options` tag: what was asked for later. */
export interface Options {
  readonly routes: RoutesChoice;
  readonly accept: AcceptChoice;
  /** 16 hex of the canonical body: tells a reused idempotency key from a replay. */
  readonly fingerprint?: string;
}

export const formatOptions = ({ routes, accept, fingerprint }: Options): string =>
  `routes=${routes};accept=${accept}${fingerprint === undefined ? '' : `;f=${fingerprint}`}`;

const oneOf = <T extends string>(known: readonly T[], word: string | undefined): T | undefined =>
  known.find((each) => each === word);

/** Reads an options tag; what cannot be read falls back to the choice that does nothing. */
export const parseOptions = (text: string | undefined): Options => {
  const pairs = new Map(
    (text ?? '').split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, Math.max(at, 0)), part.slice(at + 1)] as const;
    }),
  );
  const fingerprint = pairs.get('f');
  return {
    routes: oneOf(ROUTES, pairs.get('routes')) ?? 'none',
    accept: oneOf(ACCEPT, pairs.get('accept')) ?? 'manual',
    ...(fingerprint && /^[0-9a-f]{16}$/.test(fingerprint) ? { fingerprint } : {}),
  };
};

export const optionsOf = (request: CreateRequest, fingerprint: string): Options => ({
  routes: request.routes,
  accept: request.accept,
  fingerprint,
});
