/** SQL of retention: each statement sees or removes a limited number of rows, and waits for nobody. */

import { LABEL_KINDS } from '../../measures.ts';

// ---- events ------------------------------------------------------------------------------------

/** `$1`: before when; `$2`, `$3`: after which time and number; `$4`: how many. */
export const OLD_EVENTS = `
  SELECT seq, at,
    CASE WHEN kind = 'feedback_given' THEN substring(data from '"messageAt":([0-9]+)')::bigint END AS "messageAt"
  FROM events WHERE at < $1 AND (at, seq) > ($2, $3) ORDER BY at, seq LIMIT $4
  FOR UPDATE SKIP LOCKED`;

/** Journal rows in which an event waits that is older than `$1`. */
export const HELD = `
  SELECT d.first_seq AS "firstSeq", d.last_seq AS "lastSeq"
  FROM outbox_sizes s JOIN deliveries d ON d.destination = s.destination AND d.oldest_at < $1`;

/** With their events, by the same rule. */
export const DEAD_LETTERS = limited(
  'dead_letters',
  `greatest(substring(data from '"at":([0-9]+)')::bigint, CASE WHEN data LIKE '%"kind":"feedback_given"%'
    THEN substring(data from '"messageAt":([0-9]+)')::bigint END) < $2`,
);

// ---- by page -----------------------------------------------------------------------------------

export const PAGES = `
  SELECT pg_relation_size($1::regclass) / current_setting('block_size')::bigint AS pages`;

/** What goes of a table. `$1`, `$2`: from which place of it to which; `$3`: before when. */
export interface PageRemoval {
  readonly table: string;
  readonly remove: string;
}

export const SEEN: PageRemoval = {
  table: 'seen_activities',
  remove: onPages('seen_activities', 'imported = 0 AND at < $3'),
};

/** Offers to vote that nobody has taken up; a vote that was given may yet be changed. */
export const OFFERS: PageRemoval = {
  table: 'votes',
  remove: onPages('votes', "vote = 'none' AND message_at < $3"),
};

function onPages(table: string, where: string): string {
  return `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${table} WHERE ctid >= $1::tid AND ctid < $2::tid AND ${where}
    FOR UPDATE SKIP LOCKED))`;
}

// ---- conversations and texts -------------------------------------------------------------------

export const LAST_CONVERSATION = 'SELECT max(number) AS last FROM conversations';

/** Those of a range of numbers in which nobody's latest session is younger than `$4`, and nothing waits. */
export const SILENT = `
  SELECT number, state FROM conversations c
  WHERE number > $1 AND number <= $2 AND settle_at IS NULL AND left(state, 10) <> $3
    AND NOT EXISTS (SELECT FROM participants p JOIN sessions s ON s.number = p.session
      WHERE p.conversation = c.number AND s.last_at >= $4)
  FOR UPDATE OF c SKIP LOCKED`;

export const SET_STATES = `
  UPDATE conversations c SET state = r.state
  FROM json_to_recordset($1::json) AS r (number bigint, state text) WHERE c.number = r.number`;

/** Words that nobody has sent since `$1`; those that are sent again are kept again. */
export const UNUSED_TEXTS = `
  UPDATE phrases p SET text = '', at = NULL
  WHERE kind = 'text' AND text <> '' AND at < $1
    AND NOT EXISTS (SELECT FROM phrase_uses u WHERE u.phrase = p.number AND u.at >= $1)`;

// ---- what reports are answered from ------------------------------------------------------------

/** `$1`: before which quarter-hour they started; `$2`: when they are over; then where to go on, and how many. */
export const SESSIONS = `
  SELECT number, first_quarter AS "firstQuarter",
    last_at < $2 AND coalesce(closes_at < $2, false) AS "isOver"
  FROM sessions WHERE first_quarter < $1 AND (first_quarter, number) > ($3, $4)
  ORDER BY first_quarter, number LIMIT $5 FOR UPDATE SKIP LOCKED`;

/** `$1`: how many; `$2`: before which quarter-hour, or instant. */
export const SESSION_QUARTERS = limited('session_quarters', 'quarter < $2');
export const HANDOVERS = limited('handovers', 'requested_at < $2');
export const QUARTERLY = ['counters', 'presence', 'response_times'].map((table) =>
  limited(table, 'quarter < $2'),
);
export const PHRASE_USES = limited('phrase_uses', 'at < $2');
export const LABELS = {
  text: limited('label_counters', 'kind = ANY($3) AND quarter < $2'),
  kinds: LABEL_KINDS,
} as const;

/** `$1`: how many; `$2`: before which day. */
export const SEALED = ['sealed_counters', 'sealed_presence', 'sealed_labels'].map((table) =>
  limited(table, 'day < $2'),
);

function limited(table: string, where: string): string {
  return `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${table} WHERE ${where} LIMIT $1 FOR UPDATE SKIP LOCKED))`;
}
