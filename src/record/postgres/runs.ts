/** Goes through a batch in memory, as often as it takes until nothing that it asks for is missing. */

import type { LRUCache } from 'lru-cache';

import type { EventKind } from '../../model/event.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import type { BatchWork } from '../recording/batch.ts';
import { overlayOn } from '../recording/overlay.ts';
import { repeatsOver } from '../recording/repeats.ts';
import type { CommittableRepeats } from '../recording/repeats.ts';
import type { SegmentIndex } from '../recording/segments.ts';
import { beginStates, stateCaches } from '../recording/states.ts';
import type { FreeNumbers, PastConversation, StateCaches } from '../recording/states.ts';
import type { ShapeStatements } from '../recording/statements.ts';
import { targetsOf } from '../recording/targets.ts';
import type { Target } from '../recording/targets.ts';
import { emptyWork } from '../recording/whole-batch.ts';
import type { PastConversations } from '../recording/whole-batch.ts';
import type { Matches, RecordDeps } from '../store.ts';
import type { Sql } from './connection.ts';
import { enqueueAll } from './enqueue.ts';
import { ENDLESS } from './failure.ts';
import { load } from './loading.ts';
import type { Loaded } from './loading.ts';
import { isIncomplete, lookupsIn, sessionsOf } from './lookups.ts';
import type { Lookups } from './lookups.ts';
import { loadMissing } from './missing.ts';
import { numberReserve } from './numbers.ts';
import type { NumberReserve, Numbered } from './numbers.ts';
import { pendingStatements } from './pending-writes.ts';
import type { PendingWrites } from './pending-writes.ts';
import { phraseMemory } from './phrases.ts';
import type { PhraseMemory, PhraseNumbers } from './phrases.ts';
import { addSegments, indexWith, segmentsIn } from './segments.ts';
import type { RunSegments } from './segments.ts';
import type { Shapes } from './shapes.ts';
import type { Wanted } from './wanted.ts';
import { writeBatch } from './write-batch.ts';

/** What a batch is gone through with. */
export interface Given {
  readonly deps: RecordDeps;
  readonly matches: Matches;
  readonly wanted: Wanted;
  /** Whom its events are for, if not the active destinations. */
  readonly targets?: readonly Target[] | undefined;
}

/** A run that has all that it asked for; nothing of it is written yet. */
export interface CompleteRun<Result> {
  readonly result: Result;
  /** Writes what follows, in the batch's transaction. */
  write(): Promise<void>;
  /** To be called after the commit. */
  committed(): void;
}

export interface Runs {
  run<Result>(
    sql: Sql,
    given: Given,
    go: (work: BatchWork) => Result,
  ): Promise<CompleteRun<Result>>;
}

interface RunsDeps {
  readonly pseudonyms: Pseudonyms;
  readonly shapes: Shapes;
  readonly marks: LRUCache<string, true>;
  readonly past: PastConversations;
}

/** What this process remembers between batches: nothing that another one could change. */
interface Memory {
  readonly phrases: PhraseMemory;
  readonly numbers: Readonly<Record<Numbered, NumberReserve>>;
  /** Stay empty: states are read anew for each batch, under its locks. */
  readonly noStates: StateCaches;
  segments: SegmentIndex | undefined;
}

function emptyMemory(): Memory {
  return {
    phrases: phraseMemory(),
    numbers: {
      users: numberReserve('users'),
      participants: numberReserve('participants'),
      sessions: numberReserve('sessions'),
      events: numberReserve('events'),
    },
    noStates: stateCaches(),
    segments: undefined,
  };
}

/** How often a batch is gone through at most: what it asks for depends on what it was told. */
const MAX_RUNS = 20;

/** What all runs over a batch have in common. */
interface Context extends Given {
  readonly deps: RecordDeps;
  readonly targets: readonly Target[];
  readonly loaded: Loaded;
  readonly shapes: ShapeStatements;
}

/** One run: thrown away if something was missing. */
interface Run {
  readonly work: BatchWork & { readonly repeats: CommittableRepeats };
  readonly lookups: Lookups;
  readonly writes: PendingWrites;
  readonly segments: RunSegments;
  /** What it has numbered is gone. */
  used(): void;
}

