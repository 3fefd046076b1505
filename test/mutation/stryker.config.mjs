// Run by run.mjs, from the root of the repository, which says what to mutate and which tests to take.
const { MUTATION_REPORT: report, MUTATION_KEPT: kept, MUTATION_CONCURRENCY = '2' } = process.env;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: [
    import.meta.resolve('@stryker-mutator/vitest-runner'),
    import.meta.resolve('./texts.mjs'),
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no compiler API that Stryker could use; esbuild strips the types.
  tsconfigFile: 'test/mutation/no-tsconfig.json',
  disableTypeChecks: false,
  ignorePatterns: ['dist*', 'bench', 'page', 'examples', '.tmp', 'coverage'],
  ignorers: ['texts'],
  ignoreStatic: true,
  concurrency: Number(MUTATION_CONCURRENCY),
  timeoutMS: 10_000,
  dryRunTimeoutMinutes: 30,
  tempDirName: '.tmp/mutation',
  cleanTempDir: 'always',
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  clearTextReporter: {
    allowColor: false,
    logTests: false,
    reportTests: false,
    reportScoreTable: true,
  },
  incremental: true,
  incrementalFile: kept,
  jsonReporter: { fileName: `${report}/mutation.json` },
  htmlReporter: { fileName: `${report}/mutation.html` },
  // run.mjs judges the score: a stage alone says nothing.
  thresholds: { high: 90, low: 85, break: null },
};
