/** The fourth schema: what is kept for a limited time, and what is erased. */
export const MIGRATION_4 = `
-- Users who were erased, by a one-way hash of each pseudonym: what is told of them from before that
-- time is not recorded any more.
CREATE TABLE tombstones (
  hash bytea PRIMARY KEY,
  at bigint NOT NULL
);

-- What destinations are to erase: ids is JSON of those by which they know the user, until they have;
-- status: waiting, asked (they say they will), done, manual (nobody can be asked), failed.
CREATE TABLE erasures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  destination text COLLATE "C" NOT NULL,
  ids text COLLATE "C",
  status text COLLATE "C" NOT NULL,
  detail text COLLATE "C",
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at bigint NOT NULL DEFAULT 0,
  requested_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE INDEX erasures_by_status ON erasures (status, next_attempt_at);

-- Days (UTC, since 1970) of which not all events are kept although they are not too old: some were erased.
CREATE TABLE partial_days (
  day integer PRIMARY KEY
);

-- Of each process: how many facts are lost at most if it is killed now, when it last said that it is there
-- (by the server's clock), and whether it was found gone.
ALTER TABLE writers ADD COLUMN at_risk bigint NOT NULL DEFAULT 0,
  ADD COLUMN beat_at bigint NOT NULL DEFAULT 0, ADD COLUMN is_gone integer NOT NULL DEFAULT 0;

-- Events are removed and recounted by their time; a vote counts at that of the message that it is on:
-- taken out of the text, as PostgreSQL cannot read the JSON if there is half a surrogate pair in it.
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_message ON events ((substring(data from '"messageAt":([0-9]+)')::bigint))
  WHERE kind = 'feedback_given';`;
