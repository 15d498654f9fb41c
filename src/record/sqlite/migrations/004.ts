/** The fourth schema: what is kept for a limited time, and what is erased. */
export const MIGRATION_4 = `
-- Users who were erased, by a one-way hash of each pseudonym: what is told of them from before that
-- time is not recorded any more.
CREATE TABLE tombstones (
  hash BLOB PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What destinations are to erase: ids is JSON of those by which they know the user, until they have;
-- status: waiting, asked (they say they will), done, manual (nobody can be asked), failed.
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

-- Days (UTC, since 1970) of which not all events are kept although they are not too old: some were erased.
CREATE TABLE partial_days (
  day INTEGER PRIMARY KEY
) STRICT;

-- Nor do the events of the first schema tell that a result was replaced by itself.
INSERT OR IGNORE INTO partial_days
  SELECT coalesce(data ->> 'replacesAt', at) / 86400000 FROM events
  WHERE kind = 'result_set' AND data ->> 'replaces' IS NOT NULL;

-- Events are removed and recounted by their time; a vote counts at that of the message that it is on.
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_message ON events (data ->> 'messageAt') WHERE kind = 'feedback_given';

-- Of each process: how many facts are lost at most if it is killed now, when it last said that it is there
-- (by the system's clock), and whether it was found gone.
ALTER TABLE writers ADD COLUMN at_risk INTEGER NOT NULL DEFAULT 0;
ALTER TABLE writers ADD COLUMN beat_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE writers ADD COLUMN is_gone INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 4;
`;
