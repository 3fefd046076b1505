import { defineConfig } from 'vitest/config';

/** Tests of calls through the official SDKs: run against pruned bundles and against whole SDKs. */
const SDK_CALLS = ['test/integration/{aliyun,sinks}/**/*.test.ts'];

const onBuild = (name: 'pruned' | 'unpruned') => ({
  extends: true as const,
  test: { name, include: SDK_CALLS, globalSetup: ['test/integration/built/setup.ts'] },
});

export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Integration tests mostly wait for processes: many of them side by side keep few cores busy.
    maxWorkers: 8,
    // Files keep nothing in the modules that they share, so that each worker loads those once.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['test/{unit,fuzz,simulation}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'source',
          include: ['test/{integration,budget}/**/*.test.ts'],
          exclude: [...SDK_CALLS, '**/node_modules/**'],
        },
      },
      onBuild('pruned'),
      onBuild('unpruned'),
    ],
  },
});
