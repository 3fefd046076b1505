// Run by run.mjs, from the root of the repository, with the files to mutate.
const report = process.env.MUTATION_REPORT ?? '.tmp/mutation-report';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: [
    import.meta.resolve('@stryker-mutator/vitest-runner'),
    import.meta.resolve('./texts.mjs'),
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: true },
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no compiler API that Stryker could use; esbuild strips the types.
  tsconfigFile: 'test/mutation/no-tsconfig.json',
  disableTypeChecks: false,
  ignorePatterns: ['dist*', 'bench', 'page', 'examples', '.tmp', 'coverage'],
  ignorers: ['texts'],
  ignoreStatic: true,
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  timeoutMS: 10_000,
  tempDirName: '.tmp/mutation',
  cleanTempDir: 'always',
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  clearTextReporter: {
    allowColor: false,
    logTests: false,
    reportTests: false,
    reportScoreTable: true,
  },
  jsonReporter: { fileName: `${report}/mutation.json` },
  htmlReporter: { fileName: `${report}/mutation.html` },
  thresholds: { high: 90, low: 85, break: Number(process.env.MUTATION_BREAK ?? 85) },
};
