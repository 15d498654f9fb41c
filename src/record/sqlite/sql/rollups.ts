/** SQL that adds to the rollups. */

import type { KeptText } from '../../../interpret/interpretation.ts';
import type {
  CounterDelta,
  HandoverDelta,
  LabelDelta,
  MarkDelta,
  PhraseDelta,
  PresenceDelta,
  ResponseTimeDelta,
} from '../../deltas.ts';
import { counterRow } from '../../rollup-rows.ts';
import { storable } from '../../sums.ts';
import type { DatabaseLike } from '../driver.ts';
import { insertMany } from '../many.ts';

/** Prepares the statements that add to the rollups. */
export function rollupStatements(db: DatabaseLike) {
  return {
    addCounters: addCounters(db),
    addLabel: addLabel(db),
    addPresence: addPresence(db),
    addHandover: addHandover(db),
    addMark: addMark(db),
    addResponseTime: addResponseTime(db),
    addPhrases: addPhrases(db),
    keepText: keepText(db),
  };
}

function addCounters(db: DatabaseLike) {
  const statement = db.prepare(
    `INSERT INTO counters (quarter, segment, received, recognized, unrecognized, system, sent, sent_by_agent, signals, turns_failed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (quarter, segment) DO UPDATE SET
       received = received + excluded.received, recognized = recognized + excluded.recognized,
       unrecognized = unrecognized + excluded.unrecognized, system = system + excluded.system,
       sent = sent + excluded.sent, sent_by_agent = sent_by_agent + excluded.sent_by_agent,
       signals = signals + excluded.signals, turns_failed = turns_failed + excluded.turns_failed`,
  );
  return (delta: CounterDelta) => statement.run(...counterRow(delta));
}

/** A dialog that was started is known from then on. */
function addLabel(db: DatabaseLike) {
  const add = db.prepare(
    `INSERT INTO label_counters (kind, quarter, segment, label, value) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, quarter, segment, label) DO UPDATE SET value = value + excluded.value`,
  );
  const know = db.prepare('INSERT OR IGNORE INTO known_dialogs (segment, dialog) VALUES (?, ?)');
  return ({ quarter, segment, kind, label, value }: LabelDelta): void => {
    add.run(kind, quarter, segment, label, value);
    if (kind === 'dialog') know.run(segment, label);
  };
}

function addPresence(db: DatabaseLike) {
  return insertMany<PresenceDelta>(db, {
    into: 'presence (quarter, segment, user, received, unrecognized)',
    valuesOf: ({ quarter, segment, user, received, unrecognized }) => [
      quarter,
      segment,
      user,
      received,
      unrecognized,
    ],
    onConflict: `ON CONFLICT (quarter, segment, user) DO UPDATE SET
      received = received + excluded.received, unrecognized = unrecognized + excluded.unrecognized`,
  });
}

function addHandover(db: DatabaseLike) {
  const requested = db.prepare(
    `INSERT OR IGNORE INTO handovers (id, segment, user, session, reason, via, requested_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const progressed = db.prepare(
    `UPDATE handovers SET accepted_at = coalesce(accepted_at, ?), failed_at = coalesce(failed_at, ?),
       completed_at = coalesce(completed_at, ?) WHERE id = ?`,
  );
  return (delta: HandoverDelta, session: number | undefined): void => {
    const { id, request, acceptedAt, failedAt, completedAt } = delta;
    if (request) {
      const { segment, user, reason, via, at } = request;
      requested.run(id, segment, user ?? null, session ?? null, reason, via, at);
    }
    progressed.run(acceptedAt ?? null, failedAt ?? null, completedAt ?? null, id);
  };
}

/** Adds to a mark of a session; one that no longer counts goes away. */
function addMark(db: DatabaseLike) {
  const add = db.prepare(
    `INSERT INTO marks (session, kind, label, quarter, segment, count) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (session, kind, label, quarter, segment) DO UPDATE SET count = count + excluded.count`,
  );
  const dropEmpty = db.prepare(
    'DELETE FROM marks WHERE session = ? AND kind = ? AND label = ? AND quarter = ? AND segment = ? AND count = 0',
  );
  return (session: number, { kind, label, quarter, segment, value }: MarkDelta): void => {
    add.run(session, kind, label, quarter, segment, value);
    if (value < 0) dropEmpty.run(session, kind, label, quarter, segment);
  };
}

function addResponseTime(db: DatabaseLike) {
  const statement = db.prepare(
    `INSERT INTO response_times (quarter, segment, dialog, bucket, count, total_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (quarter, segment, dialog, bucket) DO UPDATE SET
       count = count + excluded.count, total_ms = total_ms + excluded.total_ms`,
  );
  return ({ quarter, segment, dialog, bucket, count, totalMs }: ResponseTimeDelta) =>
    statement.run(quarter, segment, dialog, bucket, count, totalMs);
}

/** Adds to the uses of phrases; what no longer counts goes away. */
function addPhrases(db: DatabaseLike) {
  const numberOf = phraseNumbers(db);
  const add = insertMany<PhraseUse>(db, {
    into: 'phrase_uses (at, segment, phrase, class, user, count)',
    valuesOf: (use) => [...keyOf(use), use.delta.value],
    onConflict:
      'ON CONFLICT (at, segment, phrase, class, user) DO UPDATE SET count = count + excluded.count',
  });
  const dropEmpty = db.prepare(
    'DELETE FROM phrase_uses WHERE at = ? AND segment = ? AND phrase = ? AND class = ? AND user = ? AND count = 0',
  );
  return (deltas: readonly PhraseDelta[]): void => {
    const uses = deltas.map((delta) => ({ delta, phrase: numberOf(delta) }));
    add(uses);
    for (const use of uses) if (use.delta.value < 0) dropEmpty.run(...keyOf(use));
  };
}

/** What was said of a phrase, which is named by its number. */
interface PhraseUse {
  readonly delta: PhraseDelta;
  readonly phrase: number;
}

function keyOf({ delta: { at, segment, class: ofClass, user }, phrase }: PhraseUse) {
  return [at, segment, phrase, ofClass, user ?? NOBODY] as const;
}

/** Gives a phrase its number: a text whose words were erased since is still counted. */
function phraseNumbers(db: DatabaseLike) {
  const select = db.prepare('SELECT number FROM phrases WHERE kind = ? AND key = ?');
  const insert = db.prepare('INSERT INTO phrases (kind, key, text) VALUES (?, ?, ?)');
  return ({ kind, key }: PhraseDelta): number => {
    const known = select.get(kind, key) as { readonly number: number } | undefined;
    if (known) return known.number;
    return Number(insert.run(kind, key, kind === 'intent' ? key : '').lastInsertRowid);
  };
}

/** User of what nobody known has said. */
const NOBODY = 0;

/** Keeps a text as it was first written. */
function keepText(db: DatabaseLike) {
  const statement = db.prepare(
    `INSERT INTO phrases (kind, key, text, at) VALUES ('text', ?, ?, ?)
     ON CONFLICT (kind, key) DO UPDATE SET text = excluded.text, at = excluded.at WHERE at IS NULL OR excluded.at < at`,
  );
  return ({ key, text, at }: KeptText) => statement.run(key, storable(text), at);
}
