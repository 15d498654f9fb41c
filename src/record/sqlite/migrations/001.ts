/**
 * The first schema. Never edit it once released: add a migration.
 *
 * Times are UTC epoch milliseconds, quarters are `floor(ms / 900000)`, keys are pseudonyms. The
 * views `v1_*` are the public promise; the tables are not.
 */
export const MIGRATION_1 = `
PRAGMA application_id = 1111573057;

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE writers (
  id TEXT PRIMARY KEY,
  last_batch INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE segments (
  id INTEGER PRIMARY KEY,
  bot TEXT NOT NULL,
  channel TEXT NOT NULL,
  locale TEXT NOT NULL,
  bot_version TEXT NOT NULL,
  device TEXT NOT NULL,
  browser TEXT NOT NULL,
  test INTEGER NOT NULL,
  UNIQUE (bot, channel, locale, bot_version, device, browser, test)
) STRICT;

-- key: the pseudonym that destinations know the user by; identity: that of the name which the bot gave.
CREATE TABLE users (
  number INTEGER PRIMARY KEY,
  key TEXT,
  identity TEXT,
  first_act_at INTEGER,
  first_test_act_at INTEGER
) STRICT;

-- Whose number a pseudonym stands for now: of a channel's user, or of an identity.
CREATE TABLE user_identities (
  pseudonym TEXT PRIMARY KEY,
  user INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user_channels (
  user INTEGER NOT NULL,
  channel TEXT NOT NULL,
  test INTEGER NOT NULL,
  first_act_at INTEGER,
  last_act_at INTEGER,
  received INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  participant INTEGER,
  PRIMARY KEY (user, channel, test)
) STRICT, WITHOUT ROWID;

-- settle_at: when a message that nobody has answered yet counts as unanswered for good;
-- settle_for: the destinations that were active when it came (JSON), which are told then.
CREATE TABLE conversations (
  number INTEGER PRIMARY KEY,
  key TEXT UNIQUE,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  settle_at INTEGER,
  settle_for TEXT
) STRICT;
CREATE INDEX conversations_to_settle ON conversations (settle_at) WHERE settle_at IS NOT NULL;

-- member: pseudonym of the channel's user; session: the latest.
CREATE TABLE participants (
  number INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  member TEXT,
  state TEXT NOT NULL,
  session INTEGER,
  UNIQUE (conversation, member)
) STRICT;

-- state: what is needed besides the columns to go on with the session.
CREATE TABLE sessions (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  participant INTEGER,
  user INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  received INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  handovers INTEGER NOT NULL,
  automated INTEGER,
  csat INTEGER,
  nps INTEGER,
  result TEXT,
  last_dialog TEXT,
  last_step INTEGER,
  state TEXT NOT NULL,
  first_quarter INTEGER
) STRICT;
CREATE INDEX sessions_by_quarter ON sessions (first_quarter);
CREATE INDEX sessions_by_participant ON sessions (participant, started_at);

-- Quarter-hours in which a session was active, besides its first.
CREATE TABLE session_quarters (
  quarter INTEGER NOT NULL,
  session INTEGER NOT NULL,
  PRIMARY KEY (quarter, session)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_labels (
  session INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (session, kind, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE presence (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  user INTEGER NOT NULL,
  received INTEGER NOT NULL,
  unrecognized INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  measure TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment, measure)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_counters (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment, kind, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE phrase_users (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  phrase TEXT NOT NULL,
  user INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment, phrase, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE handovers (
  id TEXT PRIMARY KEY,
  segment INTEGER NOT NULL,
  user INTEGER,
  session INTEGER,
  reason TEXT NOT NULL,
  via TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  accepted_at INTEGER,
  failed_at INTEGER,
  completed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX handovers_requested ON handovers (requested_at);
CREATE INDEX handovers_accepted ON handovers (accepted_at) WHERE accepted_at IS NOT NULL;
CREATE INDEX handovers_failed ON handovers (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX handovers_completed ON handovers (completed_at) WHERE completed_at IS NOT NULL;

-- The last vote of a user on a message (its pseudonym within the conversation).
CREATE TABLE votes (
  conversation INTEGER NOT NULL,
  user INTEGER NOT NULL,
  message TEXT NOT NULL,
  vote TEXT NOT NULL,
  message_at INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  dialog TEXT,
  PRIMARY KEY (conversation, user, message)
) STRICT, WITHOUT ROWID;

-- only: counted in reports and not sent to destinations, or sent and not counted; both if absent.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  turn TEXT NOT NULL,
  act INTEGER NOT NULL,
  only TEXT,
  segment INTEGER NOT NULL,
  user INTEGER,
  session INTEGER,
  since_previous_ms INTEGER,
  conversation INTEGER,
  data TEXT NOT NULL
) STRICT;

-- imported: to be known again for ever, not only for as long as channels deliver again.
CREATE TABLE seen_activities (
  key BLOB PRIMARY KEY,
  at INTEGER NOT NULL,
  imported INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per batch and destination: the events first_seq … last_seq, less those that are settled.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  settled BLOB NOT NULL,
  retried BLOB,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until INTEGER,
  oldest_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_by_destination ON deliveries (destination);

CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  event TEXT NOT NULL,
  user INTEGER,
  reason TEXT NOT NULL,
  detail TEXT,
  died_at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX dead_letters_by_destination ON dead_letters (destination);

-- outcome: enqueued, delivered, dead (by reason), expired, cancelled, erased.
CREATE TABLE destination_totals (
  destination TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  events INTEGER NOT NULL,
  PRIMARY KEY (destination, outcome, reason)
) STRICT, WITHOUT ROWID;

CREATE VIEW v1_segments AS
  SELECT id AS segment, bot, channel, locale, bot_version, device, browser, test FROM segments;

CREATE VIEW v1_users AS
  SELECT c.user, c.channel, c.test,
    strftime('%Y-%m-%dT%H:%M:%S', c.first_act_at / 1000, 'unixepoch') || printf('.%03dZ', c.first_act_at % 1000) AS first_act_at,
    strftime('%Y-%m-%dT%H:%M:%S', c.last_act_at / 1000, 'unixepoch') || printf('.%03dZ', c.last_act_at % 1000) AS last_act_at,
    c.received, c.sent, c.sessions
  FROM user_channels c;

CREATE VIEW v1_sessions AS
  SELECT s.id AS session, s.user, g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test,
    strftime('%Y-%m-%dT%H:%M:%S', s.started_at / 1000, 'unixepoch') || printf('.%03dZ', s.started_at % 1000) AS started_at,
    strftime('%Y-%m-%dT%H:%M:%S', s.last_at / 1000, 'unixepoch') || printf('.%03dZ', s.last_at % 1000) AS last_at,
    s.received, s.messages, s.sent, s.handovers, s.automated, s.csat, s.nps, s.result, s.last_dialog, s.last_step
  FROM sessions s JOIN segments g ON g.id = s.segment;

CREATE VIEW v1_counters AS
  SELECT strftime('%Y-%m-%dT%H:%M:%SZ', c.quarter * 900, 'unixepoch') AS quarter,
    g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, c.measure, c.value
  FROM counters c JOIN segments g ON g.id = c.segment;

CREATE VIEW v1_events AS
  SELECT e.id AS event, e.kind,
    strftime('%Y-%m-%dT%H:%M:%S', e.at / 1000, 'unixepoch') || printf('.%03dZ', e.at % 1000) AS at,
    e.turn, e.act, e.only, e.user, s.id AS session, e.conversation,
    g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, e.data
  FROM events e JOIN segments g ON g.id = e.segment LEFT JOIN sessions s ON s.number = e.session;

PRAGMA user_version = 1;
`;
