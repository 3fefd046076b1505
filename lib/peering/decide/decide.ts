import { h } from '../hash.ts';
import { type Mark, type Pending, without } from '../memory/mark.ts';
import type { Options } from '../memory/options.ts';
import type { Connection } from '../model/connection.ts';
import { isInMotion, type Status } from '../model/status.ts';
import { tookEffect } from './modification.ts';
import { type Told, toTell } from './rank.ts';

/** A pending call that has left no trace for so long is made again. */
const REDO_AFTER_MS = 90_000;
/** How long a look may still expect the effect of an accept, reject or delete that was just called. */
const EFFECT_WITHIN_MS = 60_000;

export interface Observed {
  readonly connection: Connection;
  /** The request that made or adopted the connection; `null` where it carries no tags of ours. */
  readonly requestId: string | null;
  readonly mark: Mark;
  readonly options: Options;
}

export interface Asked {
  /** Somebody is watching: transitional statuses are looked at again. A sweep only passes by. */
  readonly watching: boolean;
  /** Epoch milliseconds of the action that the watch follows. */
  readonly since?: number;
}

export type Announcement =
  | { readonly type: Told; readonly again?: boolean }
  | { readonly type: 'Updated'; readonly id: string }
  | { readonly type: 'Stalled'; readonly status: Status };

/** What is to be done about one look. `mark` holds once the announcements are published. */
export interface Decision {
  readonly announce: readonly Announcement[];
  readonly mark: Mark;
  readonly chain: readonly ('accepter' | 'router')[];
  readonly redo?: Pending;
  readonly next: 'watch' | 'end';
}

interface Rules {
  readonly observed: Observed;
  readonly asked: Asked;
  readonly now: number;
  readonly stallAfterMs: number;
}

const ageOf = (pending: Pending, now: number): number => now - pending.since * 1000;

/** Pending actions whose fact the observed status is. A modify counts once its values are seen. */
const isFulfilled = (pending: Pending, { connection }: Observed): boolean => {
  const { status } = connection;
  const facts: Readonly<Record<Pending['action'], () => boolean>> = {
    accept: () => ['Activated', 'Rejected', 'Expired', 'Deleted'].includes(status),
    reject: () => ['Rejected', 'Activated', 'Expired', 'Deleted'].includes(status),
    modify: () => status === 'Activated' && tookEffect(pending.detail, connection),
    delete: () => status === 'Deleted',
  };
  return facts[pending.action]();
};

/** The call of a pending action may never have been made: the status still invites it. */
const isUntouched = (pending: Pending, status: Status): boolean =>
  ({
    accept: status === 'Accepting',
    reject: status === 'Accepting',
    modify: false,
    delete: !isInMotion(status) && status !== 'Deleted',
  })[pending.action];

const stalledFor = ({ observed, asked, now, stallAfterMs }: Rules): boolean => {
  const { connection, mark } = observed;
  if (!isInMotion(connection.status) || mark.stalled === connection.status) return false;
  const created = Date.parse(connection.gmtCreate ?? '');
  const changed = Date.parse(connection.gmtModified ?? '');
  const since =
    asked.since ??
    (connection.status === 'Creating'
      ? created
      : mark.pending
        ? mark.pending.since * 1000
        : changed);
  return Number.isFinite(since) && now - since >= stallAfterMs;
};

const announcements = (rules: Rules): readonly Announcement[] => {
  const { mark, connection } = rules.observed;
  const told = toTell(connection.status, mark.said);
  const lacking = mark.lacking !== undefined && connection.status === mark.said;
  return [
    ...(told ? [{ type: told }] : []),
    ...(lacking && !mark.pending ? toldAgain(connection.status) : []),
    ...(mark.pending?.action === 'modify' && isFulfilled(mark.pending, rules.observed)
      ? [{ type: 'Updated', id: mark.pending.id } as const]
      : []),
    ...(stalledFor(rules) ? [{ type: 'Stalled', status: connection.status } as const] : []),
  ];
};

const toldAgain = (status: Status): readonly Announcement[] => {
  const told = toTell(status, 'Requested');
  return told ? [{ type: told, again: true }] : [];
};

const chained = (rules: Rules, announce: readonly Announcement[]): Decision['chain'] => {
  const { mark, options } = rules.observed;
  const firstTold = (type: Told) =>
    announce.some((each) => each.type === type && !('again' in each));
  const accepts =
    (firstTold('Accepting') && options.accept === 'auto') ||
    (!rules.asked.watching && mark.pending?.action === 'accept' && isRedoDue(rules, mark.pending));
  const routes =
    (firstTold('Activated') && options.routes !== 'none') ||
    (!rules.asked.watching && mark.routes === 'pending');
  return [...(accepts ? (['accepter'] as const) : []), ...(routes ? (['router'] as const) : [])];
};

const isRedoDue = ({ observed, now }: Rules, pending: Pending): boolean =>
  isUntouched(pending, observed.connection.status) && ageOf(pending, now) >= REDO_AFTER_MS;

const toAccept = ({ observed, now }: Rules): Pending => ({
  action: 'accept',
  id: h(observed.requestId ?? observed.connection.instanceId),
  since: Math.floor(now / 1000),
});

const nextMark = (rules: Rules, announce: readonly Announcement[]): Mark => {
  const { observed } = rules;
  const { mark, options } = observed;
  const told = toTell(observed.connection.status, mark.said);
  const fulfilled = mark.pending !== undefined && isFulfilled(mark.pending, observed);
  const settled = without(
    mark,
    'lacking',
    ...(fulfilled ? (['pending'] as const) : []),
    ...(isInMotion(observed.connection.status) ? [] : (['stalled'] as const)),
  );
  return {
    ...settled,
    said: told ?? mark.said,
    ...(told === 'Activated' && options.routes !== 'none' ? { routes: 'pending' as const } : {}),
    ...(told === 'Accepting' && options.accept === 'auto' ? { pending: toAccept(rules) } : {}),
    ...(announce.some(({ type }) => type === 'Stalled')
      ? { stalled: observed.connection.status }
      : {}),
  };
};

/** A watch goes on while the service works, or while the effect of a call just made must still show. */
const nextLook = (rules: Rules): Decision['next'] => {
  const { observed, asked, now, stallAfterMs } = rules;
  const { connection, mark } = observed;
  if (!asked.watching) return 'end';
  const age = now - (asked.since ?? now);
  if (isInMotion(connection.status)) return age < stallAfterMs ? 'watch' : 'end';
  const expectsEffect = mark.pending !== undefined && !isFulfilled(mark.pending, observed);
  return expectsEffect && age < EFFECT_WITHIN_MS ? 'watch' : 'end';
};

/**
 * The heart: one look at a connection, what has been said of it and what is under way, in; what to say,
 * what to remember and what comes next, out. Pure, so every watch, sweep and replay decides alike.
 */
export const decide = (rules: Rules): Decision => {
  const { mark } = rules.observed;
  const announce = announcements(rules);
  const redo = mark.pending && mark.pending.action !== 'accept' && isRedoDue(rules, mark.pending);
  return {
    announce,
    mark: nextMark(rules, announce),
    chain: chained(rules, announce),
    ...(redo && mark.pending ? { redo: mark.pending } : {}),
    next: nextLook(rules),
  };
};
