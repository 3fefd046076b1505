import { defineConfig } from 'vitest/config';

/**
 * The tests that mutants are held against: fast ones that need no build. With `MUTATION_SIMULATION=on` the
 * simulations run as well, as in the nightly run.
 */
const SIMULATION = process.env.MUTATION_SIMULATION === 'on' ? ['test/simulation/**/*.test.ts'] : [];

export default defineConfig({
  test: {
    include: ['test/unit/{peering,handlers,intake,sinks}/**/*.test.ts', ...SIMULATION],
    exclude: (process.env.MUTATION_EXCLUDE ?? '').split(',').filter((each) => each !== ''),
    testTimeout: 30_000,
  },
});
