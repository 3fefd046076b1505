import { streamOf } from '../support/random.ts';
import { DAY, HOUR, MINUTE } from '../support/simulation.ts';
import { broaden, broadenRoutes } from './broaden.ts';
import { troubled } from './cloud-trouble.ts';
import { generate } from './generate.ts';
import { harden } from './harden.ts';
import type { Plan } from './plan.ts';
import { rareRoutes } from './rare-routes.ts';
import { rarities } from './rarities.ts';
import { calmTwin } from './twin.ts';
import { vary } from './vary.ts';
import { worsen } from './worsen.ts';

/** An accept is waited for only once there is something to accept. */
const inOrder = (plan: Plan): Plan => {
  const { creatingMs = 0, acceptWithinMs } = plan.timings;
  return acceptWithinMs === undefined || acceptWithinMs > 2 * creatingMs
    ? plan
    : { ...plan, timings: { ...plan.timings, acceptWithinMs: 2 * creatingMs } };
};

const planOf = (seed: number): Plan =>
  inOrder(rarities(troubled(broaden(worsen(vary(harden(generate(seed))))))));

/** Who has to accept has little more than a day: the sweep, which looks once an hour, reminds of the last one. */
const withDeadline = (plan: Plan): Plan => {
  if (streamOf(plan.seed, 'deadline')() >= 0.15) return plan;
  return {
    ...plan,
    timings: { ...plan.timings, acceptWithinMs: DAY + 10 * MINUTE },
    faultsForMs: Math.max(plan.faultsForMs, 3 * HOUR),
  };
};

/** More connections of which nothing was announced than one sweep may look at. */
const withCrowd = (plan: Plan): Plan => {
  if (streamOf(plan.seed, 'crowd')() >= 0.01) return plan;
  const { creatingMs = 0 } = plan.timings;
  const rules = plan.rules.filter(({ on }) => on === 'enqueue:watch');
  const timings = { ...plan.timings, creatingMs: Math.min(creatingMs, MINUTE) };
  return { ...plan, crowd: 70, rules, timings };
};

/** Every scenario that takes seeds, by the name that `npm run simulate -- --scenario` knows it by. */
export const scenarios: Readonly<Record<string, (seed: number) => Plan>> = {
  mixed: planOf,
  /** Watches that are never enqueued, and instances that die around their writes: the sweep tells it all. */
  sweeping: (seed) => {
    const plan = withDeadline(planOf(seed));
    return withCrowd({
      ...plan,
      platform: {},
      asks: plan.asks.filter(({ action }) => action === 'create'),
      rules: [
        { on: 'enqueue:watch', kind: 'unavailable', chance: 1, from: 0, to: plan.faultsForMs },
        { on: 'api:TagResources', kind: 'crash-after', chance: 0.4, from: 0, to: plan.faultsForMs },
      ],
    });
  },
  /** Connections with routes that are changed and deleted. */
  routes: (seed) => {
    const plan = planOf(seed);
    const asks = plan.asks.map((ask) =>
      ask.action === 'create' ? { ...ask, more: { ...ask.more, routes: 'both' } } : ask,
    );
    return rareRoutes(broadenRoutes({ ...plan, asks }));
  },
  /** No fault at all, nothing but requests and other people who do things at once. */
  calm: (seed) => calmTwin(planOf(seed)),
};
