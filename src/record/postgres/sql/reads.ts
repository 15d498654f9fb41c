/**
 * SQL of the reports: what stands behind `FROM`. Lists are arrays, null for all; every table that grows
 * with messages is read by a range of its key or of an index. Rows come in the order of SQLite's keys;
 * texts are ordered by their bytes, whatever the language of the database.
 */

const IN_SEGMENTS = (column: string): string =>
  `(@segments::integer[] IS NULL OR ${column} = ANY(@segments::integer[]))`;

const IS_LABEL = '(@label::text[] IS NULL OR l.label = ANY(@label::text[]))';

/** `session`: the column that holds its number. */
const OPENED_DIALOG = (session: string): string =>
  `(@dialog::text[] IS NULL OR EXISTS (
    SELECT 1 FROM marks d
    WHERE d.session = ${session} AND d.kind = 'dialog' AND d.label = ANY(@dialog::text[])))`;

/** Quarter-hours, or epoch ms. */
const IN_SPAN = (column: string): string =>
  `${column} >= @from::bigint AND ${column} < @to::bigint`;

const BYTES = 'COLLATE "C"';

export const PRESENCE = `FROM presence
  WHERE ${IN_SPAN('quarter')} AND ${IN_SEGMENTS('segment')}
  ORDER BY quarter, segment, "user"`;

/** Of sealed days; `from` and `to` are days. */
export const SEALED_PRESENCE = `FROM sealed_presence WHERE ${IN_SPAN('day')} ORDER BY day`;

export const SEALED_COUNTERS = `FROM sealed_counters WHERE ${IN_SPAN('day')} ORDER BY day`;

export const SEALED_LABELS = `FROM sealed_labels
  WHERE kind = ANY(@kinds::text[]) AND ${IN_SPAN('day')}
  ORDER BY array_position(@kinds::text[], kind), day`;

export const COUNTERS = `FROM counters
  WHERE ${IN_SPAN('quarter')} AND ${IN_SEGMENTS('segment')}
  ORDER BY quarter, segment`;

const KINDS = 'unnest(@kinds::text[]) WITH ORDINALITY AS k (kind, place)';

export const LABELS = `FROM ${KINDS}
    JOIN label_counters l ON l.kind = k.kind AND ${IN_SPAN('l.quarter')}
  WHERE l.value <> 0 AND ${IS_LABEL} AND ${IN_SEGMENTS('l.segment')}
  ORDER BY k.place, l.quarter, l.segment, l.label ${BYTES}`;

/** The same of the sessions in which a dialog was opened. */
export const LABELS_OF_DIALOG = `FROM ${KINDS}
    JOIN marks l ON l.kind = k.kind AND ${IN_SPAN('l.quarter')}
  WHERE ${IS_LABEL} AND ${IN_SEGMENTS('l.segment')} AND ${OPENED_DIALOG('l.session')}
  ORDER BY k.place, l.quarter, l.session, l.label ${BYTES}, l.segment`;

/** What is read of sessions besides them. */
export interface Joined {
  readonly join: string;
  /** Of several rows of a session. */
  readonly order: string;
}

const ALONE: Joined = { join: '', order: '' };

/** Sessions that started in the span. */
export const sessionsStarted = ({ join, order } = ALONE): string => `FROM sessions s ${join}
  WHERE ${IN_SPAN('s.first_quarter')} AND ${IN_SEGMENTS('s.segment')} AND ${OPENED_DIALOG('s.number')}
  ORDER BY s.first_quarter, s.number${order}`;

/** Sessions that were active in the span and had started before. */
export const sessionsBefore = ({ join, order } = ALONE): string => `FROM (
    SELECT session, min(quarter) AS quarter FROM session_quarters
    WHERE ${IN_SPAN('quarter')} GROUP BY session
  ) n JOIN sessions s ON s.number = n.session ${join}
  WHERE s.first_quarter < @from::bigint
    AND ${IN_SEGMENTS('s.segment')} AND ${OPENED_DIALOG('s.number')}
  ORDER BY n.quarter, n.session${order}`;

/** Quarter-hours of the span in which sessions were active, besides their first. */
export const SESSION_QUARTERS = `FROM session_quarters
  WHERE ${IN_SPAN('quarter')} ORDER BY quarter, session`;

