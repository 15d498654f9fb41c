/**
 * How rows get into their tables: for each an insertion out of a JSON list, all of a batch in one
 * statement. Those of one statement run in an order that PostgreSQL chooses, the same for everybody who
 * writes at the same time; should two meet in a circle all the same, one of them runs again.
 */

import type { PendingWrites } from './pending-writes.ts';

/** An insertion: `rows` stands for the JSON list of what is written. */
export interface TableWrite {
  readonly rows: (writes: PendingWrites) => readonly unknown[];
  readonly sql: (rows: string) => string;
}

const CONVERSATIONS: TableWrite = {
  rows: ({ conversations, looked }) => [
    ...[...looked]
      .filter((number) => !conversations.has(number))
      .map((number) => ({ number, looked: true })),
    ...[...conversations.values()].map(({ number, state, settleAt, settleFor }) => ({
      number,
      state,
      settleAt,
      settleFor,
    })),
  ],
  sql: (rows) => `
    UPDATE conversations c SET
      state = CASE WHEN r.looked THEN c.state ELSE r.state END, settle_at = r."settleAt",
      settle_for = CASE WHEN r.looked THEN c.settle_for ELSE r."settleFor" END
    FROM json_to_recordset(${rows}) AS r
      (number bigint, state text, "settleAt" bigint, "settleFor" text, looked boolean)
    WHERE c.number = r.number`,
};

const PARTICIPANTS: TableWrite = {
  rows: ({ participants }) => [...participants.values()],
  sql: (rows) => `
    INSERT INTO participants (number, conversation, member, state, session)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (number bigint, conversation bigint, member text, state text, session bigint)
    ON CONFLICT (number) DO UPDATE SET state = excluded.state, session = excluded.session`,
};

const SESSIONS: TableWrite = {
  rows: ({ sessions }) => [...sessions.values()],
  sql: (rows) => `
    INSERT INTO sessions (number, id, participant, "user", segment, opened_at, started_at, last_at,
      received, messages, sent, handovers, automated, csat, nps, result, last_dialog, last_step,
      closes_at, last_class, prompt_open, state, first_quarter)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (number bigint, id text, participant bigint, "user" bigint, segment integer, "openedAt" bigint,
      "startedAt" bigint, "lastAt" bigint, received bigint, messages bigint, sent bigint,
      handovers bigint, automated integer, csat integer, nps integer, result text, "lastDialog" text,
      "lastStep" bigint, "closesAt" bigint, "lastClass" text, "promptOpen" integer, state text,
      "firstQuarter" integer)
    ON CONFLICT (number) DO UPDATE SET started_at = excluded.started_at, last_at = excluded.last_at,
      received = excluded.received, messages = excluded.messages, sent = excluded.sent,
      handovers = excluded.handovers, automated = excluded.automated, csat = excluded.csat,
      nps = excluded.nps, result = excluded.result, last_dialog = excluded.last_dialog,
      last_step = excluded.last_step, closes_at = excluded.closes_at,
      last_class = excluded.last_class, prompt_open = excluded.prompt_open, state = excluded.state,
      first_quarter = excluded.first_quarter`,
};

const QUARTERS: TableWrite = {
  rows: ({ quarters }) => quarters,
  sql: (rows) => `
    INSERT INTO session_quarters (quarter, session)
    SELECT * FROM json_to_recordset(${rows}) AS r (quarter integer, session bigint)
    ON CONFLICT DO NOTHING`,
};

const USERS: TableWrite = {
  rows: ({ users }) => [...users.values()],
  sql: (rows) => `
    INSERT INTO users (number, key, identity, first_act_at, first_test_act_at, agreed, agreed_at, raw_id)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (number bigint, key text, identity text, "firstActAt" bigint, "firstTestActAt" bigint,
      agreed integer, "agreedAt" bigint, "rawId" text)
    ON CONFLICT (number) DO UPDATE SET identity = excluded.identity,
      first_act_at = excluded.first_act_at, first_test_act_at = excluded.first_test_act_at,
      agreed = excluded.agreed, agreed_at = excluded.agreed_at, raw_id = excluded.raw_id`,
};

const IDENTITIES: TableWrite = {
  rows: ({ identities }) => [...identities.values()],
  sql: (rows) => `
    UPDATE user_identities i SET "user" = r."user"
    FROM json_to_recordset(${rows}) AS r (pseudonym text, "user" bigint)
    WHERE i.pseudonym = r.pseudonym`,
};

const VOTES: TableWrite = {
  rows: ({ votes }) => [...votes.values()],
  sql: (rows) => `
    INSERT INTO votes (participant, message, vote, message_at, segment, session, dialog)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (participant bigint, message text, vote text, "messageAt" bigint, segment integer, session text, dialog text)
    ON CONFLICT (participant, message) DO UPDATE SET vote = excluded.vote,
      session = coalesce(votes.session, excluded.session)`,
};

const PRESENCE: TableWrite = {
  rows: ({ presence }) => presence,
  sql: (rows) => `
    INSERT INTO presence (quarter, segment, "user", received, unrecognized)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (quarter integer, segment integer, "user" bigint, received bigint, unrecognized bigint)
    ON CONFLICT (quarter, segment, "user") DO UPDATE SET
      received = presence.received + excluded.received,
      unrecognized = presence.unrecognized + excluded.unrecognized`,
};

