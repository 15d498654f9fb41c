/**
 * What all reports are answered from: a row of counters per quarter-hour and segment, labels by
 * kind, marks of sessions with their time, response times, phrases, and the audience.
 *
 * What was counted under the first schema is taken over from the counts and from the events. Not
 * kept then, and so not there, are texts, who was welcomed, in which dialog an answer was given,
 * messages that asked for a vote and got none, and the timeout of a session: 30 minutes.
 *
 * No table is renamed: SQLite would check all views for it, also those that somebody has made on ours.
 */

/** Events that count in reports. */
const COUNTED = "coalesce(only, '') <> 'destinations'";

/** Bucket of `model/histogram.ts`. */
const BUCKET = `CASE WHEN ms < 64 THEN ms
  ELSE 64 + (CAST(log2(ms) AS INTEGER) - 6) * 32 + (ms >> (CAST(log2(ms) AS INTEGER) - 5)) - 32 END`;

const COUNTERS = `
CREATE TEMP TABLE counters_1 AS SELECT * FROM counters;
DROP TABLE main.counters;
CREATE TABLE counters (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  received INTEGER NOT NULL,
  recognized INTEGER NOT NULL,
  unrecognized INTEGER NOT NULL,
  system INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  sent_by_agent INTEGER NOT NULL,
  signals INTEGER NOT NULL,
  turns_failed INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment)
) STRICT, WITHOUT ROWID;
INSERT INTO counters
  SELECT quarter, segment,
    sum(iif(measure = 'received', value, 0)), sum(iif(measure = 'recognized', value, 0)),
    sum(iif(measure = 'unrecognized', value, 0)), sum(iif(measure = 'system', value, 0)),
    sum(iif(measure = 'sent', value, 0)), sum(iif(measure = 'sent_by_agent', value, 0)),
    sum(iif(measure = 'signals', value, 0)), sum(iif(measure = 'turns_failed', value, 0))
  FROM counters_1 GROUP BY quarter, segment;
DROP TABLE temp.counters_1;`;

const LABELS = `
CREATE TEMP TABLE label_counters_1 AS SELECT * FROM label_counters;
DROP TABLE main.label_counters;
CREATE TABLE label_counters (
  kind TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  label TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (kind, quarter, segment, label)
) STRICT, WITHOUT ROWID;
INSERT INTO label_counters SELECT kind, quarter, segment, label, value FROM label_counters_1 WHERE kind <> 'result';
DROP TABLE temp.label_counters_1;

-- Dialogs that were ever started.
CREATE TABLE known_dialogs (
  segment INTEGER NOT NULL,
  dialog TEXT NOT NULL,
  PRIMARY KEY (segment, dialog)
) STRICT, WITHOUT ROWID;
INSERT INTO known_dialogs SELECT DISTINCT segment, label FROM label_counters WHERE kind = 'dialog';`;