/** `kind`: of the marks that are wanted; for either list of sessions. */
export const MARKS_OF_SESSION: Joined = {
  join: 'JOIN marks m ON m.session = s.number AND m.kind = @kind',
  order: `, m.label ${BYTES}, m.quarter, m.segment`,
};

/** `from` and `to` in epoch ms. */
export const HANDOVERS = `
  SELECT h.id, h.segment, h."user", h.reason, h.via, h.requested_at AS "requestedAt",
    h.accepted_at AS "acceptedAt", h.failed_at AS "failedAt", h.completed_at AS "completedAt"
  FROM (
    SELECT id FROM handovers WHERE ${IN_SPAN('requested_at')}
    UNION SELECT id FROM handovers WHERE ${IN_SPAN('accepted_at')}
    UNION SELECT id FROM handovers WHERE ${IN_SPAN('failed_at')}
    UNION SELECT id FROM handovers WHERE ${IN_SPAN('completed_at')}
  ) f
    JOIN handovers h ON h.id = f.id
  WHERE ${IN_SEGMENTS('h.segment')} AND ${OPENED_DIALOG('h.session')}
  ORDER BY h.requested_at, h.id ${BYTES}`;

/** `includeTest`: test traffic counts for the first act too. */
const FIRST_EVER = `CASE WHEN @includeTest::integer = 1
    THEN least(first_act_at, first_test_act_at) ELSE first_act_at END`;

const FIRST_ON_CHANNEL =
  'min(c.first_act_at) FILTER (WHERE c.test = 0 OR @includeTest::integer = 1)';

const USERS = 'unnest(@users::bigint[]) WITH ORDINALITY AS n (number, place)';

/** Of all users, or of those whose numbers are in `users`. */
export const FIRST_ACTS_EVER = {
  all: `FROM (SELECT number AS "user", ${FIRST_EVER} AS at FROM users) f
    WHERE at IS NOT NULL ORDER BY "user"`,
  some: `FROM (SELECT u.number AS "user", n.place, ${FIRST_EVER} AS at
    FROM ${USERS} JOIN users u ON u.number = n.number) f
    WHERE at IS NOT NULL ORDER BY place`,
};

export const FIRST_ACTS_ON_CHANNEL = `FROM (
    SELECT c."user", c.channel, ${FIRST_ON_CHANNEL} AS at
    FROM user_channels c GROUP BY c."user", c.channel) f
  WHERE at IS NOT NULL ORDER BY "user", channel ${BYTES}`;

export const KNOWN_DIALOGS = `
  SELECT segment, dialog FROM known_dialogs
  WHERE ${IN_SEGMENTS('segment')} ORDER BY dialog ${BYTES}, segment`;

const RESPONSE_TIMES = `FROM response_times
  WHERE ${IN_SPAN('quarter')} AND ${IN_SEGMENTS('segment')}`;

/** Summed up by what is read first. */
export const RESPONSE_TIMES_BY_PLACE = `${RESPONSE_TIMES} GROUP BY 1 ORDER BY 1`;

/** Summed up by the first two that are read, of which the dialog is the second. */
export const RESPONSE_TIMES_BY_DIALOG = `${RESPONSE_TIMES}
  GROUP BY 1, 2 ORDER BY dialog ${BYTES}, 1`;

/** `from` and `to` in epoch ms. */
const USED = `FROM phrase_uses
  WHERE ${IN_SPAN('at')} AND count > 0 AND ${IN_SEGMENTS('segment')}
    AND (@classes::text[] IS NULL OR class = ANY(@classes::text[]))
    AND (@phrases::bigint[] IS NULL OR phrase = ANY(@phrases::bigint[]))`;

export const PHRASE_USES = `${USED}
  ORDER BY at, segment, phrase, class ${BYTES}, "user"`;

/** Summed up by what is read first. */
export const PHRASE_COUNTS = `${USED} GROUP BY 1 ORDER BY 1`;

export const PHRASES = `FROM unnest(@numbers::bigint[]) WITH ORDINALITY AS n (number, place)
  JOIN phrases p ON p.number = n.number ORDER BY n.place`;

export const INTENTS = `FROM phrases p WHERE p.kind = 'intent' ORDER BY p.key ${BYTES}`;