/** Makes what goes through batches. */
export function runsOn(deps: RunsDeps): Runs {
  const memory = emptyMemory();
  return {
    async run(sql, given, go) {
      const loaded = await load(sql, given.wanted);
      await reserve(sql, memory, given.wanted);
      const context = { ...given, loaded, ...(await targetsFor(sql, deps.shapes, given)) };
      let segments = await indexWith(sql, memory.segments, segmentsOf(loaded));
      for (let runs = 0; runs < MAX_RUNS; runs++) {
        const run = begin({ memory, deps }, context, segments);
        const result = go(run.work);
        const { missing } = run.lookups;
        if (isIncomplete(missing)) {
          await loadMissing(sql, missing, loaded);
          segments = await indexWith(sql, segments, segmentsOf(loaded));
        } else if (run.segments.missing.length > 0) {
          segments = await addSegments(sql, run.segments.missing);
        } else return complete({ sql, memory, loaded, segments }, run, result);
      }
      throw new Error(ENDLESS);
    },
  };
}

/** Segments of what was read. */
function* segmentsOf({ sessions, votes }: Loaded): Iterable<number> {
  for (const session of sessions.values()) if (session) yield session.segment;
  for (const vote of votes.values()) if (vote) yield vote.segment;
}

async function reserve(sql: Sql, { numbers }: Memory, { items, facts }: Wanted): Promise<void> {
  await numbers.users.reserve(sql, items);
  await numbers.participants.reserve(sql, items);
  // each fact may open one
  await numbers.sessions.reserve(sql, items + facts);
}

/** Whom the events are for; what was read of their shapes is at hand for the run. */
async function targetsFor(
  sql: Sql,
  shapes: Shapes,
  { deps, targets }: Given,
): Promise<Pick<Context, 'targets' | 'shapes'>> {
  const numbers = new Map<PayloadShape, number>();
  for (const destination of targets ? [] : deps.destinations) {
    const shape = deps.shapes?.[destination];
    if (shape) numbers.set(shape, await shapes.numberOf(sql, shape));
  }
  const numberOf = (shape: PayloadShape): number => numbers.get(shape) ?? 0;
  const own = targets ?? targetsOf(deps, { numberOf });
  const kinds = new Map<number | null, ReadonlySet<EventKind> | undefined>();
  for (const { shape } of own) {
    const known = await shapes.shapeOf(sql, shape);
    kinds.set(shape, known.kinds && new Set(known.kinds));
  }
  return { targets: own, shapes: { numberOf, kindsOf: (number) => kinds.get(number) } };
}

function begin(
  {
    memory,
    deps: { pseudonyms, marks, past },
  }: { readonly memory: Memory; readonly deps: RunsDeps },
  { deps, matches, wanted, targets, loaded, shapes }: Context,
  index: SegmentIndex,
): Run {
  const imported = deps.imported === true;
  const lookups = lookupsIn(loaded, sessionsOf(wanted, imported));
  const { writes, sql } = pendingStatements(lookups, loaded.fresh);
  const segments = segmentsIn(index);
  const free = {
    users: memory.numbers.users.free(),
    participants: memory.numbers.participants.free(),
    sessions: memory.numbers.sessions.free(),
    conversations: NO_NUMBERS,
  };
  const work = {
    ...emptyWork(),
    deps,
    matches,
    targets,
    pseudonyms,
    sql: { ...sql, shapes },
    segments: segments.numbers,
    states: beginStates(memory.noStates, free),
    past: overlayOn<PastConversation>(past),
    repeats: repeatsOver(marks),
  };
  const used = (): void => {
    for (const numbers of [free.users, free.participants, free.sessions]) numbers.used();
  };
  return { work, lookups, writes, segments, used };
}

/** All conversations are there before a run begins. */
const NO_NUMBERS: FreeNumbers = {
  next: () => -1,
  take: () => {
    throw new Error('a conversation was not inserted');
  },
};

interface Completing {
  readonly sql: Sql;
  readonly memory: Memory;
  readonly loaded: Loaded;
  readonly segments: SegmentIndex;
}

function complete<Result>(
  { sql, memory, loaded, segments }: Completing,
  run: Run,
  result: Result,
): CompleteRun<Result> {
  const { work, writes } = run;
  run.used();
  let phrases: PhraseNumbers = new Map();
  return {
    result,
    async write() {
      phrases = await memory.phrases.numbers(sql, writes);
      const events = writes.events.length;
      const firstSeq = events > 0 ? await memory.numbers.events.consecutive(sql, events) : 0;
      const places = { phrases, firstSeq };
      await writeBatch(sql, writes, { places, loaded });
      await enqueueAll(sql, writes, firstSeq);
    },
    committed() {
      work.repeats.committed();
      work.past.committed();
      memory.phrases.keep(phrases);
      memory.segments = segments;
      for (const error of work.errors) work.deps.onItemError(error);
    },
  };
}
