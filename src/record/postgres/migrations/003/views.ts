/** What people may point their own tools at. */

export const VIEWS = `
CREATE VIEW v1_segments AS
  SELECT id AS segment, bot, channel, locale, bot_version, device, browser, test FROM segments;

CREATE VIEW v1_users AS
  SELECT c."user", c.channel, c.test, to_timestamp(c.first_act_at / 1000.0) AS first_act_at,
    to_timestamp(c.last_act_at / 1000.0) AS last_act_at, c.received, c.sent, c.sessions
  FROM user_channels c;

CREATE VIEW v1_sessions AS
  SELECT s.id AS session, s."user", g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test,
    to_timestamp(s.started_at / 1000.0) AS started_at, to_timestamp(s.last_at / 1000.0) AS last_at,
    s.received, s.messages, s.sent, s.handovers, s.automated, s.csat, s.nps, s.result, s.last_dialog, s.last_step
  FROM sessions s JOIN segments g ON g.id = s.segment;

CREATE VIEW v1_counters AS
  SELECT to_timestamp(c.quarter * 900) AS quarter,
    g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, m.measure, m.value
  FROM counters c JOIN segments g ON g.id = c.segment
    CROSS JOIN LATERAL (VALUES ('received', c.received), ('recognized', c.recognized),
      ('unrecognized', c.unrecognized), ('system', c.system), ('sent', c.sent),
      ('sent_by_agent', c.sent_by_agent), ('signals', c.signals), ('turns_failed', c.turns_failed)
    ) AS m (measure, value);

CREATE VIEW v1_labels AS
  SELECT to_timestamp(l.quarter * 900) AS quarter, l.kind, l.label,
    g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, l.value
  FROM label_counters l JOIN segments g ON g.id = l.segment;

CREATE VIEW v1_marks AS
  SELECT s.id AS session, m.kind, m.label, to_timestamp(m.quarter * 900) AS quarter, m.count
  FROM marks m JOIN sessions s ON s.number = m.session;

CREATE VIEW v1_events AS
  SELECT e.id AS event, e.kind, to_timestamp(e.at / 1000.0) AS at,
    e.turn, e.act, e."only", e."user", s.id AS session, e.conversation,
    g.bot, g.channel, g.locale, g.bot_version, g.device, g.browser, g.test, e.data
  FROM events e JOIN segments g ON g.id = e.segment LEFT JOIN sessions s ON s.number = e.session;`;
