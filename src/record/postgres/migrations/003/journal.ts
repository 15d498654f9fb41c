/** Events, and what waits for destinations. */

import { BUSY } from './busy.ts';

export const JOURNAL = `
-- only: counted in reports and not sent to destinations, or sent and not counted; both if absent.
-- participant: whose channel user did it; identified: destinations may be told who the user is;
-- raw_id: by the very id that the bot's code gave.
CREATE TABLE events (
  seq bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  turn text COLLATE "C" NOT NULL,
  act integer NOT NULL,
  "only" text COLLATE "C",
  segment integer NOT NULL,
  "user" bigint,
  session bigint,
  since_previous_ms bigint,
  conversation bigint,
  participant bigint,
  identified integer NOT NULL,
  raw_id text COLLATE "C",
  data text COLLATE "C" NOT NULL
);

-- imported: to be known again for ever, not only for as long as channels deliver again.
CREATE TABLE seen_activities (
  key bytea PRIMARY KEY,
  at bigint NOT NULL,
  imported integer NOT NULL
);

-- What makes up payloads besides the events (JSON), kept once.
CREATE TABLE payload_shapes (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shape text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX payload_shapes_by_hash ON payload_shapes (md5(shape));

-- One row per batch and destination: the events first_seq … last_seq, less those that are settled.
-- shape: what payloads are made by; bytes: about what its events take; begun: the events of the lease
-- that were about to be sent, where that is told.
CREATE TABLE deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  destination text COLLATE "C" NOT NULL,
  shape integer,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  pending bigint NOT NULL,
  bytes bigint NOT NULL,
  settled bytea NOT NULL,
  retried bytea,
  begun bytea,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at bigint NOT NULL DEFAULT 0,
  lease_owner text COLLATE "C",
  lease_until bigint,
  oldest_at bigint NOT NULL,
  created_at bigint NOT NULL
) ${BUSY};
CREATE INDEX deliveries_by_destination ON deliveries (destination, id);
CREATE INDEX deliveries_by_holder ON deliveries (destination, lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX deliveries_by_age ON deliveries (destination, oldest_at);

CREATE TABLE dead_letters (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  destination text COLLATE "C" NOT NULL,
  event text COLLATE "C" NOT NULL,
  "user" bigint,
  reason text COLLATE "C" NOT NULL,
  detail text COLLATE "C",
  died_at bigint NOT NULL,
  data text COLLATE "C" NOT NULL,
  seq bigint,
  shape integer
);
CREATE INDEX dead_letters_by_destination ON dead_letters (destination);

-- outcome: enqueued, delivered, dead (by reason), expired, cancelled, erased, ambiguous, trimmed (by reason).
CREATE TABLE destination_totals (
  destination text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  events bigint NOT NULL,
  PRIMARY KEY (destination, outcome, reason)
) ${BUSY};

-- What waits, by destination: the sums over its deliveries.
CREATE TABLE outbox_sizes (
  destination text COLLATE "C" PRIMARY KEY,
  events bigint NOT NULL,
  bytes bigint NOT NULL
) ${BUSY};`;
