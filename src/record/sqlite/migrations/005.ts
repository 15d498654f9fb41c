/**
 * The fifth schema: days that are over, packed. What a column holds is told by `record/sealing/`; the views
 * give it as rows, as before.
 */

/** A byte of a blob, from 0 on: SQLite has no function for that. */
const byteOf = (blob: string, place: string): string => {
  const digit = (nth: number): string =>
    `instr('123456789ABCDEF', substr(hex(substr(${blob}, ${place} + 1, 1)), ${nth}, 1))`;
  return `(${digit(1)} * 16 + ${digit(2)})`;
};

/** The n-th of `count` numbers of one width. */
const numberOf = (blob: string, place: string, count: string): string => {
  const at = (byte: number): string =>
    byteOf(blob, `${place} * length(${blob}) / ${count} + ${byte}`);
  return `CASE length(${blob}) / ${count} WHEN 0 THEN 0 WHEN 1 THEN ${at(0)}
    WHEN 2 THEN ${at(0)} + 256 * ${at(1)}
    ELSE ${at(0)} + 256 * ${at(1)} + 65536 * ${at(2)} + 16777216 * ${at(3)} END`;
};

/** A row for each byte of a blob, by its place. */
const placesOf = (blob: string): string =>
  `json_each('[0' || replace(hex(zeroblob(length(${blob}) - 1)), '00', ',0') || ']')`;

const UTC = (quarter: string): string =>
  `strftime('%Y-%m-%dT%H:%M:%SZ', ${quarter} * 900, 'unixepoch')`;

const SEGMENT = 'g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test';

const MEASURES = [
  'received',
  'recognized',
  'unrecognized',
  'system',
  'sent',
  'sent_by_agent',
  'signals',
  'turns_failed',
];

const pick = (table: string): string =>
  `CASE m.value ${MEASURES.map((name) => `WHEN '${name}' THEN ${table}.${name}`).join(' ')} END`;

const MEASURE = `json_each('${JSON.stringify(MEASURES)}') m`;

export const MIGRATION_5 = `
-- day: of UTC, since 1970.
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
  ${MEASURES.map((name) => `${name} BLOB NOT NULL`).join(',\n  ')}
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

-- First acts of users, packed: those whose numbers, divided by 4096, are the block.
CREATE TABLE sealed_users (
  block INTEGER PRIMARY KEY,
  acts BLOB NOT NULL,
  test_acts BLOB NOT NULL
) STRICT;
CREATE TRIGGER users_change AFTER UPDATE OF first_act_at, first_test_act_at ON users
WHEN old.first_act_at IS NOT new.first_act_at OR old.first_test_act_at IS NOT new.first_test_act_at
BEGIN
  DELETE FROM sealed_users WHERE block = new.number / 4096;
END;
CREATE TRIGGER users_go AFTER DELETE ON users
BEGIN
  DELETE FROM sealed_users WHERE block = old.number / 4096;
END;

DROP VIEW v1_counters;
CREATE VIEW v1_counters AS
  SELECT ${UTC('c.quarter')} AS quarter, ${SEGMENT}, c.measure, sum(c.value) AS value
  FROM (
    SELECT o.quarter, o.segment, m.value AS measure, ${pick('o')} AS value
    FROM counters o CROSS JOIN ${MEASURE}
    UNION ALL
    SELECT s.day * 96 + ${byteOf('s.quarters', 'i.key')},
      ${numberOf('s.segments', 'i.key', 'length(s.quarters)')}, s.measure,
      ${numberOf('s.value', 'i.key', 'length(s.quarters)')}
    FROM (
      SELECT p.day, p.segments, p.quarters, m.value AS measure, ${pick('p')} AS value
      FROM sealed_counters p CROSS JOIN ${MEASURE}
    ) s CROSS JOIN ${placesOf('s.quarters')} i
  ) c JOIN segments g ON g.id = c.segment
  GROUP BY c.quarter, c.segment, c.measure;

DROP VIEW v1_labels;
CREATE VIEW v1_labels AS
  SELECT ${UTC('l.quarter')} AS quarter, l.kind, l.label, ${SEGMENT}, sum(l.value) AS value
  FROM (
    SELECT quarter, kind, label, segment, value FROM label_counters
    UNION ALL
    SELECT p.day * 96 + ${byteOf('p.quarters', 'i.key')}, p.kind,
      p.labels ->> ('$[' || (${numberOf('p.places', 'i.key', 'length(p.quarters)')}) || ']'),
      ${numberOf('p.segments', 'i.key', 'length(p.quarters)')},
      ${numberOf('p.counts', 'i.key', 'length(p.quarters)')}
    FROM sealed_labels p CROSS JOIN ${placesOf('p.quarters')} i
  ) l JOIN segments g ON g.id = l.segment
  GROUP BY l.quarter, l.kind, l.label, l.segment;

PRAGMA user_version = 5;
`;
