import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultRule } from '../support/rules.ts';
import { HOUR, MINUTE, SECOND } from '../support/simulation.ts';
import type { Plan } from './plan.ts';
import { outage, withRules } from './worsen.ts';

const chance = (random: Random, p: number): boolean => random() < p;

const SINKS = ['sink:a:*', 'sink:b:*', 'sink:*'] as const;

/** Something in between answers for a sink: a page with HTTP 200, or a redirect. */
const pages = (random: Random, plan: Plan): Plan => {
  const on = oneOf(random, SINKS);
  const from = Math.floor(random() * plan.faultsForMs * 0.3);
  const to = from + between(random, 30, 600) * SECOND;
  if (!chance(random, 0.06)) return plan;
  return withRules(plan, [{ on, kind: 'page', chance: 1, from, to }]);
};

/** An event is too large for one sink while another one is out. */
const tooLargeInOutage = (random: Random, plan: Plan): Plan => {
  const from = Math.floor(random() * plan.faultsForMs * 0.3);
  const to = from + between(random, 2, 15) * MINUTE;
  if (plan.sinks.length < 2 || !chance(random, 0.06)) return plan;
  const tooLarge: FaultRule = { on: 'sink:b:*', kind: 'too-large', chance: 0.7, from, to };
  return withRules(plan, [tooLarge, outage('sink:a:*', from, to)]);
};

/** A sink that refuses everything for longer than a day. */
const dayOfRefusal = (random: Random, plan: Plan): Plan => {
  // Where ids are ignored chains multiply as long as they wait, which proves nothing.
  if (!chance(random, 0.012) || plan.platform.idsHonoured === false) return plan;
  const refusal = outage(oneOf(random, SINKS), 0, 27 * HOUR);
  return withRules(plan, [{ ...refusal, kind: oneOf(random, ['refused', 'unavailable']) }]);
};

/** What the cloud and sinks do that worsen.ts leaves out. */
export const troubled = (planned: Plan): Plan => {
  if (planned.rules.length === 0) return planned;
  const random = streamOf(planned.seed, 'trouble of the cloud');
  return [pages, tooLargeInOutage, dayOfRefusal].reduce(
    (plan, change) => change(random, plan),
    planned,
  );
};
