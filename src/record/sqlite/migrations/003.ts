/**
 * The third schema: forwarding that can be trusted. What a destination is sent is frozen with the
 * event, and the outbox has a size.
 */
export const MIGRATION_3 = `
-- agreed: by the latest word of the \`consent\` option, destinations may know who the user is;
-- raw_id: the id that the bot's code gave, where a destination is to know that.
ALTER TABLE users ADD COLUMN agreed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN raw_id TEXT;

-- participant: whose channel user did it; identified: destinations may be told who the user is.
ALTER TABLE events ADD COLUMN participant INTEGER;
ALTER TABLE events ADD COLUMN identified INTEGER NOT NULL DEFAULT 0;

-- What makes up payloads besides the events (JSON), kept once.
CREATE TABLE payload_shapes (
  number INTEGER PRIMARY KEY,
  shape TEXT NOT NULL UNIQUE
) STRICT;

-- shape: null for what was recorded before shapes were kept; bytes: about what its events take.
ALTER TABLE deliveries ADD COLUMN shape INTEGER;
ALTER TABLE deliveries ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dead_letters ADD COLUMN seq INTEGER;
ALTER TABLE dead_letters ADD COLUMN shape INTEGER;
UPDATE dead_letters SET seq = e.seq FROM events e WHERE e.id = dead_letters.event;

-- What waits, by destination: the sums over its deliveries.
CREATE TABLE outbox_sizes (
  destination TEXT PRIMARY KEY,
  events INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
UPDATE deliveries SET bytes = coalesce((SELECT sum(150 + length(CAST(e.data AS BLOB)))
  FROM events e WHERE e.seq BETWEEN deliveries.first_seq AND deliveries.last_seq), 0);
INSERT INTO outbox_sizes
  SELECT destination, sum(pending), sum(bytes) FROM deliveries GROUP BY destination;

PRAGMA user_version = 3;
`;
