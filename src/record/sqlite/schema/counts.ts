/** Tables of counts: what reports are answered from, open and sealed. As SQLite tells them, to the letter. */

export const COUNTS = `
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
CREATE TABLE label_counters (
  kind TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  label TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (kind, quarter, segment, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE known_dialogs (
  segment INTEGER NOT NULL,
  dialog TEXT NOT NULL,
  PRIMARY KEY (segment, dialog)
) STRICT, WITHOUT ROWID;
CREATE TABLE marks (
  session INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (session, kind, label, quarter, segment)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_by_time ON marks (kind, quarter);
CREATE TABLE response_times (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  dialog TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  total_ms INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment, dialog, bucket)
) STRICT, WITHOUT ROWID;
CREATE TABLE phrases (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER,
  UNIQUE (kind, key)
) STRICT;
CREATE TABLE phrase_uses (
  at INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  phrase INTEGER NOT NULL,
  class TEXT NOT NULL,
  user INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (at, segment, phrase, class, user)
) STRICT, WITHOUT ROWID;
CREATE TABLE partial_days (
  day INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE sealed_presence (
  day INTEGER PRIMARY KEY,
  directory BLOB NOT NULL,
  users BLOB NOT NULL,
  quarters BLOB NOT NULL,
  received BLOB NOT NULL,
  unrecognized BLOB NOT NULL
) STRICT;
CREATE TABLE sealed_counters (
  day INTEGER PRIMARY KEY,
  segments BLOB NOT NULL,
  quarters BLOB NOT NULL,
  received BLOB NOT NULL,
  recognized BLOB NOT NULL,
  unrecognized BLOB NOT NULL,
  system BLOB NOT NULL,
  sent BLOB NOT NULL,
  sent_by_agent BLOB NOT NULL,
  signals BLOB NOT NULL,
  turns_failed BLOB NOT NULL
) STRICT;
CREATE TABLE sealed_labels (
  kind TEXT NOT NULL,
  day INTEGER NOT NULL,
  labels TEXT NOT NULL,
  total_segments BLOB NOT NULL,
  total_places BLOB NOT NULL,
  totals BLOB NOT NULL,
  segments BLOB NOT NULL,
  places BLOB NOT NULL,
  quarters BLOB NOT NULL,
  counts BLOB NOT NULL,
  PRIMARY KEY (kind, day)
) STRICT;
CREATE TABLE sealed_users (
  block INTEGER PRIMARY KEY,
  acts BLOB NOT NULL,
  test_acts BLOB NOT NULL
) STRICT;
`;