/** What a session was marked with, where and when: topics, results, actions, dialogs, ratings, votes. */
const MARKS = `
-- Of a session the last result counts, of a user on a message the last vote.
CREATE TEMP TABLE last_results AS
  SELECT session, data ->> 'result' AS label, max(at) AS at, segment
  FROM events WHERE kind = 'result_set' AND session IS NOT NULL AND ${COUNTED} GROUP BY session;
CREATE TEMP TABLE last_votes AS
  SELECT v.conversation, v.user, v.message, v.vote, v.message_at, v.segment, v.dialog, e.session
  FROM votes v LEFT JOIN (
    SELECT conversation, user, data ->> 'messageAt' AS message_at, session, max(seq)
    FROM events WHERE kind = 'feedback_given' AND ${COUNTED} GROUP BY 1, 2, 3
  ) e ON e.conversation = v.conversation AND e.user = v.user AND e.message_at = v.message_at;

CREATE TABLE marks (
  session INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (session, kind, label, quarter, segment)
) STRICT, WITHOUT ROWID;
INSERT INTO marks
  SELECT session, kind, label, quarter, segment, sum(n) FROM (
    SELECT session, 'topic' AS kind, data ->> 'topic' AS label, at / 900000 AS quarter, segment, 1 AS n
      FROM events WHERE kind = 'topic_set' AND ${COUNTED}
    UNION ALL SELECT session, 'result', label, at / 900000, segment, 1 FROM last_results
    UNION ALL SELECT session, 'action', data ->> 'action', at / 900000, segment, 1
      FROM events WHERE kind = 'action_recorded' AND ${COUNTED}
    UNION ALL SELECT session, 'dialog', data ->> 'dialog', at / 900000, segment, 1
      FROM events WHERE kind = 'dialog_started' AND ${COUNTED}
    UNION ALL SELECT session, iif(kind = 'csat_rated', 'csat', 'nps'), CAST(data ->> 'score' AS TEXT), at / 900000, segment, 1
      FROM events WHERE kind IN ('csat_rated', 'nps_rated') AND ${COUNTED}
    UNION ALL SELECT session, 'feedback', vote, message_at / 900000, segment, 1 FROM last_votes
  )
  WHERE session IS NOT NULL AND label IS NOT NULL
  GROUP BY session, kind, label, quarter, segment HAVING sum(n) <> 0;
CREATE INDEX marks_by_time ON marks (kind, quarter);
DROP TABLE session_labels;

INSERT INTO label_counters
  SELECT kind, quarter, segment, label, sum(n) FROM (
    SELECT iif(kind = 'csat_rated', 'csat', 'nps') AS kind, at / 900000 AS quarter, segment,
        CAST(data ->> 'score' AS TEXT) AS label, 1 AS n
      FROM events WHERE kind IN ('csat_rated', 'nps_rated') AND ${COUNTED}
    UNION ALL SELECT 'feedback', message_at / 900000, segment, vote, 1 FROM last_votes
    UNION ALL SELECT 'result', at / 900000, segment, label, 1 FROM last_results
  )
  GROUP BY kind, quarter, segment, label HAVING sum(n) <> 0;`;

const SESSIONS = `
-- closes_at: when its timeout has passed, absent = never; last_class: of the user's last message.
ALTER TABLE sessions ADD COLUMN closes_at INTEGER;
ALTER TABLE sessions ADD COLUMN last_class TEXT;
ALTER TABLE sessions ADD COLUMN prompt_open INTEGER NOT NULL DEFAULT 0;
UPDATE sessions SET state = json_set(state, '$.timeoutMs', iif(number IN (
    SELECT session FROM events WHERE kind = 'session_ended' AND data ->> 'ended' = 'explicit'
  ), 0, 1800000)), last_class = state ->> 'lastClass';
UPDATE sessions SET closes_at = last_at + (state ->> 'timeoutMs');
UPDATE sessions SET state = json_set(state, '$.resultSegment', (
    SELECT json_object('bot', g.bot, 'channel', g.channel, 'locale', g.locale, 'botVersion', g.bot_version,
      'device', g.device, 'browser', g.browser, 'test', json(iif(g.test, 'true', 'false')))
    FROM last_results r JOIN segments g ON g.id = r.segment WHERE r.session = number
  )) WHERE number IN (SELECT session FROM last_results);
DROP TABLE temp.last_results;

-- The last vote of a user on a message (its pseudonym within the conversation), also none where one
-- was asked for; session: id of the session that the message belongs to.
DROP TABLE votes;
CREATE TABLE votes (
  participant INTEGER NOT NULL,
  message TEXT NOT NULL,
  vote TEXT NOT NULL,
  message_at INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  session TEXT,
  dialog TEXT,
  PRIMARY KEY (participant, message)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO votes
  SELECT p.number, v.message, v.vote, v.message_at, v.segment, s.id, v.dialog
  FROM last_votes v
    JOIN participants p ON p.conversation = v.conversation
    JOIN user_identities i ON i.pseudonym = p.member AND i.user = v.user
    LEFT JOIN sessions s ON s.number = v.session;
DROP TABLE temp.last_votes;`;

const RESPONSE_TIMES = `
-- First answers by bucket of the time that they took; dialog: empty = none was open.
CREATE TABLE response_times (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  dialog TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  total_ms INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment, dialog, bucket)
) STRICT, WITHOUT ROWID;
INSERT INTO response_times
  SELECT quarter, segment, '', ${BUCKET} AS bucket, count(*), sum(ms) FROM (
    SELECT at / 900000 AS quarter, segment, max(0, CAST(data ->> 'responseTimeMs' AS INTEGER)) AS ms
    FROM events WHERE kind = 'message_sent' AND data ->> 'responseTimeMs' IS NOT NULL AND ${COUNTED}
  )
  GROUP BY quarter, segment, bucket;`;

