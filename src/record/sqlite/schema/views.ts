/** Triggers, and the views `v1_*`, which are the public promise. As SQLite tells them, to the letter. */

export const VIEWS = `
CREATE VIEW v1_segments AS
  SELECT id AS segment, bot, channel, locale, bot_version, device, browser, test FROM segments;
CREATE VIEW v1_users AS
  SELECT c.user, c.channel, c.test,
    strftime('%Y-%m-%dT%H:%M:%S', c.first_act_at / 1000, 'unixepoch') || printf('.%03dZ', c.first_act_at % 1000) AS first_act_at,
    strftime('%Y-%m-%dT%H:%M:%S', c.last_act_at / 1000, 'unixepoch') || printf('.%03dZ', c.last_act_at % 1000) AS last_act_at,
    c.received, c.sent, c.sessions
  FROM user_channels c;
CREATE VIEW v1_sessions AS
  SELECT s.id AS session, s.user, g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test,
    strftime('%Y-%m-%dT%H:%M:%S', s.started_at / 1000, 'unixepoch') || printf('.%03dZ', s.started_at % 1000) AS started_at,
    strftime('%Y-%m-%dT%H:%M:%S', s.last_at / 1000, 'unixepoch') || printf('.%03dZ', s.last_at % 1000) AS last_at,
    s.received, s.messages, s.sent, s.handovers, s.automated, s.csat, s.nps, s.result, s.last_dialog, s.last_step
  FROM sessions s JOIN segments g ON g.id = s.segment;
CREATE VIEW v1_events AS
  SELECT e.id AS event, e.kind,
    strftime('%Y-%m-%dT%H:%M:%S', e.at / 1000, 'unixepoch') || printf('.%03dZ', e.at % 1000) AS at,
    e.turn, e.act, e.only, e.user, s.id AS session, e.conversation,
    g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, e.data
  FROM events e JOIN segments g ON g.id = e.segment LEFT JOIN sessions s ON s.number = e.session;
CREATE VIEW v1_marks AS
  SELECT s.id AS session, m.kind, m.label,
    strftime('%Y-%m-%dT%H:%M:%SZ', m.quarter * 900, 'unixepoch') AS quarter, m.count
  FROM marks m JOIN sessions s ON s.number = m.session;
CREATE TRIGGER users_change AFTER UPDATE OF first_act_at, first_test_act_at ON users
WHEN old.first_act_at IS NOT new.first_act_at OR old.first_test_act_at IS NOT new.first_test_act_at
BEGIN
  DELETE FROM sealed_users WHERE block = new.number / 4096;
END;
CREATE TRIGGER users_go AFTER DELETE ON users
BEGIN
  DELETE FROM sealed_users WHERE block = old.number / 4096;
END;
CREATE VIEW v1_counters AS
  SELECT strftime('%Y-%m-%dT%H:%M:%SZ', c.quarter * 900, 'unixepoch') AS quarter, g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, c.measure, sum(c.value) AS value
  FROM (
    SELECT o.quarter, o.segment, m.value AS measure, CASE m.value WHEN 'received' THEN o.received WHEN 'recognized' THEN o.recognized WHEN 'unrecognized' THEN o.unrecognized WHEN 'system' THEN o.system WHEN 'sent' THEN o.sent WHEN 'sent_by_agent' THEN o.sent_by_agent WHEN 'signals' THEN o.signals WHEN 'turns_failed' THEN o.turns_failed END AS value
    FROM counters o CROSS JOIN json_each('["received","recognized","unrecognized","system","sent","sent_by_agent","signals","turns_failed"]') m
    UNION ALL
    SELECT s.day * 96 + (instr('123456789ABCDEF', substr(hex(substr(s.quarters, i.key + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.quarters, i.key + 1, 1)), 2, 1))),
      CASE length(s.segments) / length(s.quarters) WHEN 0 THEN 0 WHEN 1 THEN (instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 0 + 1, 1)), 2, 1)))
    WHEN 2 THEN (instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 1 + 1, 1)), 2, 1)))
    ELSE (instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 1 + 1, 1)), 2, 1))) + 65536 * (instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 2 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 2 + 1, 1)), 2, 1))) + 16777216 * (instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 3 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.segments, i.key * length(s.segments) / length(s.quarters) + 3 + 1, 1)), 2, 1))) END, s.measure,
      CASE length(s.value) / length(s.quarters) WHEN 0 THEN 0 WHEN 1 THEN (instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 0 + 1, 1)), 2, 1)))
    WHEN 2 THEN (instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 1 + 1, 1)), 2, 1)))
    ELSE (instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 1 + 1, 1)), 2, 1))) + 65536 * (instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 2 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 2 + 1, 1)), 2, 1))) + 16777216 * (instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 3 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(s.value, i.key * length(s.value) / length(s.quarters) + 3 + 1, 1)), 2, 1))) END
    FROM (
      SELECT p.day, p.segments, p.quarters, m.value AS measure, CASE m.value WHEN 'received' THEN p.received WHEN 'recognized' THEN p.recognized WHEN 'unrecognized' THEN p.unrecognized WHEN 'system' THEN p.system WHEN 'sent' THEN p.sent WHEN 'sent_by_agent' THEN p.sent_by_agent WHEN 'signals' THEN p.signals WHEN 'turns_failed' THEN p.turns_failed END AS value
      FROM sealed_counters p CROSS JOIN json_each('["received","recognized","unrecognized","system","sent","sent_by_agent","signals","turns_failed"]') m
    ) s CROSS JOIN json_each('[0' || replace(hex(zeroblob(length(s.quarters) - 1)), '00', ',0') || ']') i
  ) c JOIN segments g ON g.id = c.segment
  GROUP BY c.quarter, c.segment, c.measure;
CREATE VIEW v1_labels AS
  SELECT strftime('%Y-%m-%dT%H:%M:%SZ', l.quarter * 900, 'unixepoch') AS quarter, l.kind, l.label, g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, sum(l.value) AS value
  FROM (
    SELECT quarter, kind, label, segment, value FROM label_counters
    UNION ALL
    SELECT p.day * 96 + (instr('123456789ABCDEF', substr(hex(substr(p.quarters, i.key + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.quarters, i.key + 1, 1)), 2, 1))), p.kind,
      p.labels ->> ('$[' || (CASE length(p.places) / length(p.quarters) WHEN 0 THEN 0 WHEN 1 THEN (instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 0 + 1, 1)), 2, 1)))
    WHEN 2 THEN (instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 1 + 1, 1)), 2, 1)))
    ELSE (instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 1 + 1, 1)), 2, 1))) + 65536 * (instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 2 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 2 + 1, 1)), 2, 1))) + 16777216 * (instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 3 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.places, i.key * length(p.places) / length(p.quarters) + 3 + 1, 1)), 2, 1))) END) || ']'),
      CASE length(p.segments) / length(p.quarters) WHEN 0 THEN 0 WHEN 1 THEN (instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 0 + 1, 1)), 2, 1)))
    WHEN 2 THEN (instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 1 + 1, 1)), 2, 1)))
    ELSE (instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 1 + 1, 1)), 2, 1))) + 65536 * (instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 2 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 2 + 1, 1)), 2, 1))) + 16777216 * (instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 3 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.segments, i.key * length(p.segments) / length(p.quarters) + 3 + 1, 1)), 2, 1))) END,
      CASE length(p.counts) / length(p.quarters) WHEN 0 THEN 0 WHEN 1 THEN (instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 0 + 1, 1)), 2, 1)))
    WHEN 2 THEN (instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 1 + 1, 1)), 2, 1)))
    ELSE (instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 0 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 0 + 1, 1)), 2, 1))) + 256 * (instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 1 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 1 + 1, 1)), 2, 1))) + 65536 * (instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 2 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 2 + 1, 1)), 2, 1))) + 16777216 * (instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 3 + 1, 1)), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(substr(p.counts, i.key * length(p.counts) / length(p.quarters) + 3 + 1, 1)), 2, 1))) END
    FROM sealed_labels p CROSS JOIN json_each('[0' || replace(hex(zeroblob(length(p.quarters) - 1)), '00', ',0') || ']') i
  ) l JOIN segments g ON g.id = l.segment
  GROUP BY l.quarter, l.kind, l.label, l.segment;
`;
