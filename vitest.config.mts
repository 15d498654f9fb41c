import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';
import { PlainSummary } from './test/support/plain-summary.mts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', new PlainSummary()],
    // left to itself, vitest leaves one of two cores idle
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 20_000,
    typecheck: {
      enabled: true,
      checker: 'tsc',
      include: ['test/**/*.test-d.ts'],
      tsconfig: 'tsconfig.check.json',
    },
  },
});
