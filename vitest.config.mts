import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';
import { PlainSummary } from './test/support/plain-summary.mts';

/** Nothing that these files load keeps anything that another one could see: they share what is loaded. */
const PURE = [
  ...['model', 'capture', 'interpret', 'record', 'report', 'conformance'],
  ...['forward/destinations', 'samples/judge', 'hosts', 'transcripts', 'runtime'],
].map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', new PlainSummary()],
    // one more than two cores: some tests wait, for timers and for processes of their own
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: PURE,
        },
      },
    ],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
