/** Tables of people: who records, who talks, in which sessions, who is erased. As SQLite tells them, to the letter. */

export const PEOPLE = `
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE writers (
  id TEXT PRIMARY KEY,
  last_batch INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  updated_at INTEGER NOT NULL
, at_risk INTEGER NOT NULL DEFAULT 0, beat_at INTEGER NOT NULL DEFAULT 0, is_gone INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
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
CREATE TABLE users (
  number INTEGER PRIMARY KEY,
  key TEXT,
  identity TEXT,
  first_act_at INTEGER,
  first_test_act_at INTEGER
, agreed INTEGER NOT NULL DEFAULT 0, agreed_at INTEGER, raw_id TEXT) STRICT;
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
  participant INTEGER, seen_at INTEGER, name TEXT, name_folded TEXT,
  PRIMARY KEY (user, channel, test)
) STRICT, WITHOUT ROWID;
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
) STRICT, WITHOUT ROWID;
CREATE TABLE conversations (
  number INTEGER PRIMARY KEY,
  key TEXT UNIQUE,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  settle_at INTEGER,
  settle_for TEXT
) STRICT;
CREATE INDEX conversations_to_settle ON conversations (settle_at) WHERE settle_at IS NOT NULL;
CREATE TABLE participants (
  number INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  member TEXT,
  state TEXT NOT NULL,
  session INTEGER,
  UNIQUE (conversation, member)
) STRICT;
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
, closes_at INTEGER, last_class TEXT, prompt_open INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX sessions_by_quarter ON sessions (first_quarter);
CREATE INDEX sessions_by_participant ON sessions (participant, started_at);
CREATE TABLE session_quarters (
  quarter INTEGER NOT NULL,
  session INTEGER NOT NULL,
  PRIMARY KEY (quarter, session)
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
CREATE TABLE tombstones (
  hash BLOB PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE erasures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  ids TEXT,
  status TEXT NOT NULL,
  detail TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  requested_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX erasures_by_status ON erasures (status, next_attempt_at);
`;
