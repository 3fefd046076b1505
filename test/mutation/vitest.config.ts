import { defineConfig } from 'vitest/config';

/**
 * The tests that mutants are held against: fast ones that need no build. With `MUTATION_SIMULATION=on` the
 * simulations run as well, as in the nightly run.
 */
const SIMULATION = process.env.MUTATION_SIMULATION === 'on' ? ['test/simulation/**/*.test.ts'] : [];

const UNIT_TESTS = ['test/unit/{peering,handlers,intake,sinks}/**/*.test.ts'];

/** Globs with blanks between them: commas stand within braces. */
const listed = (text: string | undefined): string[] | undefined => text?.split(' ').filter(Boolean);

export default defineConfig({
  test: {
    include: [...(listed(process.env.MUTATION_TESTS) ?? UNIT_TESTS), ...SIMULATION],
    exclude: listed(process.env.MUTATION_EXCLUDE) ?? [],
    testTimeout: 30_000,
  },
});