const COUNTERS: TableWrite = {
  rows: ({ counters }) =>
    counters.map(({ quarter, segment, values }) => ({ quarter, segment, ...values })),
  sql: (rows) => `
    INSERT INTO counters (quarter, segment, received, recognized, unrecognized, system, sent,
      sent_by_agent, signals, turns_failed)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (quarter integer, segment integer, received bigint, recognized bigint, unrecognized bigint,
      system bigint, sent bigint, "sentByAgent" bigint, signals bigint, "turnsFailed" bigint)
    ON CONFLICT (quarter, segment) DO UPDATE SET
      received = counters.received + excluded.received,
      recognized = counters.recognized + excluded.recognized,
      unrecognized = counters.unrecognized + excluded.unrecognized,
      system = counters.system + excluded.system, sent = counters.sent + excluded.sent,
      sent_by_agent = counters.sent_by_agent + excluded.sent_by_agent,
      signals = counters.signals + excluded.signals,
      turns_failed = counters.turns_failed + excluded.turns_failed`,
};

const LABELS: TableWrite = {
  rows: ({ labels }) =>
    labels.toSorted(
      (a, b) =>
        compare(a.kind, b.kind) ||
        a.quarter - b.quarter ||
        a.segment - b.segment ||
        compare(a.label, b.label),
    ),
  sql: (rows) => `
    INSERT INTO label_counters (kind, quarter, segment, label, value)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (kind text, quarter integer, segment integer, label text, value bigint)
    ON CONFLICT (kind, quarter, segment, label) DO UPDATE SET
      value = label_counters.value + excluded.value`,
};

/** A dialog that was started is known from then on. */
const DIALOGS: TableWrite = {
  rows: ({ labels }) => {
    const started = labels.filter(({ kind }) => kind === 'dialog');
    const known = new Map(
      started.map(({ segment, label }) => [`${segment} ${label}`, { segment, label }]),
    );
    return [...known.values()].toSorted(
      (a, b) => a.segment - b.segment || compare(a.label, b.label),
    );
  },
  sql: (rows) => `
    INSERT INTO known_dialogs (segment, dialog)
    SELECT * FROM json_to_recordset(${rows}) AS r (segment integer, label text)
    ON CONFLICT DO NOTHING`,
};

const MARKS: TableWrite = {
  rows: ({ marks }) =>
    marks.map(({ sessionNumber, kind, label, quarter, segment, value }) => ({
      session: sessionNumber,
      kind,
      label,
      quarter,
      segment,
      value,
    })),
  sql: (rows) => `
    INSERT INTO marks (session, kind, label, quarter, segment, count)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (session bigint, kind text, label text, quarter integer, segment integer, value bigint)
    ON CONFLICT (session, kind, label, quarter, segment) DO UPDATE SET
      count = marks.count + excluded.count`,
};

const RESPONSE_TIMES: TableWrite = {
  rows: ({ responseTimes }) =>
    responseTimes.toSorted(
      (a, b) =>
        a.quarter - b.quarter ||
        a.segment - b.segment ||
        compare(a.dialog, b.dialog) ||
        a.bucket - b.bucket,
    ),
  sql: (rows) => `
    INSERT INTO response_times (quarter, segment, dialog, bucket, count, total_ms)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (quarter integer, segment integer, dialog text, bucket integer, count bigint, "totalMs" bigint)
    ON CONFLICT (quarter, segment, dialog, bucket) DO UPDATE SET
      count = response_times.count + excluded.count,
      total_ms = response_times.total_ms + excluded.total_ms`,
};

const HANDOVERS: TableWrite = {
  rows: ({ handovers }) =>
    handovers
      .filter(({ delta }) => delta.request)
      .map(({ delta: { request, ...rest }, session }) => ({ ...request, ...rest, session })),
  sql: (rows) => `
    INSERT INTO handovers (id, segment, "user", session, reason, via, requested_at, accepted_at,
      failed_at, completed_at)
    SELECT * FROM json_to_recordset(${rows}) AS r
      (id text, segment integer, "user" bigint, session bigint, reason text, via text, at bigint,
      "acceptedAt" bigint, "failedAt" bigint, "completedAt" bigint)
    ON CONFLICT (id) DO UPDATE SET
      accepted_at = coalesce(handovers.accepted_at, excluded.accepted_at),
      failed_at = coalesce(handovers.failed_at, excluded.failed_at),
      completed_at = coalesce(handovers.completed_at, excluded.completed_at)`,
};

/** Of those that were asked for before. */
const HANDOVERS_LATER: TableWrite = {
  rows: ({ handovers }) =>
    handovers.filter(({ delta }) => !delta.request).map(({ delta }) => delta),
  sql: (rows) => `
    UPDATE handovers h SET accepted_at = coalesce(h.accepted_at, r."acceptedAt"),
      failed_at = coalesce(h.failed_at, r."failedAt"),
      completed_at = coalesce(h.completed_at, r."completedAt")
    FROM json_to_recordset(${rows}) AS r
      (id text, "acceptedAt" bigint, "failedAt" bigint, "completedAt" bigint)
    WHERE h.id = r.id`,
};

/** By code units, as everything that is locked in an order. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What few others have to do with at the same time. */
export const OWN_WRITES: readonly TableWrite[] = [
  CONVERSATIONS,
  PARTICIPANTS,
  SESSIONS,
  QUARTERS,
  USERS,
  IDENTITIES,
  VOTES,
  MARKS,
  HANDOVERS,
  HANDOVERS_LATER,
  PRESENCE,
];

/** What every batch adds to: locked last, and for as short as can be. */
export const SHARED_WRITES: readonly TableWrite[] = [COUNTERS, LABELS, DIALOGS, RESPONSE_TIMES];
