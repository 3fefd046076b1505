import { isInMotion, type Status } from '../model/status.ts';
import { type Mark, type Pending, type RoutesWork, without } from '../state/state.ts';
import { accepterIdOf, isAccepters, isFulfilled, isRedoDue, lapsed } from './pending.ts';
import { type Told, toTell } from './rank.ts';
import type { Announcement, Decision, Rules } from './rules.ts';

/** How long a watch expects the effect of an accept, reject or delete that was just called. */
const EFFECT_WITHIN_MS = 60_000;

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
  const overdue = lapsed(rules);
  return [
    ...(told ? [{ type: told }] : []),
    ...(lacking && !mark.pending ? toldAgain(connection.status) : []),
    ...(mark.pending?.action === 'modify' && isFulfilled(mark.pending, rules.observed)
      ? [{ type: 'Updated', id: mark.pending.id } as const]
      : []),
    ...(stalledFor(rules) ? [{ type: 'Stalled', status: connection.status } as const] : []),
    ...(overdue ? [{ type: 'Lapsed', pending: overdue } as const] : []),
  ];
};

const toldAgain = (status: Status): readonly Announcement[] => {
  const told = toTell(status, 'Requested');
  return told ? [{ type: told, again: true }] : [];
};

/**
 * The values of a modify are known to its watch alone. Where nothing remembers a refusal, an action that
 * its caller was told to be refused must not be made after all.
 */
const canRedo = (pending: Pending, { observed, asked }: Rules): boolean =>
  observed.remembers &&
  !isAccepters(pending, observed) &&
  (asked.watching || pending.action !== 'modify');

/** The call of a pending action seems to be lost, and it is ours to make again. */
const redoOf = (rules: Rules): Pending | undefined => {
  const { pending } = rules.observed.mark;
  return pending && canRedo(pending, rules) && isRedoDue(rules, pending) ? pending : undefined;
};

/** The accepter is asked to go on with what it began; its watch leaves that to Function Compute's retries. */
const isAcceptersRedo = (rules: Rules): boolean => {
  const { pending } = rules.observed.mark;
  return (
    !rules.asked.watching &&
    pending !== undefined &&
    isAccepters(pending, rules.observed) &&
    isRedoDue(rules, pending)
  );
};

/** Routes may stand in the way of a delete: the router removes them, and deletes. */
const waitsForRoutes = ({ observed }: Rules, { action, detail }: Pending): boolean =>
  action === 'delete' &&
  detail !== 'force' &&
  (observed.mark.routes !== undefined || observed.options.routes !== 'none');

/** A sweep leaves such a delete to the router; a watch hands the request back to where it came from. */
const isRoutersRedo = (rules: Rules): boolean => {
  const pending = redoOf(rules);
  return !rules.asked.watching && pending !== undefined && waitsForRoutes(rules, pending);
};

const chained = (rules: Rules, announce: readonly Announcement[]): Decision['chain'] => {
  const { mark, options } = rules.observed;
  const firstTold = (type: Told) =>
    announce.some((each) => each.type === type && !('again' in each));
  const accepts = (firstTold('Accepting') && options.accept === 'auto') || isAcceptersRedo(rules);
  const routes =
    (firstTold('Activated') && options.routes !== 'none') ||
    (!rules.asked.watching && (mark.routes !== undefined || isRoutersRedo(rules)));
  return [...(accepts ? (['accepter'] as const) : []), ...(routes ? (['router'] as const) : [])];
};

const toAccept = ({ observed, now }: Rules): Pending => ({
  action: 'accept',
  id: accepterIdOf(observed),
  since: Math.floor(now / 1000),
});

const toRoute = ({ now }: Rules): RoutesWork => ({ since: Math.floor(now / 1000) });

const nextMark = (rules: Rules, announce: readonly Announcement[]): Mark => {
  const { observed } = rules;
  const { mark, options } = observed;
  const told = toTell(observed.connection.status, mark.said);
  const over =
    mark.pending !== undefined &&
    (isFulfilled(mark.pending, observed) || lapsed(rules) !== undefined);
  const settled = without(
    mark,
    'lacking',
    ...(over ? (['pending'] as const) : []),
    ...(isInMotion(observed.connection.status) ? [] : (['stalled'] as const)),
  );
  return {
    ...settled,
    said: told ?? mark.said,
    ...(told === 'Activated' && options.routes !== 'none' ? { routes: toRoute(rules) } : {}),
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
  const { pending } = mark;
  if (pending === undefined || isFulfilled(pending, observed)) return 'end';
  // Only the watch of a modify knows its values: it stays until the modify is over.
  const isModify = pending.action === 'modify' && observed.remembers;
  const within = isModify ? stallAfterMs : EFFECT_WITHIN_MS;
  return age < within ? 'watch' : 'end';
};

/**
 * The heart: one look at a connection, what has been said of it and what is under way, in; what to say,
 * what to remember and what comes next, out. Pure, so every watch, sweep and replay decides alike.
 */
export const decide = (rules: Rules): Decision => {
  const announce = announcements(rules);
  const redo = isRoutersRedo(rules) ? undefined : redoOf(rules);
  return {
    announce,
    mark: nextMark(rules, announce),
    chain: chained(rules, announce),
    ...(redo ? { redo } : {}),
    next: nextLook(rules),
  };
};
