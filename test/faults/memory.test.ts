/**
 * Millions of users in little memory, by night: what the bot and its threads hold does not grow with them.
 * `MEMORY_TURNS=10000000` is the long form, some 40 minutes; users are a fifth of the turns.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

import { temporaryFolder } from '../support/folder.ts';

const TURNS = Number(process.env['MEMORY_TURNS'] ?? 2_000_000);
const USERS = TURNS / 5;
const SAMPLES = 20;

/** Heap of each thread, in megabytes. */
const HEAP_MB = 128;
const MB = 1_024 * 1_024;

interface Sample {
  readonly turns: number;
  readonly rss: number;
  readonly heapUsed: number;
}

test.skipIf(process.env['NIGHTLY'] === undefined)(
  `${TURNS} turns of ${USERS} users fit into a heap of ${HEAP_MB} MB`,
  { timeout: 4 * 3_600_000 },
  async () => {
    const words = [`${TURNS}`, `${USERS}`, `${TURNS / SAMPLES}`];
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--expose-gc',
        `--max-old-space-size=${HEAP_MB}`,
        join(__dirname, 'memory-child.ts'),
        join(temporaryFolder(), 'bot.db'),
        ...words,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    const [code] = (await once(child, 'exit')) as [number | null];
    const samples = lines.slice(0, -1).map((line) => JSON.parse(line) as Sample);
    const warm = samples.slice(SAMPLES / 4);
    const slope = { rss: slopeOf(warm, 'rss'), heap: slopeOf(warm, 'heapUsed') };
    const [first, last] = [warm[0]!.rss / MB, warm.at(-1)!.rss / MB];
    console.log(
      `memory: ${first.toFixed(0)} MB → ${last.toFixed(0)} MB; per million turns ${slope.rss.toFixed(1)} MB in all, ${slope.heap.toFixed(2)} MB of the bot's heap`,
    );

    expect(code).toBe(0);
    expect(JSON.parse(lines.at(-1) ?? '{}')).toEqual({
      stored: 2 * TURNS,
      dropped: {},
      users: USERS,
    });
    expect(slope.heap).toBeLessThan(1);
    expect(last - first).toBeLessThan(64);
  },
);

/** Megabytes by which it grows in a million turns: the least squares. */
function slopeOf(samples: readonly Sample[], what: 'rss' | 'heapUsed'): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const xs = samples.map(({ turns }) => turns / 1_000_000);
  const ys = samples.map((sample) => sample[what] / MB);
  const [x, y] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((each, i) => (each - x) * ((ys[i] ?? 0) - y)));
  return covariance / mean(xs.map((each) => (each - x) ** 2));
}
