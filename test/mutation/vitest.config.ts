import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The tests that mutants are held against: globs with blanks between them, as commas stand within braces. */
const tests = (process.env.MUTATION_TESTS ?? '').split(' ').filter(Boolean);

export default defineConfig({
  resolve: {
    alias: [
      {
        find: '../built/index.ts',
        replacement: fileURLToPath(new URL('built.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: tests,
    setupFiles: [fileURLToPath(new URL('end-on-failure.ts', import.meta.url))],
    testTimeout: 30_000,
    // Every mutant has a worker of its own already; one for each test file would load the modules again and again.
    isolate: false,
  },
});
