/** Tables of events, and of what is to be delivered of them. As SQLite tells them, to the letter. */

export const OUTBOX = `
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
, participant INTEGER, identified INTEGER NOT NULL DEFAULT 0, raw_id TEXT) STRICT;
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_message ON events (data ->> 'messageAt') WHERE kind = 'feedback_given';
CREATE TABLE seen_activities (
  key BLOB PRIMARY KEY,
  at INTEGER NOT NULL,
  imported INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE payload_shapes (
  number INTEGER PRIMARY KEY,
  shape TEXT NOT NULL UNIQUE
) STRICT;
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
, shape INTEGER, bytes INTEGER NOT NULL DEFAULT 0, begun BLOB) STRICT;
CREATE INDEX deliveries_by_destination ON deliveries (destination);
CREATE INDEX deliveries_by_holder ON deliveries (destination, lease_owner)
  WHERE lease_owner IS NOT NULL;
CREATE INDEX deliveries_by_age ON deliveries (destination, oldest_at);
CREATE TABLE outbox_sizes (
  destination TEXT PRIMARY KEY,
  events INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  event TEXT NOT NULL,
  user INTEGER,
  reason TEXT NOT NULL,
  detail TEXT,
  died_at INTEGER NOT NULL,
  data TEXT NOT NULL
, seq INTEGER, shape INTEGER) STRICT;
CREATE INDEX dead_letters_by_destination ON dead_letters (destination);
CREATE TABLE destination_totals (
  destination TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  events INTEGER NOT NULL,
  PRIMARY KEY (destination, outcome, reason)
) STRICT, WITHOUT ROWID;
`;
