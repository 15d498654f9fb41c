/** Memory that is grown by very many turns of very many users, in a process whose heap is small. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { shownCount } from './statistics.ts';
import type { PartOptions, Row } from './statistics.ts';

const SAMPLES = 20;

/** Heap of each thread, in megabytes. */
const HEAP_MB = 128;
const MB = 1_024 * 1_024;

/** Megabytes that it may grow by, once a quarter of the turns is over. */
const MOST_MB = 64;

/** Measures ten million turns of a million users, or a fiftieth of both. */
export async function memory({ isLarge }: PartOptions): Promise<readonly Row[]> {
  const turns = isLarge ? 10_000_000 : 200_000;
  const users = turns / 10;
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--expose-gc',
      `--max-old-space-size=${HEAP_MB}`,
      join(__dirname, '..', 'faults', 'memory-child.ts'),
      join(folder, 'bot.db'),
      `${turns}`,
      `${users}`,
      `${turns / SAMPLES}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    process.stderr.write(`${line}\n`);
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  rmSync(folder, { recursive: true });
  if (code !== 0) throw new Error(`the process ended with ${code}`);
  const sizes = lines
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { readonly rss: number }).rss);
  const warm = sizes.slice(SAMPLES / 4);
  const [first = 0, last = 0] = [warm[0], warm.at(-1)].map((size = 0) => size / MB);
  const grown = last - first;
  return [
    {
      what: `memory grown by ${shownCount(turns)} turns of ${shownCount(users)} users`,
      measured: `${grown.toFixed(0)} MB (${first.toFixed(0)} → ${last.toFixed(0)} MB)`,
      aim: `≤ ${MOST_MB} MB`,
      isReached: grown <= MOST_MB,
      ...(!isLarge && { why: 'too short a run to tell: the caches are still filling' }),
    },
  ];
}
