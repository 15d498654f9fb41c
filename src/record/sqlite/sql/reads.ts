/**
 * SQL of the reports: what stands behind `FROM`. `segments` is a JSON list or null for all; every
 * table that grows with messages is read by a range of its key or of an index.
 */

const IN_SEGMENTS = (column: string): string =>
  `(@segments IS NULL OR ${column} IN (SELECT value FROM json_each(@segments)))`;

/** `session`: the column that holds its number; `dialog` or null. */
const OPENED_DIALOG = (session: string): string =>
  `(@dialog IS NULL OR EXISTS (
    SELECT 1 FROM marks d WHERE d.session = ${session} AND d.kind = 'dialog' AND d.label = @dialog))`;

export const PRESENCE = `FROM presence
  WHERE quarter >= @from AND quarter < @to AND ${IN_SEGMENTS('segment')}`;

/** Of sealed days; `from` and `to` are days. */
export const SEALED_PRESENCE = 'FROM sealed_presence WHERE day >= @from AND day < @to ORDER BY day';

export const SEALED_COUNTERS = 'FROM sealed_counters WHERE day >= @from AND day < @to ORDER BY day';

/** `kinds`: a JSON list. */
export const SEALED_LABELS = `FROM json_each(@kinds) k
    CROSS JOIN sealed_labels l ON l.kind = k.value AND l.day >= @from AND l.day < @to`;

export const COUNTERS = `FROM counters
  WHERE quarter >= @from AND quarter < @to AND ${IN_SEGMENTS('segment')}`;

/** `kinds`: a JSON list; `label` or null. */
export const LABELS = `FROM json_each(@kinds) k
    CROSS JOIN label_counters l ON l.kind = k.value AND l.quarter >= @from AND l.quarter < @to
  WHERE l.value <> 0 AND (@label IS NULL OR l.label = @label) AND ${IN_SEGMENTS('l.segment')}`;

/** The same of the sessions in which a dialog was opened. */
export const LABELS_OF_DIALOG = `FROM json_each(@kinds) k
    CROSS JOIN marks l ON l.kind = k.value AND l.quarter >= @from AND l.quarter < @to
  WHERE (@label IS NULL OR l.label = @label) AND ${IN_SEGMENTS('l.segment')} AND ${OPENED_DIALOG('l.session')}`;

/** Sessions that started in the span; `join`: what is read of them besides. */
export const sessionsStarted = (join = ''): string => `FROM sessions s ${join}
  WHERE s.first_quarter >= @from AND s.first_quarter < @to
    AND ${IN_SEGMENTS('s.segment')} AND ${OPENED_DIALOG('s.number')}`;

/** Sessions that were active in the span and had started before. */
export const sessionsBefore = (join = ''): string => `FROM (
    SELECT DISTINCT session FROM session_quarters WHERE quarter >= @from AND quarter < @to
  ) n CROSS JOIN sessions s ON s.number = n.session ${join}
  WHERE s.first_quarter < @from AND ${IN_SEGMENTS('s.segment')} AND ${OPENED_DIALOG('s.number')}`;

/** Quarter-hours of the span in which sessions were active, besides their first. */
export const SESSION_QUARTERS = 'FROM session_quarters WHERE quarter >= @from AND quarter < @to';

/** `kind`: of the marks that are wanted; for either list of sessions. */
export const MARKS_OF_SESSION = 'CROSS JOIN marks m ON m.session = s.number AND m.kind = @kind';

/** `from` and `to` in epoch ms, `dialog` or null. */
export const HANDOVERS = `
  SELECT h.id, h.segment, h.user, h.reason, h.via, h.requested_at AS requestedAt,
    h.accepted_at AS acceptedAt, h.failed_at AS failedAt, h.completed_at AS completedAt
  FROM (
    SELECT id FROM handovers WHERE requested_at >= @from AND requested_at < @to
    UNION SELECT id FROM handovers WHERE accepted_at >= @from AND accepted_at < @to
    UNION SELECT id FROM handovers WHERE failed_at >= @from AND failed_at < @to
    UNION SELECT id FROM handovers WHERE completed_at >= @from AND completed_at < @to
  ) f
    CROSS JOIN handovers h ON h.id = f.id
  WHERE ${IN_SEGMENTS('h.segment')} AND ${OPENED_DIALOG('h.session')}
  ORDER BY h.requested_at, h.id`;

/** `includeTest`: test traffic counts for the first act too. */
const FIRST_EVER = `CASE WHEN @includeTest
    THEN coalesce(min(first_act_at, first_test_act_at), first_act_at, first_test_act_at)
    ELSE first_act_at END`;

const FIRST_ON_CHANNEL = 'min(first_act_at) FILTER (WHERE test = 0 OR @includeTest)';

/** `users`: a JSON list of numbers. */
export const FIRST_ACTS_EVER = `FROM (SELECT u.number AS user, ${FIRST_EVER} AS at
  FROM json_each(@users) n CROSS JOIN users u ON u.number = n.value) WHERE at IS NOT NULL`;

/** Of users by their numbers, `to` exclusive. */
export const FIRST_ACTS_BETWEEN = `FROM (SELECT number AS user, ${FIRST_EVER} AS at
  FROM users WHERE number >= @from AND number < @to) WHERE at IS NOT NULL`;

export const FIRST_ACTS_ON_CHANNEL = `FROM (SELECT user, channel, ${FIRST_ON_CHANNEL} AS at
  FROM user_channels GROUP BY user, channel) WHERE at IS NOT NULL`;

export const KNOWN_DIALOGS = `
  SELECT segment, dialog FROM known_dialogs WHERE ${IN_SEGMENTS('segment')} ORDER BY dialog, segment`;

export const RESPONSE_TIMES = `FROM response_times
  WHERE quarter >= @from AND quarter < @to AND ${IN_SEGMENTS('segment')}`;

/** `from` and `to` in epoch ms; `classes` and `phrases`: JSON lists, or null for all. */
export const PHRASE_USES = `FROM phrase_uses
  WHERE at >= @from AND at < @to AND count > 0 AND ${IN_SEGMENTS('segment')}
    AND (@classes IS NULL OR class IN (SELECT value FROM json_each(@classes)))
    AND (@phrases IS NULL OR phrase IN (SELECT value FROM json_each(@phrases)))`;

/** `numbers`: a JSON list. */
export const PHRASES = 'FROM json_each(@numbers) n CROSS JOIN phrases p ON p.number = n.value';

export const INTENTS = "FROM phrases p WHERE p.kind = 'intent'";
