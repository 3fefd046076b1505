import type { Action } from '../model/request.ts';
import { isStatus, type Status } from '../model/status.ts';

/** What has been said of a connection: a status, or `Requested` while nothing has been said yet. */
export type Said = Status | 'Requested';

/** An action that was asked for and whose fact is not published yet. */
export interface Pending {
  readonly action: Exclude<Action, 'create'>;
  /** First 16 hex of the SHA-256 of the request id: ids of later events need no more. */
  readonly id: string;
  /** What a sweep needs to finish or to recognise it: `force` of a delete, the fingerprint of a modify. */
  readonly detail?: string;
  /** Epoch seconds of the call. */
  readonly since: number;
}

/** Sinks that lack the last thing said, by short name; `*` stands for all of them. */
export interface Lacking {
  readonly sinks: readonly string[];
  /** Epoch seconds of the first failure. */
  readonly since: number;
}

/** Work of the router that is not told yet: routes to be made or, with a pending delete, to be removed. */
export interface RoutesWork {
  /** Epoch seconds since when; 0 where nobody knows. */
  readonly since: number;
  /** What came of it was told, but not to these sinks; `id` are 6 hex that stand for the event. */
  readonly told?: { readonly id: string; readonly lacking: readonly string[] };
}

/** The value of the `{name}:state` tag. */
export interface Mark {
  readonly said: Said;
  readonly pending?: Pending;
  readonly routes?: RoutesWork;
  /**
   * The last action that was refused for good, by the first 6 hex of its id: its watches have no more to do.
   * The next pending action takes its place.
   */
  readonly refused?: string;
  /** The status whose stall has been announced. */
  readonly stalled?: Status;
  readonly lacking?: Lacking;
}

/** Tag values hold at most 128 characters. */
const MAX_LENGTH = 128;

const pendingText = ({ action, id, detail, since }: Pending): string =>
  `pending=${action}:${id}${detail === undefined ? '' : `.${detail}`}@${since}`;

const routesText = ({ since, told }: RoutesWork): string => {
  if (told) return `routes=pending@${since}!${told.id}>${told.lacking.join(',')}`;
  return since === 0 ? 'routes=pending' : `routes=pending@${since}`;
};

const parts = (mark: Mark, lacking: Lacking | undefined): string[] => [
  mark.said,
  ...(mark.pending ? [pendingText(mark.pending)] : []),
  ...(mark.routes ? [routesText(mark.routes)] : []),
  ...(mark.refused && !mark.pending ? [`refused=${mark.refused}`] : []),
  ...(mark.stalled ? [`stalled=${mark.stalled}`] : []),
  ...(lacking ? [`to=${lacking.sinks.join(',')}@${lacking.since}`] : []),
];

/** The short form of an action's id. */
export const refusedIdOf = ({ id }: Pick<Pending, 'id'>): string => id.slice(0, 6);

const withoutTold = ({ routes, ...mark }: Mark): Mark =>
  routes ? { ...mark, routes: { since: routes.since } } : mark;

/**
 * The tag value of a mark. What does not fit is said again rather than cut: first sinks that have a routes
 * event already get it anew, then all sinks count as lacking.
 */
export const formatMark = (mark: Mark): string => {
  const short = withoutTold(mark);
  const all = mark.lacking && { ...mark.lacking, sinks: ['*'] };
  const texts = [parts(mark, mark.lacking), parts(short, mark.lacking), parts(short, all)].map(
    (each) => each.join(';'),
  );
  return texts.find((text) => text.length <= MAX_LENGTH) ?? texts.at(-1) ?? mark.said;
};

const isPendingAction = (word: string | undefined): word is Pending['action'] =>
  word === 'accept' || word === 'reject' || word === 'modify' || word === 'delete';

const parsePending = (value: string): Pending | undefined => {
  const match = /^([a-z]+):([0-9a-f]+)(?:\.([^@]+))?(?:@(\d+))?$/.exec(value);
  if (!match || !isPendingAction(match[1]) || match[2] === undefined) return undefined;
  return {
    action: match[1],
    id: match[2],
    ...(match[3] === undefined ? {} : { detail: match[3] }),
    since: Number(match[4] ?? 0),
  };
};

const parseLacking = (value: string): Lacking | undefined => {
  const match = /^([0-9a-f,*]+)@(\d+)$/.exec(value);
  if (!match?.[1]) return undefined;
  return { sinks: match[1].split(','), since: Number(match[2]) };
};

const parseRoutes = (value: string): RoutesWork | undefined => {
  const match = /^pending(?:@(\d+)(?:!([0-9a-f]{6})>([0-9a-f,]+))?)?$/.exec(value);
  if (!match) return undefined;
  const [, since = '0', id, lacking] = match;
  return {
    since: Number(since),
    ...(id && lacking ? { told: { id, lacking: lacking.split(',') } } : {}),
  };
};

const readers: Readonly<Record<string, (value: string) => Partial<Mark>>> = {
  pending: (value) => {
    const pending = parsePending(value);
    return pending ? { pending } : {};
  },
  routes: (value) => {
    const routes = parseRoutes(value);
    return routes ? { routes } : {};
  },
  refused: (value) => (/^[0-9a-f]{6}$/.test(value) ? { refused: value } : {}),
  stalled: (value) => (isStatus(value) ? { stalled: value } : {}),
  to: (value) => {
    const lacking = parseLacking(value);
    return lacking ? { lacking } : {};
  },
};

/**
 * Reads a state tag. Never fails: people can edit tags, and what cannot be read means that nothing has
 * been said, so that the worst outcome is an announcement repeated under the same id.
 */
export const parseMark = (text: string | undefined): Mark => {
  const [said = '', ...rest] = (text ?? '').split(';');
  const found = rest.map((part) => {
    const at = part.indexOf('=');
    return readers[part.slice(0, Math.max(at, 0))]?.(part.slice(at + 1)) ?? {};
  });
  return Object.assign({ said: isStatus(said) ? said : 'Requested' } satisfies Mark, ...found);
};

/** The mark without one of its optional parts. */
export const without = (mark: Mark, ...names: readonly Exclude<keyof Mark, 'said'>[]): Mark => {
  const rest: { -readonly [K in keyof Mark]: Mark[K] } = { ...mark };
  for (const name of names) delete rest[name];
  return rest;
};
