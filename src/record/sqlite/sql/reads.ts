/**
 * SQL of the reports. `buckets` is JSON, `[[first, end], …]`, `segments` a JSON list or null for all.
 * `CROSS JOIN` fixes the order: each bucket is a range of the primary key.
 */

/** `includeTest`: test traffic counts for the first act. */
export const PRESENCE_EVER = `
  SELECT b.key AS bucket, p.segment, p.user,
    CASE WHEN @includeTest THEN coalesce(min(u.first_act_at, u.first_test_act_at), u.first_act_at, u.first_test_act_at)
      ELSE coalesce(u.first_act_at, u.first_test_act_at) END AS firstActAt,
    max(p.quarter) AS lastQuarter, sum(p.received) AS received, sum(p.unrecognized) AS unrecognized
  FROM json_each(@buckets) b
    CROSS JOIN presence p ON p.quarter >= b.value ->> 0 AND p.quarter < b.value ->> 1
    CROSS JOIN users u ON u.number = p.user
  WHERE @segments IS NULL OR p.segment IN (SELECT value FROM json_each(@segments))
  GROUP BY b.key, p.segment, p.user
  ORDER BY b.key, p.segment, p.user`;

/** The same with the first act on the channel of the segment. */
export const PRESENCE_ON_CHANNEL = `
  SELECT b.key AS bucket, p.segment, p.user,
    CASE WHEN @includeTest THEN coalesce(min(l.first_act_at, t.first_act_at), l.first_act_at, t.first_act_at)
      ELSE coalesce(l.first_act_at, t.first_act_at) END AS firstActAt,
    max(p.quarter) AS lastQuarter, sum(p.received) AS received, sum(p.unrecognized) AS unrecognized
  FROM json_each(@buckets) b
    CROSS JOIN presence p ON p.quarter >= b.value ->> 0 AND p.quarter < b.value ->> 1
    CROSS JOIN segments g ON g.id = p.segment
    LEFT JOIN user_channels l ON l.user = p.user AND l.channel = g.channel AND l.test = 0
    LEFT JOIN user_channels t ON t.user = p.user AND t.channel = g.channel AND t.test = 1
  WHERE @segments IS NULL OR p.segment IN (SELECT value FROM json_each(@segments))
  GROUP BY b.key, p.segment, p.user
  ORDER BY b.key, p.segment, p.user`;

/** `measures`: a JSON list. */
export const COUNTERS = `
  SELECT b.key AS bucket, c.segment, c.measure, sum(c.value) AS value
  FROM json_each(@buckets) b
    CROSS JOIN counters c ON c.quarter >= b.value ->> 0 AND c.quarter < b.value ->> 1
  WHERE (@segments IS NULL OR c.segment IN (SELECT value FROM json_each(@segments)))
    AND c.measure IN (SELECT value FROM json_each(@measures))
  GROUP BY b.key, c.segment, c.measure
  ORDER BY b.key, c.segment, c.measure`;

/** `from` and `to` in quarter-hours, `dialog` or null. One row per session and quarter-hour. */
export const SESSIONS = `
  SELECT s.id, s.segment, s.user, s.started_at AS startedAt, s.last_at AS lastAt, s.received,
    s.messages, s.sent, s.handovers, a.quarter
  FROM (
    SELECT number, first_quarter AS quarter FROM sessions WHERE first_quarter >= @from AND first_quarter < @to
    UNION ALL
    SELECT session, quarter FROM session_quarters WHERE quarter >= @from AND quarter < @to
  ) a
    CROSS JOIN sessions s ON s.number = a.number
  WHERE (@segments IS NULL OR s.segment IN (SELECT value FROM json_each(@segments)))
    AND (@dialog IS NULL OR EXISTS (
      SELECT 1 FROM session_labels l WHERE l.session = s.number AND l.kind = 'dialog' AND l.label = @dialog))
  ORDER BY a.number, a.quarter`;

/** A session starts in the quarter-hour of its first activity. */
export const SESSIONS_STARTED = `
  SELECT b.key AS bucket, s.segment, count(*) AS sessions
  FROM json_each(@buckets) b
    CROSS JOIN sessions s ON s.first_quarter >= b.value ->> 0 AND s.first_quarter < b.value ->> 1
  WHERE @segments IS NULL OR s.segment IN (SELECT value FROM json_each(@segments))
  GROUP BY b.key, s.segment
  ORDER BY b.key, s.segment`;

/** `from` and `to` in epoch ms, `dialog` or null. */
export const HANDOVERS = `
  SELECT h.id, h.segment, h.user, s.id AS sessionId, h.reason, h.via,
    h.requested_at AS requestedAt, h.accepted_at AS acceptedAt, h.failed_at AS failedAt,
    h.completed_at AS completedAt
  FROM (
    SELECT id FROM handovers WHERE requested_at >= @from AND requested_at < @to
    UNION SELECT id FROM handovers WHERE accepted_at >= @from AND accepted_at < @to
    UNION SELECT id FROM handovers WHERE failed_at >= @from AND failed_at < @to
    UNION SELECT id FROM handovers WHERE completed_at >= @from AND completed_at < @to
  ) f
    CROSS JOIN handovers h ON h.id = f.id
    LEFT JOIN sessions s ON s.number = h.session
  WHERE (@segments IS NULL OR h.segment IN (SELECT value FROM json_each(@segments)))
    AND (@dialog IS NULL OR EXISTS (
      SELECT 1 FROM session_labels l WHERE l.session = h.session AND l.kind = 'dialog' AND l.label = @dialog))
  ORDER BY h.requested_at, h.id`;

/** `includeTest`: test traffic counts. One row per channel and quarter-hour of the users' first act on it. */
export const FIRST_ACTS = `
  SELECT channel, at / 900000 AS quarter, count(*) AS users
  FROM (
    SELECT channel, min(first_act_at) AS at FROM user_channels
    WHERE first_act_at IS NOT NULL AND (test = 0 OR @includeTest)
    GROUP BY user, channel
  )
  GROUP BY 1, 2`;
