/** How long a bot waits for us before it can take its first turn, beside clients that take events. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askChild } from './child.ts';
import { startCollector } from './collector.ts';
import { installPeers } from './peer-packages.ts';
import { median } from './statistics.ts';
import type { Row } from './statistics.ts';

/** In ms. */
interface Answer {
  readonly wall: number;
  /** Of all threads of the process. */
  readonly cpu: number;
}

const PEERS = ['application insights', 'mixpanel', 'posthog'] as const;
const SUBJECTS = ['ours', ...PEERS] as const;
type Answers = Readonly<Record<(typeof SUBJECTS)[number], Answer>>;

const AIM_MS = 150;

export async function startUp({ isLarge }: { isLarge: boolean }): Promise<readonly Row[]> {
  installPeers();
  const rounds: Answers[] = [];
  // the first round is not counted: it reads the files from the disk
  for (let round = 0; round <= (isLarge ? 25 : 9); round++) rounds.push(await measureRound());
  const counted = rounds.slice(1);
  const of = (subject: keyof Answers, field: keyof Answer): number =>
    median(counted.map((round) => round[subject][field]));
  const own = of('ours', 'wall');
  const peers = PEERS.map((peer) => `${peer} ${of(peer, 'wall').toFixed(0)}`);
  return [
    {
      what: 'start: load, set up, take the first turn',
      measured: `${own.toFixed(0)} ms, processor ${of('ours', 'cpu').toFixed(0)} (${peers.join(', ')})`,
      aim: `≤ ${AIM_MS} ms`,
      isReached: own <= AIM_MS,
    },
  ];
}

async function measureRound(): Promise<Answers> {
  const collector = await startCollector();
  const found: [string, Answer][] = [];
  for (const subject of SUBJECTS) {
    const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
    const task = { subject, folder, collector: collector.url };
    found.push([subject, await askChild<Answer>('start-up-child.cjs', task)]);
    rmSync(folder, { recursive: true });
  }
  await collector.close();
  return Object.fromEntries(found) as Answers;
}
