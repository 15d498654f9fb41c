/**
 * What a turn costs on the bot's thread, beside what people would use instead: each in a process of
 * its own with a no-op beside it, because some of them hook into every promise of their process.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askChild } from './child.ts';
import { startCollector } from './collector.ts';
import { installPeers } from './peer-packages.ts';
import { median } from './statistics.ts';
import type { Row } from './statistics.ts';
import type { SubjectName } from './subjects.ts';
import type { Answer, Cost, Task } from './turn-cost-child.ts';

const PEERS = ['telemetry logger', 'dashbot', 'naive'] as const satisfies SubjectName[];
const SUBJECTS = ['ours', ...PEERS] as const;

/** What a turn costs over a no-op, in µs, and what the no-op beside us costs: medians of all rounds. */
type Added = Readonly<Record<(typeof SUBJECTS)[number] | 'no-op', Cost>>;

const AIM_P50 = 10;
const AIM_P99 = 100;

export async function turnCost({ isLarge }: { isLarge: boolean }): Promise<readonly Row[]> {
  installPeers();
  const rounds: Record<string, Cost>[] = [];
  for (let round = 0; round < (isLarge ? 15 : 5); round++) {
    rounds.push(await measureRound(isLarge ? 20_000 : 4_000));
  }
  const added = Object.fromEntries(
    [...SUBJECTS, 'no-op' as const].map((subject) => [
      subject,
      medians(rounds.map((round) => round[subject])),
    ]),
  ) as Added;
  return [
    row(added, 'p50', { what: 'time added to a turn, p50', aim: AIM_P50 }),
    row(added, 'p99', { what: 'time added to a turn, p99', aim: AIM_P99 }),
    row(added, 'cpu', { what: 'processor time added to a turn on the bot’s thread, mean' }),
  ];
}

/** Each of them once; a round is over before the machine's mood has changed. */
async function measureRound(turns: number): Promise<Record<string, Cost>> {
  const collector = await startCollector();
  const added: Record<string, Cost> = {};
  for (const subject of SUBJECTS) {
    const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
    const task: Task = { subject, turns, folder, collector: collector.url };
    const answer = await askChild<Answer>('turn-cost-child.ts', task);
    added[subject] = difference(answer);
    if (subject === 'ours') added['no-op'] = answer.without;
    rmSync(folder, { recursive: true });
  }
  await collector.close();
  return added;
}

function difference({ without, with: own }: Answer): Cost {
  return {
    p50: own.p50 - without.p50,
    p99: own.p99 - without.p99,
    cpu: own.cpu === undefined ? undefined : own.cpu - (without.cpu ?? 0),
  };
}

function medians(costs: readonly (Cost | undefined)[]): Cost {
  const of = (pick: (cost: Cost) => number | undefined): number =>
    median(costs.map((cost) => (cost && pick(cost)) ?? Number.NaN));
  return { p50: of(({ p50 }) => p50), p99: of(({ p99 }) => p99), cpu: of(({ cpu }) => cpu) };
}

/** Why it can be missed, with what the no-op beside us took. */
const WHY: Readonly<Record<keyof Cost, (none: number) => string>> = {
  p50: (none) => `a turn without a middleware takes ${none.toFixed(1)} µs here`,
  p99: (none) =>
    `a turn without a middleware takes ${none.toFixed(0)} µs here at its p99: beyond some hundred, the machine has let others run within it`,
  cpu: () =>
    'a third of it is copying the turns for the thread that records them, after the turns; an insert leaves nothing to be done, and answers no question',
};

/** Reached = below the aim, if there is one, and below every peer. */
function row(
  added: Added,
  field: keyof Cost,
  { what, aim }: { readonly what: string; readonly aim?: number },
): Row {
  const value = (subject: keyof Added): number => added[subject][field] ?? Number.NaN;
  const own = value('ours');
  const peers = PEERS.map((peer) => `${peer} ${value(peer).toFixed(1)}`);
  const isReached =
    (aim === undefined || own <= aim) && PEERS.every((peer) => !(value(peer) <= own));
  const cheaper = 'cheaper than every peer';
  return {
    what,
    measured: `${own.toFixed(1)} µs (${peers.join(', ')})`,
    aim: aim === undefined ? cheaper : `≤ ${aim} µs over a no-op, ${cheaper}`,
    isReached,
    ...(!isReached && { why: WHY[field](value('no-op')) }),
  };
}
