import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';
import { PlainSummary } from './test/support/plain-summary.mts';

/**
 * Files that get a process of their own, as they do to it what others would see: they patch what all
 * load, or the network (nock), or measure the memory. All others share what is loaded, which takes longer
 * than most tests; what they change for a moment they put back, and what they kill is a process of theirs.
 */
const ALONE = [
  'test/faults/hostile-values.test.ts',
  'test/faults/injection.test.ts',
  'test/cli/import/import.test.ts',
  'test/export/many-rows.test.ts',
  'test/forward/hosts.test.ts',
  // botbuilder-ai puts another fetch in the place of that of Node
  'test/hosts/sdk-recognizers.test.ts',
  // restify puts methods of its own in the place of those of every answer of Node's servers
  'test/web/mounting.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts', 'test/support/postgres/setup.ts'],
    reporters: ['default', new PlainSummary()],
    // one more than two cores: some tests wait, for timers and for processes of their own
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          // packages that the benchmarks compare with lie within, and have tests of their own
          exclude: [...ALONE, '**/node_modules/**'],
          isolate: false,
        },
      },
    ],
    testTimeout: 20_000,
    // what a server drops waits for its next checkpoint
    hookTimeout: 60_000,
  },
});
