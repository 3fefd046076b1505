import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf } from '../support/random.ts';
import type { FaultRule } from '../support/rules.ts';
import { MINUTE, SECOND } from '../support/simulation.ts';
import { type Change, changed, untouched, withAsk } from './broaden.ts';
import { CALL_OF } from './harden.ts';
import type { AskPlan, Plan } from './plan.ts';
import { outage, withRules } from './worsen.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** When the routes of a create are there, as far as nothing goes wrong. */
const routedAt = (random: Random, { timings }: Plan, { at }: AskPlan): number =>
  at + (timings.creatingMs ?? 0) + between(random, 60, 180) * SECOND;

/** The longest that a sweep takes to come by. */
const SWEEPS_APART_MS = 2 * MINUTE;

/** Others delete a connection, so slowly that a sweep sees it, and policy keeps Peerflow from what leads there. */
const keptEntries: Change = (random, plan) => {
  const asked = untouched(plan);
  if (!asked || plan.configurations?.length || !chance(random, 0.05)) return plan;
  const at = routedAt(random, plan, asked);
  const until = at + between(random, 8, 12) * MINUTE;
  const { hasAccepterRole } = plan;
  return {
    ...plan,
    deeds: [...plan.deeds, { at, pair: asked.pair, what: 'delete' }],
    behaviour: { ...plan.behaviour, deleteSeesRoutes: 'none' },
    timings: { ...plan.timings, deletingMs: SWEEPS_APART_MS + 30 * SECOND },
    configurations: [
      { at: at - SECOND, forbidden: [asked.pair], hasAccepterRole },
      { at: until, forbidden: [], hasAccepterRole },
    ],
    faultsForMs: Math.max(plan.faultsForMs, until + MINUTE),
  };
};

/** Looks show the connection without the ranges of its VPCs for a while, as its routes are checked. */
const hiddenRanges: Change = (random, plan) => {
  const asked = untouched(plan);
  if (!asked || plan.drift || !chance(random, 0.05)) return plan;
  const from = routedAt(random, plan, asked);
  const to = from + between(random, 5, 8) * MINUTE;
  return {
    ...plan,
    drift: 'repair',
    views: { ...plan.views, withoutRanges: { from, to } },
    faultsForMs: Math.max(plan.faultsForMs, to + MINUTE),
  };
};

/** Another modify of routes alone, which nobody else asks for. */
const givingUp = (asked: AskPlan, at: number): AskPlan => ({
  id: 'no-routes',
  at,
  door: 'message',
  action: 'modify',
  pair: asked.pair,
  more: { routes: 'none' },
  patience: 3,
});

/** Somebody gives up routes that one run of the router tries to make, again and again. */
const givenUpEarly: Change = (random, plan) => {
  const asked = untouched(plan);
  if (!asked || plan.rules.length === 0 || !chance(random, 0.15)) return plan;
  const at = asked.at + between(random, 2_000, 6_000);
  const rule = outage('api:CreateRouteEntr*', asked.at, at + between(random, 2_000, 4_000));
  // A run waits for seconds only, and a successor goes by what is wanted then.
  const timings = { ...plan.timings, creatingMs: 1_200 };
  return withAsk(withRules(plan, [rule], { timings }), givingUp(asked, at));
};

/** Somebody gives up routes that were removed for a delete, which the API refuses in the end. */
const givenUpWhileDeleted: Change = (random, plan) => {
  const asked = untouched(plan);
  if (!asked || plan.rules.length === 0 || !chance(random, 0.06)) return plan;
  const at = routedAt(random, plan, asked);
  const on = `api:${CALL_OF.delete}`;
  const until = at + between(random, 60, 120) * SECOND;
  const late: FaultRule = { ...outage(on, 0, until), subject: 'for real' };
  const refused: FaultRule = {
    ...late,
    kind: 'refused',
    from: until,
    to: Number.POSITIVE_INFINITY,
  };
  const deletion: AskPlan = { ...givingUp(asked, at), id: 'kept', action: 'delete', more: {} };
  return withAsk(
    withAsk(withRules(plan, [late, refused]), deletion),
    givingUp(asked, at + between(random, 15, 40) * SECOND),
  );
};

/** Somebody wants the routes of one side only, once those of both are made. */
const narrower: Change = (random, plan) => {
  const asked = untouched(plan);
  if (!asked || plan.specialRule || !chance(random, 0.08)) return plan;
  const routes = oneOf(random, ['requester', 'accepter']);
  const at = routedAt(random, plan, asked);
  return withAsk(plan, { ...givingUp(asked, at), id: 'narrower', more: { routes } });
};

/** Each draws from a stream of its own, so that none changes what the others do. */
const CHANGES: readonly (readonly [string, Change])[] = [
  ['kept entries', keptEntries],
  ['hidden ranges', hiddenRanges],
  ['given up early', givenUpEarly],
  ['given up while deleted', givenUpWhileDeleted],
  ['narrower', narrower],
];

/** What comes up rarely where there are routes, each for itself. */
export const rareRoutes = (planned: Plan): Plan => changed(CHANGES, planned);
