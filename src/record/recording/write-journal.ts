/** Writes the events of a batch, and for each destination the journal row of those that it gets. */

import type { EventKind } from '../../model/event.ts';
import { isForwardable } from '../../model/event.ts';
import { DEFAULT_OUTBOX_LIMITS } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import { emptyBitmap, setBit } from '../bitmap.ts';
import type { BatchWork } from './batch.ts';
import type { EventRow, JournalPlace } from './statements.ts';
import type { Target } from './targets.ts';

/** An event, and where it is now. */
interface Written extends JournalPlace {
  readonly row: EventRow;
}

/** Writes what a batch that was received at `receivedAt` has to tell. */
export function writeJournal(work: BatchWork, receivedAt: EpochMs): void {
  const { events, sql, deps, targets } = work;
  const places = sql.events.insert(events);
  if (targets.length === 0) return;
  const written = events.flatMap((row, i): Written | readonly [] => {
    const place = places[i];
    return place ? { row, seq: place.seq, bytes: place.bytes } : [];
  });
  const now = deps.systemNow?.() ?? receivedAt;
  for (const target of targets) enqueue(work, target, { written, now });
}

interface Journaled {
  readonly written: readonly Written[];
  readonly now: EpochMs;
}

function enqueue({ sql, deps }: BatchWork, target: Target, { written, now }: Journaled): void {
  const { destination, shape } = target;
  const kinds = 'kinds' in target ? target.kinds : sql.shapes.kindsOf(shape);
  const settled = emptyBitmap(written.length);
  const own = written.filter(({ row }, place) => {
    if (isFor(row, destination, kinds)) return true;
    setBit(settled, place);
    return false;
  });
  const [first, last] = [written[0], written.at(-1)];
  if (!first || !last || own.length === 0) return;
  const row = {
    destination,
    shape,
    firstSeq: first.seq,
    lastSeq: last.seq,
    pending: own.length,
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
    settled,
    oldestAt: own.reduce((at, { row: { event } }) => Math.min(at, event.at), Infinity),
    createdAt: now,
  };
  sql.outbox.enqueue(row, deps.outboxLimits ?? DEFAULT_OUTBOX_LIMITS);
}

/** Some events are only for those that were active before, and some destinations want only some kinds. */
function isFor(
  { event, destinations, identified }: EventRow,
  destination: string,
  kinds: ReadonlySet<EventKind> | undefined,
): boolean {
  if (!isForwardable(event) || (kinds && !kinds.has(event.kind))) return false;
  // that somebody was named is told to those who may know who it is
  if (event.kind === 'user_identified' && !identified) return false;
  return destinations?.includes(destination) ?? true;
}
