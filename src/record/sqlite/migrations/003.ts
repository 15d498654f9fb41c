/**
 * The third schema: forwarding that can be trusted. What a destination is sent is frozen with the
 * event, and the outbox has a size.
 */
export const MIGRATION_3 = `
-- agreed: by the latest word of the \`consent\` option, destinations may know who the user is;
-- agreed_at: when that changed; raw_id: the id that the bot's code gave, where one is to know that.
ALTER TABLE users ADD COLUMN agreed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN agreed_at INTEGER;
ALTER TABLE users ADD COLUMN raw_id TEXT;

-- participant: whose channel user did it; identified: destinations may be told who the user is;
-- raw_id: by the very id that the bot's code gave.
ALTER TABLE events ADD COLUMN participant INTEGER;
ALTER TABLE events ADD COLUMN identified INTEGER NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN raw_id TEXT;

-- What makes up payloads besides the events (JSON), kept once.
CREATE TABLE payload_shapes (
  number INTEGER PRIMARY KEY,
  shape TEXT NOT NULL UNIQUE
) STRICT;

-- shape: null for what was recorded before shapes were kept; bytes: about what its events take;
-- begun: the events of the lease that were about to be sent, where that is told.
ALTER TABLE deliveries ADD COLUMN shape INTEGER;
ALTER TABLE deliveries ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN begun BLOB;
CREATE INDEX deliveries_by_holder ON deliveries (destination, lease_owner)
  WHERE lease_owner IS NOT NULL;
CREATE INDEX deliveries_by_age ON deliveries (destination, oldest_at);
ALTER TABLE dead_letters ADD COLUMN seq INTEGER;
ALTER TABLE dead_letters ADD COLUMN shape INTEGER;
UPDATE dead_letters SET seq = e.seq
  FROM (SELECT seq, id FROM events WHERE id IN (SELECT event FROM dead_letters)) e
  WHERE e.id = dead_letters.event;

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
