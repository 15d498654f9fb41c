/**
 * The fifth schema: days that are over, packed. What a column holds is told by `record/sealing/`; the views
 * give it as rows, as before.
 */

/** The n-th of `count` numbers of one width. */
const numberOf = (bytes: string, place: string, count: string): string => {
  const width = `length(${bytes}) / ${count}`;
  const at = (byte: number): string =>
    `get_byte(${bytes}, ${place} * (${width}) + ${byte})::bigint`;
  return `CASE ${width} WHEN 0 THEN 0 WHEN 1 THEN ${at(0)}
    WHEN 2 THEN ${at(0)} + 256 * ${at(1)}
    ELSE ${at(0)} + 256 * ${at(1)} + 65536 * ${at(2)} + 16777216 * ${at(3)} END`;
};

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

const values = (table: string): string =>
  `(VALUES ${MEASURES.map((name) => `('${name}', ${table}.${name})`).join(', ')}) AS m (measure, value)`;

/** They are packed already. */
const asIs = (table: string, columns: readonly string[]): string =>
  columns
    .map((name) => `ALTER TABLE ${table} ALTER COLUMN ${name} SET STORAGE EXTERNAL;`)
    .join('\n');

export const MIGRATION_5 = `
-- day: of UTC, since 1970.
CREATE TABLE sealed_presence (
  day integer PRIMARY KEY,
  directory bytea NOT NULL,
  users bytea NOT NULL,
  quarters bytea NOT NULL,
  received bytea NOT NULL,
  unrecognized bytea NOT NULL
);
${asIs('sealed_presence', ['directory', 'users', 'quarters', 'received', 'unrecognized'])}

CREATE TABLE sealed_counters (
  day integer PRIMARY KEY,
  segments bytea NOT NULL,
  quarters bytea NOT NULL,
  ${MEASURES.map((name) => `${name} bytea NOT NULL`).join(',\n  ')}
);
${asIs('sealed_counters', ['segments', 'quarters', ...MEASURES])}

CREATE TABLE sealed_labels (
  kind text COLLATE "C" NOT NULL,
  day integer NOT NULL,
  labels text COLLATE "C" NOT NULL,
  total_segments bytea NOT NULL,
  total_places bytea NOT NULL,
  totals bytea NOT NULL,
  segments bytea NOT NULL,
  places bytea NOT NULL,
  quarters bytea NOT NULL,
  counts bytea NOT NULL,
  PRIMARY KEY (kind, day)
);
${asIs('sealed_labels', ['total_segments', 'total_places', 'totals', 'segments', 'places', 'quarters', 'counts'])}

CREATE OR REPLACE VIEW v1_counters AS
  SELECT to_timestamp(c.quarter * 900) AS quarter, ${SEGMENT}, c.measure, sum(c.value)::bigint AS value
  FROM (
    SELECT o.quarter, o.segment, m.measure, m.value
    FROM counters o CROSS JOIN LATERAL ${values('o')}
    UNION ALL
    SELECT p.day * 96 + get_byte(p.quarters, i),
      ${numberOf('p.segments', 'i', 'length(p.quarters)')}, m.measure,
      ${numberOf('m.value', 'i', 'length(p.quarters)')}
    FROM sealed_counters p CROSS JOIN LATERAL ${values('p')}
      CROSS JOIN LATERAL generate_series(0, length(p.quarters) - 1) AS i
  ) c JOIN segments g ON g.id = c.segment
  GROUP BY c.quarter, c.segment, c.measure, ${SEGMENT};

CREATE OR REPLACE VIEW v1_labels AS
  SELECT to_timestamp(l.quarter * 900) AS quarter, l.kind, l.label, ${SEGMENT}, sum(l.value)::bigint AS value
  FROM (
    SELECT quarter, kind, label, segment, value FROM label_counters
    UNION ALL
    SELECT p.day * 96 + get_byte(p.quarters, i), p.kind,
      (p.labels::json ->> (${numberOf('p.places', 'i', 'length(p.quarters)')})::integer) COLLATE "C",
      ${numberOf('p.segments', 'i', 'length(p.quarters)')},
      ${numberOf('p.counts', 'i', 'length(p.quarters)')}
    FROM sealed_labels p CROSS JOIN LATERAL generate_series(0, length(p.quarters) - 1) AS i
  ) l JOIN segments g ON g.id = l.segment
  GROUP BY l.quarter, l.kind, l.label, l.segment, ${SEGMENT};`;
