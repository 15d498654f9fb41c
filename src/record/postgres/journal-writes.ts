/** How what a batch has to tell gets into its tables: audience, phrases, events, the outbox, totals. */

import { foldName } from '../names.ts';
import { storable } from '../sums.ts';
import { phraseId } from './phrases.ts';
import type { PhraseNumbers } from './phrases.ts';
import { compare } from './table-writes.ts';
import type { TableWrite } from './table-writes.ts';

/** What is known only when a run over a batch is over. */
export interface Places {
  readonly phrases: PhraseNumbers;
  /** Place in the journal of the first event. */
  readonly firstSeq: number;
}

/** The time decides, not the arrival. */
const IS_LATER = 'coalesce(excluded.seen_at, -1) >= coalesce(c.seen_at, -1)';

const CHANNELS: TableWrite = {
  rows: ({ channels }) =>
    channels
      .map(({ delta, seen }) => {
        const name = seen?.name === undefined ? undefined : storable(seen.name);
        return {
          ...delta,
          test: delta.test ? 1 : 0,
          participant: seen?.participant,
          seenAt: seen?.at,
          name,
          folded: name === undefined ? undefined : foldName(name),
        };
      })
      .toSorted((a, b) => a.user - b.user || compare(a.channel, b.channel) || a.test - b.test),
  sql: (rows) => `
    INSERT INTO user_channels AS c ("user", channel, test, first_act_at, last_act_at, received, sent,
      sessions, participant, seen_at, name, name_folded)
    SELECT * FROM json_to_recordset(${rows}) AS r
      ("user" bigint, channel text, test integer, "firstActAt" bigint, "lastActAt" bigint,
      received bigint, sent bigint, sessions bigint, participant bigint, "seenAt" bigint, name text,
      folded text)
    ON CONFLICT ("user", channel, test) DO UPDATE SET
      first_act_at = least(c.first_act_at, excluded.first_act_at),
      last_act_at = greatest(c.last_act_at, excluded.last_act_at),
      received = c.received + excluded.received, sent = c.sent + excluded.sent,
      sessions = c.sessions + excluded.sessions,
      participant = CASE WHEN ${IS_LATER} THEN coalesce(excluded.participant, c.participant) ELSE c.participant END,
      name = CASE WHEN ${IS_LATER} THEN coalesce(excluded.name, c.name) ELSE coalesce(c.name, excluded.name) END,
      name_folded = CASE WHEN ${IS_LATER} THEN coalesce(excluded.name_folded, c.name_folded)
        ELSE coalesce(c.name_folded, excluded.name_folded) END,
      seen_at = greatest(c.seen_at, excluded.seen_at)`,
};

/** User of what nobody known has said. */
const NOBODY = 0;

function phraseUses({ phrases }: Places): TableWrite {
  return {
    rows: (writes) =>
      writes.phrases
        .map(({ at, segment, kind, key, class: ofClass, user, value }) => ({
          at,
          segment,
          phrase: phrases.get(phraseId({ kind, key })) ?? NOBODY,
          class: ofClass,
          user: user ?? NOBODY,
          value,
        }))
        .toSorted((a, b) => a.at - b.at || a.phrase - b.phrase || a.user - b.user),
    sql: (rows) => `
      INSERT INTO phrase_uses (at, segment, phrase, class, "user", count)
      SELECT * FROM json_to_recordset(${rows}) AS r
        (at bigint, segment integer, phrase bigint, class text, "user" bigint, value bigint)
      ON CONFLICT (at, segment, phrase, class, "user") DO UPDATE SET
        count = phrase_uses.count + excluded.count`,
  };
}

/** Places in the journal count from that of the first event. */
function events({ firstSeq }: Places): TableWrite {
  return {
    rows: (writes) =>
      writes.events.map(({ row, data }, place) => {
        const { event, segment, session, conversation, participant, identified, rawId } = row;
        const { id, kind, at, turnId, act, only, user, sincePreviousMs } = event;
        return {
          seq: firstSeq + place,
          id,
          kind,
          at,
          turn: turnId,
          act: act ? 1 : 0,
          only,
          segment,
          user,
          session,
          sincePreviousMs,
          conversation,
          participant,
          identified: identified ? 1 : 0,
          rawId,
          data,
        };
      }),
    sql: (rows) => `
      INSERT INTO events (seq, id, kind, at, turn, act, "only", segment, "user", session,
        since_previous_ms, conversation, participant, identified, raw_id, data)
      SELECT * FROM json_to_recordset(${rows}) AS r
        (seq bigint, id text, kind text, at bigint, turn text, act integer, "only" text,
        segment integer, "user" bigint, session bigint, "sincePreviousMs" bigint,
        conversation bigint, participant bigint, identified integer, "rawId" text, data text)`,
  };
}

function totals(): TableWrite {
  return {
    rows: (writes) =>
      writes.enqueued
        .map(({ row: { destination, pending } }) => ({ destination, events: pending }))
        .toSorted((a, b) => compare(a.destination, b.destination)),
    sql: (rows) => `
      INSERT INTO destination_totals AS t (destination, outcome, reason, events)
      SELECT destination, 'enqueued', '', events
      FROM json_to_recordset(${rows}) AS r (destination text, events bigint)
      ON CONFLICT (destination, outcome, reason) DO UPDATE SET events = t.events + excluded.events`,
  };
}

function sums(): readonly TableWrite[] {
  const rowsOf = (values: ReadonlyMap<string, number>) =>
    [...values]
      .map(([name, value]) => ({ name, value }))
      .toSorted((a, b) => compare(a.name, b.name));
  return [
    {
      rows: ({ totals: added }) => rowsOf(added),
      sql: (rows) => `
        INSERT INTO totals AS t (name, value)
        SELECT * FROM json_to_recordset(${rows}) AS r (name text, value bigint)
        ON CONFLICT (name) DO UPDATE SET value = t.value + excluded.value`,
    },
    {
      rows: ({ lowest }) => rowsOf(lowest),
      sql: (rows) => `
        INSERT INTO totals AS t (name, value)
        SELECT * FROM json_to_recordset(${rows}) AS r (name text, value bigint)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value < t.value`,
    },
  ];
}

/** Activities that turned out not to be new, and those that are to be known for ever. */
const SEEN: TableWrite = {
  rows: ({ imported }) => [...imported].sort().map((key) => ({ key })),
  sql: (rows) => `
    UPDATE seen_activities s SET imported = 1
    FROM json_to_recordset(${rows}) AS r (key text)
    WHERE s.key = decode(r.key, 'hex') AND s.imported = 0`,
};

/** What only this batch has to do with, besides the tables of `table-writes.ts`. */
export function ownJournalWrites(places: Places): readonly TableWrite[] {
  return [CHANNELS, phraseUses(places), SEEN, events(places)];
}

/** What every batch adds to. */
export function sharedJournalWrites(): readonly TableWrite[] {
  return [...sums(), totals()];
}