const PHRASES = `
DROP TABLE phrase_users;

-- A text that users send (key: its pseudonym), as it was first written (at), or the intent that
-- stands for texts that are not kept.
CREATE TABLE phrases (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER,
  UNIQUE (kind, key)
) STRICT;

-- user: 0 = nobody is known.
CREATE TABLE phrase_uses (
  at INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  phrase INTEGER NOT NULL,
  class TEXT NOT NULL,
  user INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (at, segment, phrase, class, user)
) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE said AS
  SELECT at, segment, coalesce(user, 0) AS user, data ->> 'class' AS class, '' AS intent, 1 AS n
    FROM events WHERE kind = 'message_received' AND data ->> 'class' <> 'recognized' AND ${COUNTED}
  UNION ALL SELECT at, segment, coalesce(user, 0), 'recognized', coalesce(data ->> 'intent', ''), 1
    FROM events WHERE kind = 'message_recognized' AND ${COUNTED}
  UNION ALL SELECT at, segment, coalesce(user, 0), data ->> 'from',
      iif(data ->> 'from' = 'recognized', coalesce(data ->> 'intentBefore', ''), ''), -1
    FROM events WHERE kind = 'message_reclassified' AND ${COUNTED}
  UNION ALL SELECT at, segment, coalesce(user, 0), data ->> 'to',
      iif(data ->> 'to' = 'recognized', coalesce(data ->> 'intent', ''), ''), 1
    FROM events WHERE kind = 'message_reclassified' AND ${COUNTED};
INSERT INTO phrases (kind, key, text) SELECT DISTINCT 'intent', intent, intent FROM said ORDER BY intent;
INSERT INTO phrase_uses
  SELECT s.at, s.segment, p.number, s.class, s.user, sum(s.n)
  FROM said s JOIN phrases p ON p.kind = 'intent' AND p.key = s.intent
  GROUP BY 1, 2, 3, 4, 5 HAVING sum(s.n) > 0;
DROP TABLE temp.said;`;

const AUDIENCE = `
-- name: as the channel told it last (seen_at), where names are kept; name_folded: to search by.
ALTER TABLE user_channels ADD COLUMN seen_at INTEGER;
ALTER TABLE user_channels ADD COLUMN name TEXT;
ALTER TABLE user_channels ADD COLUMN name_folded TEXT;

-- traits: a JSON object.
CREATE TABLE user_profiles (
  user INTEGER PRIMARY KEY,
  role TEXT,
  subscriber INTEGER NOT NULL,
  traits TEXT NOT NULL
) STRICT;
CREATE TABLE user_tags (
  user INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (user, tag)
) STRICT, WITHOUT ROWID;`;

const VIEWS = `
CREATE VIEW v1_counters AS
  SELECT strftime('%Y-%m-%dT%H:%M:%SZ', c.quarter * 900, 'unixepoch') AS quarter,
    g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, m.value AS measure,
    CASE m.value WHEN 'received' THEN c.received WHEN 'recognized' THEN c.recognized
      WHEN 'unrecognized' THEN c.unrecognized WHEN 'system' THEN c.system WHEN 'sent' THEN c.sent
      WHEN 'sent_by_agent' THEN c.sent_by_agent WHEN 'signals' THEN c.signals
      ELSE c.turns_failed END AS value
  FROM counters c JOIN segments g ON g.id = c.segment
    CROSS JOIN json_each('["received","recognized","unrecognized","system","sent","sent_by_agent","signals","turns_failed"]') m;

CREATE VIEW v1_labels AS
  SELECT strftime('%Y-%m-%dT%H:%M:%SZ', l.quarter * 900, 'unixepoch') AS quarter, l.kind, l.label,
    g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, l.value
  FROM label_counters l JOIN segments g ON g.id = l.segment;

CREATE VIEW v1_marks AS
  SELECT s.id AS session, m.kind, m.label,
    strftime('%Y-%m-%dT%H:%M:%SZ', m.quarter * 900, 'unixepoch') AS quarter, m.count
  FROM marks m JOIN sessions s ON s.number = m.session;

PRAGMA user_version = 2;
`;

export const MIGRATION_2 = [
  'DROP VIEW v1_counters;',
  COUNTERS,
  LABELS,
  MARKS,
  SESSIONS,
  RESPONSE_TIMES,
  PHRASES,
  AUDIENCE,
  VIEWS,
].join('\n');
