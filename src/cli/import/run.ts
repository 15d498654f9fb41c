/** Imports files into a store: reads them, replays what is in them, records the turns. */

import { createReplay } from '../../capture/replay.ts';
import type { Replay, ReplayCounts } from '../../capture/replay.ts';
import type { DropCounts } from '../../model/health.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Complaints } from './complaints.ts';
import type { Entry } from './entry.ts';
import { readEntries, STDIN } from './files.ts';
import type { Progress } from './progress.ts';
import type { Recording } from './recording.ts';
import type { CliIo } from '../io.ts';

/** What was imported: `facts = stored + duplicates + Σ dropped`. */
export interface ImportSummary {
  /** Files read, as far as they could be. */
  readonly files: number;
  /** Files that could not be read, or not to their end. */
  readonly unreadable: number;
  /** Files that hold something, but no activity. */
  readonly withoutActivity: number;
  readonly activities: number;
  /** The activities, and the event that begins a turn in which the bot speaks first. */
  readonly facts: number;
  readonly turns: number;
  readonly stored: number;
  readonly duplicates: number;
  /** Lines and elements that are no activity. */
  readonly bad: number;
  readonly dropped: DropCounts;
  /** Activities that got the time of the one before them. */
  readonly withoutTime: number;
  /** Turns that are test traffic. */
  readonly testTurns: number;
}

export interface ImportDeps {
  readonly io: Pick<CliIo, 'stdin'>;
  readonly now: EpochMs;
  /** Keep the names of users. */
  readonly names: boolean;
  readonly recording: Recording;
  readonly complaints: Complaints;
  readonly progress: Progress;
}

/** What one file held. */
interface FileCounts extends ReplayCounts {
  readonly isReadable: boolean;
  /** Lines and elements of any kind. */
  readonly entries: number;
  readonly turns: number;
  readonly testTurns: number;
}

/** Imports the files in their order. What cannot be read is told and counted, and the rest goes on. */
export async function importFiles(
  files: readonly string[],
  deps: ImportDeps,
): Promise<ImportSummary> {
  const found: FileCounts[] = [];
  for (const file of files) found.push(await importFile(file, deps, sumOf(found, 'activities')));
  await deps.recording.writeRest();
  const { stored, duplicate, dropped } = deps.recording.outcome();
  const overLimit = sumOf(found, 'overLimit');
  return {
    files: found.length,
    unreadable: found.filter(({ isReadable }) => !isReadable).length,
    withoutActivity: found.filter(isFruitless).length,
    activities: sumOf(found, 'activities'),
    facts: sumOf(found, 'activities') + sumOf(found, 'madeUp'),
    turns: sumOf(found, 'turns'),
    stored,
    duplicates: duplicate,
    bad: deps.complaints.count(),
    dropped: overLimit > 0 ? { ...dropped, turn_limit: overLimit } : dropped,
    withoutTime: sumOf(found, 'withoutTime'),
    testTurns: sumOf(found, 'testTurns'),
  };
}

/** An empty list is no mistake, and what cannot be read is told as that. */
function isFruitless({ isReadable, entries, activities }: FileCounts): boolean {
  return isReadable && entries > 0 && activities === 0;
}

function sumOf(
  found: readonly FileCounts[],
  field: Exclude<keyof FileCounts, 'isReadable'>,
): number {
  return found.reduce((sum, counts) => sum + counts[field], 0);
}

/**
 * Each file has a replay of its own: what is made of it never depends on those before it, so that a
 * second import finds the same turns.
 */
async function importFile(file: string, deps: ImportDeps, before: number): Promise<FileCounts> {
  const { recording, progress } = deps;
  let taken = 0;
  let turns = 0;
  let testTurns = 0;
  const replay = createReplay({
    now: deps.now,
    names: deps.names,
    sink(turn) {
      turns++;
      if (turn.origin.test) testTurns++;
      recording.add(turn);
    },
  });
  const name = file === STDIN ? 'stdin' : file;
  const entries = readEntries(file, deps.io, progress.advance);
  let read = await nextOf(entries, name, deps.complaints);
  while (typeof read === 'object') {
    for (const entry of read) await take(entry, { replay, name, complaints: deps.complaints });
    taken += read.length;
    await recording.writeFull();
    progress.show(before + replay.counts().activities);
    read = await nextOf(entries, name, deps.complaints);
  }
  replay.end();
  return { ...replay.counts(), entries: taken, turns, testTurns, isReadable: read === 'end' };
}

/** Returns the next entries; what goes wrong in reading is told. */
async function nextOf(
  entries: AsyncGenerator<readonly Entry[]>,
  name: string,
  { warn }: Complaints,
): Promise<readonly Entry[] | 'end' | 'unreadable'> {
  try {
    const { done, value } = await entries.next();
    return done ? 'end' : value;
  } catch (error) {
    await warn(
      `${name}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    return 'unreadable';
  }
}

async function take(
  entry: Entry,
  { replay, name, complaints }: Pick<ImportDeps, 'complaints'> & { replay: Replay; name: string },
): Promise<void> {
  const problem = 'problem' in entry ? entry.problem : replay.add(entry.value);
  if (problem !== undefined) await complaints.bad(placeOf(name, entry), problem);
}

function placeOf(name: string, { line, index }: Entry): string {
  return index === undefined ? `${name}:${line}` : `${name}:${line} (element ${index})`;
}
