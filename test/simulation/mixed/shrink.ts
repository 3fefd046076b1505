import type { Plan } from './plan.ts';
import { runPlan } from './run.ts';

const MOST_RUNS = 250;
/** Real time; a plan that runs away is slow. */
const MOST_MS = 60_000;

/** What a fault is about, without the names that change from run to run. */
const sortOf = (fault: string): string =>
  fault.replace(/pcc-[a-z0-9]+|[0-9a-f]{16}|\d+/g, '#').slice(0, 60);

const without = <T>(list: readonly T[], at: number): readonly T[] =>
  list.filter((_, index) => index !== at);

/** Plans that are a little simpler than one that fails. */
const simpler = (plan: Plan): readonly Plan[] => [
  ...plan.asks.map((_, at) => ({ ...plan, asks: without(plan.asks, at) })),
  ...plan.deeds.map((_, at) => ({ ...plan, deeds: without(plan.deeds, at) })),
  ...plan.rules.map((_, at) => ({ ...plan, rules: without(plan.rules, at) })),
  ...Object.keys(plan.platform).map((key) => ({
    ...plan,
    platform: Object.fromEntries(Object.entries(plan.platform).filter(([name]) => name !== key)),
  })),
  ...Object.keys(plan.behaviour).map((key) => ({
    ...plan,
    behaviour: Object.fromEntries(Object.entries(plan.behaviour).filter(([name]) => name !== key)),
  })),
  ...Object.keys(plan.timings).map((key) => ({
    ...plan,
    timings: Object.fromEntries(Object.entries(plan.timings).filter(([name]) => name !== key)),
  })),
  ...(plan.sinks.length > 1 ? [{ ...plan, sinks: plan.sinks.slice(0, -1) }] : []),
  ...plan.asks.flatMap((ask, at) =>
    ask.again
      ? [{ ...plan, asks: plan.asks.map((each, index) => (index === at ? plain(each) : each)) }]
      : [],
  ),
];

const plain = (ask: Plan['asks'][number]): Plan['asks'][number] => {
  const { again: _, ...rest } = ask;
  return rest;
};

/** Drops whatever is not needed for a plan to fail in the same way; what is left is what it takes. */
export const shrink = async (plan: Plan): Promise<Plan> => {
  const sorts = new Set((await runPlan(plan)).faults.map(sortOf));
  let smallest = plan;
  let runs = 0;
  const startedAt = performance.now();
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of simpler(smallest)) {
      if (++runs > MOST_RUNS || performance.now() - startedAt > MOST_MS) return smallest;
      const { faults } = await runPlan(candidate);
      if (!faults.some((fault) => sorts.has(sortOf(fault)))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
};
