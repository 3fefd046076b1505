import type { Random } from '../../../lib/peering/ports.ts';
import { oneOf } from '../support/random.ts';
import { type Change, changed } from './broaden.ts';
import type { AskPlan, Plan } from './plan.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** What an id stands for: whatever comes again under it says the same. */
const keyOf = ({ id, reuses }: AskPlan): string => reuses ?? id;

/** A create names the resource group that its connection is to be in. */
const resourceGroups: Change = (random, plan) => {
  const asked = oneOf(random, [plan.asks[0], ...plan.asks]);
  if (asked?.action !== 'create' || !chance(random, 0.08)) return plan;
  const isSame = (ask: AskPlan): boolean => keyOf(ask) === keyOf(asked) && ask.action === 'create';
  return {
    ...plan,
    asks: plan.asks.map((ask) =>
      isSame(ask) ? { ...ask, more: { ...ask.more, resourceGroupId: 'rg-team' } } : ask,
    ),
  };
};

/** Somebody has a sink and the door of requests subscribed to the same topic. */
const loops: Change = (random, plan) =>
  chance(random, 0.04) ? { ...plan, comesBackFrom: oneOf(random, ['a', 'a', 'b']) } : plan;

/** Each draws from a stream of its own, so that none changes what the others do. */
const CHANGES: readonly (readonly [string, Change])[] = [
  ['resource groups', resourceGroups],
  ['loops', loops],
];

/** What comes up rarely, each for itself. */
export const rarities = (planned: Plan): Plan => changed(CHANGES, planned);
