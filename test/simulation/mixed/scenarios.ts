import { generate } from './generate.ts';
import type { Plan } from './plan.ts';

/** Every scenario that takes seeds, by the name that `npm run simulate -- --scenario` knows it by. */
export const scenarios: Readonly<Record<string, (seed: number) => Plan>> = {
  mixed: generate,
  /** No fault at all, nothing but requests and other people who do things at once. */
  calm: (seed) => ({ ...generate(seed), platform: {}, rules: [] }),
};
