import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import { SECOND } from '../support/simulation.ts';
import type { AskPlan, Plan } from './plan.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** The pair that policy forbids. */
const DENIED = 6;

/** Doors through which a request brings an id of its own. */
const WITH_ID: readonly string[] = ['message', 'http', 'direct'];

/** Somebody asks beforehand whether a request would pass, under its id or another one; or what policy forbids. */
const dryRuns = (random: Random, plan: Plan): Plan => {
  if (!chance(random, 0.06)) return plan;
  const asked = oneOf(random, [plan.asks[0], ...plan.asks]);
  if (!asked || asked.daysLater !== undefined) return plan;
  const isShared = WITH_ID.includes(asked.door) && chance(random, 0.6);
  const isForbidden = !isShared && asked.action === 'create' && chance(random, 0.7);
  const { again: _, ifMatch: __, ...rest } = asked;
  const dry: AskPlan = {
    ...rest,
    id: `${asked.id}-dry`,
    ...(isShared ? { reuses: asked.reuses ?? asked.id } : {}),
    at: Math.max(0, asked.at - between(random, 0, 20) * SECOND),
    door: oneOf(random, ['message', 'http', 'http-async', 'direct']),
    isDry: true,
    ...(isForbidden ? { pair: DENIED, isReversed: false } : {}),
  };
  return { ...plan, asks: [...plan.asks, dry] };
};

/** What people ask for beside plain changes, and what they do to the tables. */
export const broaden = (planned: Plan): Plan =>
  [dryRuns].reduce(
    (plan, change) => change(streamOf(planned.seed, `broader ${change.name}`), plan),
    planned,
  );
