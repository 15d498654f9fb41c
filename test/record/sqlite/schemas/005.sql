PRAGMA application_id = 1111573057;
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('facts', 46);
INSERT INTO meta VALUES ('first_quarter', 1969376);
INSERT INTO meta VALUES ('id_key', '1cbee22564699992f90360d8297fbdeaf514e5194fc7a85d1cab6e52fc8ececa');
INSERT INTO meta VALUES ('id_key_fingerprint', '6aa6d4ed79d655553282f81bac2fc2d146cb8cb1f4b8421317246145f0c96c8c');
CREATE TABLE writers (
  id TEXT PRIMARY KEY,
  last_batch INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  updated_at INTEGER NOT NULL
, at_risk INTEGER NOT NULL DEFAULT 0, beat_at INTEGER NOT NULL DEFAULT 0, is_gone INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
INSERT INTO writers VALUES ('w0', 1, '{"stored":46,"duplicate":0,"dropped":{}}', 1773216060000, 0, 0, 0);
CREATE TABLE segments (
  id INTEGER PRIMARY KEY,
  bot TEXT NOT NULL,
  channel TEXT NOT NULL,
  locale TEXT NOT NULL,
  bot_version TEXT NOT NULL,
  device TEXT NOT NULL,
  browser TEXT NOT NULL,
  test INTEGER NOT NULL,
  UNIQUE (bot, channel, locale, bot_version, device, browser, test)
) STRICT;
INSERT INTO segments VALUES (1, 'bot', 'webchat', 'unknown', '1.0', 'unknown', 'unknown', 0);
INSERT INTO segments VALUES (2, 'bot', 'facebook', 'unknown', '1.0', 'unknown', 'unknown', 0);
INSERT INTO segments VALUES (3, 'bot', 'webchat', 'de-AT', '1.0', 'unknown', 'unknown', 0);
INSERT INTO segments VALUES (4, 'bot', 'emulator', 'unknown', '1.0', 'unknown', 'unknown', 1);
CREATE TABLE users (
  number INTEGER PRIMARY KEY,
  key TEXT,
  identity TEXT,
  first_act_at INTEGER,
  first_test_act_at INTEGER
, agreed INTEGER NOT NULL DEFAULT 0, agreed_at INTEGER, raw_id TEXT) STRICT;
INSERT INTO users VALUES (1, '198e19c3c7d48f5fe32bb5f8d3943116', NULL, 1772438400000, NULL, 0, NULL, NULL);
INSERT INTO users VALUES (2, 'a7a0e19ec4d696b46aa60fe84179f23b', NULL, 1772442000000, NULL, 0, NULL, NULL);
INSERT INTO users VALUES (3, '0eace2d2a710f6ec0e39fc46bddb088a', NULL, 1772532000000, NULL, 0, NULL, NULL);
INSERT INTO users VALUES (4, '7a24dcfe48339284fe3a9529e748adb6', NULL, NULL, 1772611200000, 0, NULL, NULL);
CREATE TABLE user_identities (
  pseudonym TEXT PRIMARY KEY,
  user INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO user_identities VALUES ('0eace2d2a710f6ec0e39fc46bddb088a', 3);
INSERT INTO user_identities VALUES ('198e19c3c7d48f5fe32bb5f8d3943116', 1);
INSERT INTO user_identities VALUES ('7a24dcfe48339284fe3a9529e748adb6', 4);
INSERT INTO user_identities VALUES ('a7a0e19ec4d696b46aa60fe84179f23b', 2);
CREATE TABLE user_channels (
  user INTEGER NOT NULL,
  channel TEXT NOT NULL,
  test INTEGER NOT NULL,
  first_act_at INTEGER,
  last_act_at INTEGER,
  received INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  participant INTEGER, seen_at INTEGER, name TEXT, name_folded TEXT,
  PRIMARY KEY (user, channel, test)
) STRICT, WITHOUT ROWID;
INSERT INTO user_channels VALUES (1, 'webchat', 0, 1772438400000, 1773216060000, 6, 5, 4, 1, 1773216060000, NULL, NULL);
INSERT INTO user_channels VALUES (2, 'facebook', 0, 1772442000000, 1772442180000, 3, 3, 1, 2, 1772442181000, NULL, NULL);
INSERT INTO user_channels VALUES (3, 'webchat', 0, 1772532000000, 1772532000000, 1, 2, 2, 3, 1772535600000, NULL, NULL);
INSERT INTO user_channels VALUES (4, 'emulator', 1, 1772611200000, 1772611200000, 1, 1, 1, 4, 1772611201000, NULL, NULL);
CREATE TABLE conversations (
  number INTEGER PRIMARY KEY,
  key TEXT UNIQUE,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  settle_at INTEGER,
  settle_for TEXT
) STRICT;
INSERT INTO conversations VALUES (1, 'e871cdc21f7ce69850aa3dd5dc5bd8a7', 'webchat', '[[{"bot":"bot","channel":"webchat","locale":"unknown","botVersion":"1.0","device":"unknown","browser":"unknown","test":false}],[["tb",null,1773216000000,"recognized",0,1,0,null,"Order",1,"tb-s1",null,0,0,null,0,null,null],["tc",null,1773216060000,"system",0,0,0,null,null,1,"tc-s1",null,0,0,null,0,null,null]],[[null,1772438401000,0,0,0,0,"checkout",null,null,null,"t0-s0"],[null,1772438641000,0,0,0,0,null,null,null,null,"t0-s0"],[null,1772439601000,0,0,0,0,null,null,null,null,"t0-s0"],[null,1772524801000,0,0,0,0,null,null,null,null,"t7-s1"],[null,1773216001000,0,1,0,0,null,null,null,null,"tb-s1"]],[],null,null]', NULL, NULL);
INSERT INTO conversations VALUES (2, 'e7c43493c7b8639e1d9394863723d1a0', 'facebook', '[[{"bot":"bot","channel":"facebook","locale":"unknown","botVersion":"1.0","device":"unknown","browser":"unknown","test":false}],[["t4",null,1772442000000,"system",0,1,0,null,null,2,"t4-s0",null,0,0,null,0,null,null],["t5",null,1772442060000,"unrecognized",0,1,0,"system",null,2,"t4-s0",null,0,0,null,0,null,null],["t6",null,1772442180000,"recognized",0,0,0,"unrecognized",null,2,"t4-s0",null,0,0,null,0,null,null]],[[null,1772442001000,0,0,0,0,null,null,null,null,"t4-s0"],[null,1772442061000,0,1,0,0,null,null,null,null,"t4-s0"]],[{"id":"t5-h2","requestedAt":1772442060000,"lastAt":1772442181000,"reason":"direct","via":"takeover","segment":{"bot":"bot","channel":"facebook","locale":"unknown","botVersion":"1.0","device":"unknown","browser":"unknown","test":false},"user":2,"sessionId":"t4-s0","acceptedAt":1772442180000}],null,null]', NULL, NULL);
INSERT INTO conversations VALUES (3, 'a428d01e6e84be570a37e604f0cd09e9', 'webchat', '[[{"bot":"bot","channel":"webchat","locale":"de-AT","botVersion":"1.0","device":"unknown","browser":"unknown","test":false}],[["t8",null,1772532000000,"recognized",0,1,0,null,"Order",3,"t8-s0",null,0,0,null,0,null,null]],[[null,1772532001000,0,0,0,0,null,null,null,null,"t8-s0"],[null,1772535600000,0,1,0,1,null,null,null,null,"t9-s1"]],[],null,null]', NULL, NULL);
INSERT INTO conversations VALUES (4, '4e58229c463719e599acd0b209a8b801', 'emulator', '[[{"bot":"bot","channel":"emulator","locale":"unknown","botVersion":"1.0","device":"unknown","browser":"unknown","test":true}],[["ta",null,1772611200000,"recognized",0,1,1,null,null,4,"ta-s0",null,0,0,null,0,null,null]],[[null,1772611201000,0,1,0,0,null,null,null,null,"ta-s0"]],[],null,null]', NULL, NULL);
CREATE TABLE participants (
  number INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  member TEXT,
  state TEXT NOT NULL,
  session INTEGER,
  UNIQUE (conversation, member)
) STRICT;
INSERT INTO participants VALUES (1, 1, '198e19c3c7d48f5fe32bb5f8d3943116', '{"sessionCount":4}', 8);
INSERT INTO participants VALUES (2, 2, 'a7a0e19ec4d696b46aa60fe84179f23b', '{"sessionCount":1}', 2);
INSERT INTO participants VALUES (3, 3, '0eace2d2a710f6ec0e39fc46bddb088a', '{"sessionCount":2}', 5);
INSERT INTO participants VALUES (4, 4, '7a24dcfe48339284fe3a9529e748adb6', '{"sessionCount":1}', 6);
CREATE TABLE sessions (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  participant INTEGER,
  user INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  received INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  handovers INTEGER NOT NULL,
  automated INTEGER,
  csat INTEGER,
  nps INTEGER,
  result TEXT,
  last_dialog TEXT,
  last_step INTEGER,
  state TEXT NOT NULL,
  first_quarter INTEGER
, closes_at INTEGER, last_class TEXT, prompt_open INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO sessions VALUES (1, 't0-s0', 1, 1, 1, 1772438400000, 1772438400000, 1772439601000, 4, 4, 3, 0, 1, 4, NULL, 'sold', NULL, NULL, '{"number":1,"topics":[{"topic":"orders","at":1772438400000}],"dialogs":[],"lastClass":"recognized","result":"sold","resultAt":1772439600000,"resultSegment":{"bot":"bot","channel":"webchat","locale":"unknown","botVersion":"1.0","device":"unknown","browser":"unknown","test":false},"automated":true,"automatedAt":1772439600000,"csat":4,"csatAt":1772439600000,"timeoutMs":1800000,"lastEventAt":1772439601000,"ended":true}', 1969376, 1772441401000, 'recognized', 0);
INSERT INTO sessions VALUES (2, 't4-s0', 2, 2, 2, 1772442000000, 1772442000000, 1772442181000, 3, 2, 3, 1, NULL, NULL, NULL, NULL, NULL, NULL, '{"number":1,"topics":[],"dialogs":[],"lastClass":"recognized","timeoutMs":1800000,"lastEventAt":1772442181000}', 1969380, 1772443981000, 'recognized', 0);
INSERT INTO sessions VALUES (3, 't7-s1', 1, 1, 1, 1772524800000, 1772524800000, 1772524801000, 0, 0, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{"number":2,"topics":[],"dialogs":[],"timeoutMs":1800000,"lastEventAt":1772524801000,"ended":true}', 1969472, 1772526601000, NULL, 0);
INSERT INTO sessions VALUES (4, 't8-s0', 3, 3, 3, 1772532000000, 1772532000000, 1772532001000, 1, 1, 1, 0, NULL, NULL, 9, NULL, NULL, NULL, '{"number":1,"topics":[],"dialogs":[],"lastClass":"recognized","nps":9,"npsAt":1772532000000,"timeoutMs":1800000,"lastEventAt":1772532001000,"ended":true}', 1969480, 1772533801000, 'recognized', 0);
INSERT INTO sessions VALUES (5, 't9-s1', 3, 3, 3, 1772535600000, 1772535600000, 1772535600000, 0, 0, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{"number":2,"topics":[],"dialogs":[],"timeoutMs":1800000,"lastEventAt":1772535600000}', 1969484, 1772537400000, NULL, 0);
INSERT INTO sessions VALUES (6, 'ta-s0', 4, 4, 4, 1772611200000, 1772611200000, 1772611201000, 1, 1, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{"number":1,"topics":[],"dialogs":[],"lastClass":"recognized","timeoutMs":1800000,"lastEventAt":1772611201000}', 1969568, 1772613001000, 'recognized', 0);
INSERT INTO sessions VALUES (7, 'tb-s1', 1, 1, 1, 1773216000000, 1773216000000, 1773216001000, 1, 1, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{"number":3,"topics":[],"dialogs":[],"lastClass":"recognized","timeoutMs":0,"lastEventAt":1773216001000,"ended":true}', 1970240, 1773216001000, 'recognized', 0);
INSERT INTO sessions VALUES (8, 'tc-s1', 1, 1, 1, 1773216060000, 1773216060000, 1773216060000, 1, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{"number":4,"topics":[],"dialogs":[],"lastClass":"system","timeoutMs":1800000,"lastEventAt":1773216060000}', 1970240, 1773217860000, 'system', 0);
CREATE TABLE session_quarters (
  quarter INTEGER NOT NULL,
  session INTEGER NOT NULL,
  PRIMARY KEY (quarter, session)
) STRICT, WITHOUT ROWID;
INSERT INTO session_quarters VALUES (1969377, 1);
CREATE TABLE presence (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  user INTEGER NOT NULL,
  received INTEGER NOT NULL,
  unrecognized INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment, user)
) STRICT, WITHOUT ROWID;
CREATE TABLE handovers (
  id TEXT PRIMARY KEY,
  segment INTEGER NOT NULL,
  user INTEGER,
  session INTEGER,
  reason TEXT NOT NULL,
  via TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  accepted_at INTEGER,
  failed_at INTEGER,
  completed_at INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO handovers VALUES ('t5-h2', 2, 2, 2, 'direct', 'takeover', 1772442060000, 1772442180000, NULL, NULL);
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  turn TEXT NOT NULL,
  act INTEGER NOT NULL,
  only TEXT,
  segment INTEGER NOT NULL,
  user INTEGER,
  session INTEGER,
  since_previous_ms INTEGER,
  conversation INTEGER,
  data TEXT NOT NULL
, participant INTEGER, identified INTEGER NOT NULL DEFAULT 0, raw_id TEXT) STRICT;
INSERT INTO events VALUES (1, 't0-0', 'session_started', 1772438400000, 't0', 0, NULL, 1, 1, 1, 0, 1, '{"sessionNumber":1,"entryPoint":"message"}', 1, 0, NULL);
INSERT INTO events VALUES (2, 't0-1', 'message_received', 1772438400000, 't0', 1, NULL, 1, 1, 1, 0, 1, '{"class":"recognized","reason":"developer","confidence":"certain","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":1}', 1, 0, NULL);
INSERT INTO events VALUES (3, 't0-2', 'message_recognized', 1772438400000, 't0', 0, NULL, 1, 1, 1, 0, 1, '{"reason":"developer","confidence":"certain","intent":"Order"}', 1, 0, NULL);
INSERT INTO events VALUES (4, 't0-3', 'topic_set', 1772438400000, 't0', 0, NULL, 1, 1, 1, 0, 1, '{"topic":"orders"}', 1, 0, NULL);
INSERT INTO events VALUES (5, 't0-4', 'dialog_started', 1772438400000, 't0', 0, NULL, 1, 1, 1, 0, 1, '{"dialog":"checkout"}', 1, 0, NULL);
INSERT INTO events VALUES (6, 't0-5', 'message_sent', 1772438401000, 't0', 0, NULL, 1, 1, 1, 1000, 1, '{"author":"bot","textLength":9,"attachmentCount":0,"proactive":false,"responseTimeMs":1000}', 1, 0, NULL);
INSERT INTO events VALUES (7, 't0-6', 'user_first_seen', 1772438400000, 't0', 0, NULL, 1, 1, 1, 0, 1, '{}', 1, 0, NULL);
INSERT INTO events VALUES (8, 't1-0', 'message_received', 1772438520000, 't1', 1, NULL, 1, 1, 1, 119000, 1, '{"class":"unrecognized","reason":"developer","confidence":"certain","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":2}', 1, 0, NULL);
INSERT INTO events VALUES (9, 't1-1', 'message_unrecognized', 1772438520000, 't1', 0, NULL, 1, 1, 1, 0, 1, '{"reason":"developer","confidence":"certain","dialog":"checkout"}', 1, 0, NULL);
INSERT INTO events VALUES (10, 't2-0', 'message_received', 1772438640000, 't2', 1, NULL, 1, 1, 1, 120000, 1, '{"class":"recognized","reason":"developer","confidence":"certain","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":3}', 1, 0, NULL);
INSERT INTO events VALUES (11, 't2-1', 'message_recognized', 1772438640000, 't2', 0, NULL, 1, 1, 1, 0, 1, '{"reason":"developer","confidence":"certain","intent":"Pay"}', 1, 0, NULL);
INSERT INTO events VALUES (12, 't2-2', 'result_set', 1772438640000, 't2', 0, NULL, 1, 1, 1, 0, 1, '{"result":"lost"}', 1, 0, NULL);
INSERT INTO events VALUES (13, 't2-3', 'dialog_ended', 1772438640000, 't2', 0, NULL, 1, 1, 1, 0, 1, '{"dialog":"checkout","outcome":"completed","durationMs":240000}', 1, 0, NULL);
INSERT INTO events VALUES (14, 't2-4', 'feedback_given', 1772438640000, 't2', 1, NULL, 1, 1, 1, 0, 1, '{"vote":"positive","messageAt":1772438401000,"messageSessionId":"t0-s0","dialog":"checkout","inferred":true}', 1, 0, NULL);
INSERT INTO events VALUES (15, 't2-5', 'message_sent', 1772438641000, 't2', 0, NULL, 1, 1, 1, 1000, 1, '{"author":"bot","textLength":9,"attachmentCount":0,"proactive":false,"responseTimeMs":1000,"dialog":"checkout"}', 1, 0, NULL);
INSERT INTO events VALUES (16, 't3-0', 'message_received', 1772439600000, 't3', 1, NULL, 1, 1, 1, 959000, 1, '{"class":"recognized","reason":"developer","confidence":"certain","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":4}', 1, 0, NULL);
INSERT INTO events VALUES (17, 't3-1', 'message_recognized', 1772439600000, 't3', 0, NULL, 1, 1, 1, 0, 1, '{"reason":"developer","confidence":"certain"}', 1, 0, NULL);
INSERT INTO events VALUES (18, 't3-2', 'result_replaced', 1772438640000, 't3', 0, NULL, 1, 1, 1, 0, 1, '{"result":"lost"}', 1, 0, NULL);
INSERT INTO events VALUES (19, 't3-3', 'result_set', 1772439600000, 't3', 0, NULL, 1, 1, 1, 0, 1, '{"result":"sold"}', 1, 0, NULL);
INSERT INTO events VALUES (20, 't3-4', 'csat_rated', 1772439600000, 't3', 0, NULL, 1, 1, 1, 0, 1, '{"score":4}', 1, 0, NULL);
INSERT INTO events VALUES (21, 't3-5', 'automation_set', 1772439600000, 't3', 0, NULL, 1, 1, 1, 0, 1, '{"automated":true}', 1, 0, NULL);
INSERT INTO events VALUES (22, 't3-6', 'message_sent', 1772439601000, 't3', 0, NULL, 1, 1, 1, 1000, 1, '{"author":"bot","textLength":9,"attachmentCount":0,"proactive":false,"responseTimeMs":1000}', 1, 0, NULL);
INSERT INTO events VALUES (23, 't4-0', 'session_started', 1772442000000, 't4', 0, NULL, 2, 2, 2, 0, 2, '{"sessionNumber":1,"entryPoint":"message"}', 2, 0, NULL);
INSERT INTO events VALUES (24, 't4-1', 'message_received', 1772442000000, 't4', 1, NULL, 2, 2, 2, 0, 2, '{"class":"system","reason":"command","confidence":"certain","messageType":"command","textLength":6,"attachmentCount":0,"hasContent":false,"turnIndex":1}', 2, 0, NULL);
INSERT INTO events VALUES (25, 't4-2', 'message_sent', 1772442001000, 't4', 0, NULL, 2, 2, 2, 1000, 2, '{"author":"bot","textLength":9,"attachmentCount":0,"proactive":false,"responseTimeMs":1000}', 2, 0, NULL);
INSERT INTO events VALUES (26, 't4-3', 'user_first_seen', 1772442000000, 't4', 0, NULL, 2, 2, 2, 0, 2, '{}', 2, 0, NULL);
INSERT INTO events VALUES (27, 't5-0', 'message_received', 1772442060000, 't5', 1, NULL, 2, 2, 2, 59000, 2, '{"class":"unrecognized","reason":"developer","confidence":"certain","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":2}', 2, 0, NULL);
INSERT INTO events VALUES (28, 't5-1', 'message_unrecognized', 1772442060000, 't5', 0, NULL, 2, 2, 2, 0, 2, '{"reason":"developer","confidence":"certain"}', 2, 0, NULL);
INSERT INTO events VALUES (29, 't5-2', 'handover_requested', 1772442060000, 't5', 0, NULL, 2, 2, 2, 0, 2, '{"handoverId":"t5-h2","reason":"direct","via":"takeover"}', 2, 0, NULL);
INSERT INTO events VALUES (30, 't5-3', 'message_sent', 1772442061000, 't5', 0, NULL, 2, 2, 2, 1000, 2, '{"author":"bot","textLength":9,"attachmentCount":0,"proactive":false,"responseTimeMs":1000}', 2, 0, NULL);
INSERT INTO events VALUES (31, 't6-0', 'message_received', 1772442180000, 't6', 1, NULL, 2, 2, 2, 119000, 2, '{"class":"recognized","reason":"human","confidence":"certain","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":3}', 2, 0, NULL);
INSERT INTO events VALUES (32, 't6-1', 'message_recognized', 1772442180000, 't6', 0, NULL, 2, 2, 2, 0, 2, '{"reason":"human","confidence":"certain"}', 2, 0, NULL);
INSERT INTO events VALUES (33, 't6-2', 'handover_accepted', 1772442180000, 't6', 0, NULL, 2, 2, 2, 0, 2, '{"handoverId":"t5-h2","waitMs":120000}', 2, 0, NULL);
INSERT INTO events VALUES (34, 't6-3', 'message_sent', 1772442181000, 't6', 0, NULL, 2, 2, 2, 1000, 2, '{"author":"agent","textLength":9,"attachmentCount":0,"proactive":false}', 2, 0, NULL);
INSERT INTO events VALUES (35, 't7-0', 'signal_received', 1772524800000, 't7', 0, NULL, 1, 1, NULL, NULL, 1, '{"type":"event","name":"link"}', 1, 0, NULL);
INSERT INTO events VALUES (36, 't7-1', 'session_ended', 1772439601000, 't7', 0, NULL, 1, 1, 1, 0, 1, '{"durationMs":1201000,"received":4,"sent":3,"ended":"timeout"}', 1, 0, NULL);
INSERT INTO events VALUES (37, 't7-2', 'session_started', 1772524800000, 't7', 0, NULL, 1, 1, 3, 0, 1, '{"sessionNumber":2,"entryPoint":"act"}', 1, 0, NULL);
INSERT INTO events VALUES (38, 't7-3', 'button_clicked', 1772524800000, 't7', 1, NULL, 1, 1, 3, 0, 1, '{"type":"link","title":"Prices","confidence":"certain"}', 1, 0, NULL);
INSERT INTO events VALUES (39, 't7-4', 'message_sent', 1772524801000, 't7', 0, NULL, 1, 1, 3, 1000, 1, '{"author":"bot","textLength":9,"attachmentCount":0,"proactive":false}', 1, 0, NULL);
INSERT INTO events VALUES (40, 't8-0', 'session_started', 1772532000000, 't8', 0, NULL, 3, 3, 4, 0, 3, '{"sessionNumber":1,"entryPoint":"message"}', 3, 0, NULL);
INSERT INTO events VALUES (41, 't8-1', 'message_received', 1772532000000, 't8', 1, NULL, 3, 3, 4, 0, 3, '{"class":"recognized","reason":"developer","confidence":"certain","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":1}', 3, 0, NULL);
INSERT INTO events VALUES (42, 't8-2', 'message_recognized', 1772532000000, 't8', 0, NULL, 3, 3, 4, 0, 3, '{"reason":"developer","confidence":"certain","intent":"Order"}', 3, 0, NULL);
INSERT INTO events VALUES (43, 't8-3', 'action_recorded', 1772532000000, 't8', 0, NULL, 3, 3, 4, 0, 3, '{"action":"call"}', 3, 0, NULL);
INSERT INTO events VALUES (44, 't8-4', 'action_recorded', 1772532000000, 't8', 0, NULL, 3, 3, 4, 0, 3, '{"action":"call"}', 3, 0, NULL);
INSERT INTO events VALUES (45, 't8-5', 'nps_rated', 1772532000000, 't8', 0, NULL, 3, 3, 4, 0, 3, '{"score":9}', 3, 0, NULL);
INSERT INTO events VALUES (46, 't8-6', 'message_sent', 1772532001000, 't8', 0, NULL, 3, 3, 4, 1000, 3, '{"author":"bot","textLength":9,"attachmentCount":0,"proactive":false,"responseTimeMs":1000}', 3, 0, NULL);
INSERT INTO events VALUES (47, 't8-7', 'user_first_seen', 1772532000000, 't8', 0, NULL, 3, 3, 4, 0, 3, '{}', 3, 0, NULL);
INSERT INTO events VALUES (48, 't9-0', 'session_ended', 1772532001000, 't9', 0, NULL, 3, 3, 4, 0, 3, '{"durationMs":1000,"received":1,"sent":1,"ended":"timeout"}', 3, 0, NULL);
INSERT INTO events VALUES (49, 't9-1', 'session_started', 1772535600000, 't9', 0, NULL, 3, 3, 5, 0, 3, '{"sessionNumber":2,"entryPoint":"bot_message"}', 3, 0, NULL);
INSERT INTO events VALUES (50, 't9-2', 'message_sent', 1772535600000, 't9', 0, NULL, 3, 3, 5, 0, 3, '{"author":"bot","textLength":9,"attachmentCount":0,"proactive":true}', 3, 0, NULL);
INSERT INTO events VALUES (51, 'ta-0', 'session_started', 1772611200000, 'ta', 0, NULL, 4, 4, 6, 0, 4, '{"sessionNumber":1,"entryPoint":"message"}', 4, 0, NULL);
INSERT INTO events VALUES (52, 'ta-1', 'message_received', 1772611200000, 'ta', 1, NULL, 4, 4, 6, 0, 4, '{"class":"recognized","reason":"default","confidence":"probable","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":1}', 4, 0, NULL);
INSERT INTO events VALUES (53, 'ta-2', 'message_recognized', 1772611200000, 'ta', 0, NULL, 4, 4, 6, 0, 4, '{"reason":"default","confidence":"probable"}', 4, 0, NULL);
INSERT INTO events VALUES (54, 'ta-3', 'message_sent', 1772611201000, 'ta', 0, NULL, 4, 4, 6, 1000, 4, '{"author":"bot","textLength":10,"attachmentCount":0,"proactive":false,"responseTimeMs":1000}', 4, 0, NULL);
INSERT INTO events VALUES (55, 'ta-4', 'user_first_seen', 1772611200000, 'ta', 0, NULL, 4, 4, 6, 0, 4, '{}', 4, 0, NULL);
INSERT INTO events VALUES (56, 'tb-0', 'session_ended', 1772524801000, 'tb', 0, NULL, 1, 1, 3, 0, 1, '{"durationMs":1000,"received":0,"sent":1,"ended":"timeout"}', 1, 0, NULL);
INSERT INTO events VALUES (57, 'tb-1', 'session_started', 1773216000000, 'tb', 0, NULL, 1, 1, 7, 0, 1, '{"sessionNumber":3,"entryPoint":"message"}', 1, 0, NULL);
INSERT INTO events VALUES (58, 'tb-2', 'message_received', 1773216000000, 'tb', 1, NULL, 1, 1, 7, 0, 1, '{"class":"recognized","reason":"developer","confidence":"certain","messageType":"text","textLength":2,"attachmentCount":0,"hasContent":true,"turnIndex":1}', 1, 0, NULL);
INSERT INTO events VALUES (59, 'tb-3', 'message_recognized', 1773216000000, 'tb', 0, NULL, 1, 1, 7, 0, 1, '{"reason":"developer","confidence":"certain","intent":"Order"}', 1, 0, NULL);
INSERT INTO events VALUES (60, 'tb-4', 'message_sent', 1773216001000, 'tb', 0, NULL, 1, 1, 7, 1000, 1, '{"author":"bot","textLength":10,"attachmentCount":0,"proactive":false,"responseTimeMs":1000}', 1, 0, NULL);
INSERT INTO events VALUES (61, 'tb-5', 'session_ended', 1773216001000, 'tb', 0, NULL, 1, 1, 7, 0, 1, '{"durationMs":1000,"received":1,"sent":1,"ended":"explicit"}', 1, 0, NULL);
INSERT INTO events VALUES (62, 'tc-0', 'session_started', 1773216060000, 'tc', 0, NULL, 1, 1, 8, 0, 1, '{"sessionNumber":4,"entryPoint":"message"}', 1, 0, NULL);
INSERT INTO events VALUES (63, 'tc-1', 'message_received', 1773216060000, 'tc', 1, NULL, 1, 1, 8, 0, 1, '{"class":"system","reason":"empty","confidence":"certain","messageType":"empty","textLength":1,"attachmentCount":0,"hasContent":false,"turnIndex":1}', 1, 0, NULL);
CREATE TABLE seen_activities (
  key BLOB PRIMARY KEY,
  at INTEGER NOT NULL,
  imported INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  settled BLOB NOT NULL,
  retried BLOB,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until INTEGER,
  oldest_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
, shape INTEGER, bytes INTEGER NOT NULL DEFAULT 0, begun BLOB) STRICT;
CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  event TEXT NOT NULL,
  user INTEGER,
  reason TEXT NOT NULL,
  detail TEXT,
  died_at INTEGER NOT NULL,
  data TEXT NOT NULL
, seq INTEGER, shape INTEGER) STRICT;
CREATE TABLE destination_totals (
  destination TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  events INTEGER NOT NULL,
  PRIMARY KEY (destination, outcome, reason)
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
INSERT INTO known_dialogs VALUES (1, 'checkout');
CREATE TABLE marks (
  session INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (session, kind, label, quarter, segment)
) STRICT, WITHOUT ROWID;
INSERT INTO marks VALUES (1, 'csat', '4', 1969377, 1, 1);
INSERT INTO marks VALUES (1, 'dialog', 'checkout', 1969376, 1, 1);
INSERT INTO marks VALUES (1, 'feedback', 'positive', 1969376, 1, 1);
INSERT INTO marks VALUES (1, 'result', 'sold', 1969377, 1, 1);
INSERT INTO marks VALUES (1, 'topic', 'orders', 1969376, 1, 1);
INSERT INTO marks VALUES (4, 'action', 'call', 1969480, 3, 2);
INSERT INTO marks VALUES (4, 'nps', '9', 1969480, 3, 1);
CREATE TABLE votes (
  participant INTEGER NOT NULL,
  message TEXT NOT NULL,
  vote TEXT NOT NULL,
  message_at INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  session TEXT,
  dialog TEXT,
  PRIMARY KEY (participant, message)
) STRICT, WITHOUT ROWID;
INSERT INTO votes VALUES (1, '@1772438401000', 'positive', 1772438401000, 1, 't0-s0', 'checkout');
CREATE TABLE response_times (
  quarter INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  dialog TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  total_ms INTEGER NOT NULL,
  PRIMARY KEY (quarter, segment, dialog, bucket)
) STRICT, WITHOUT ROWID;
INSERT INTO response_times VALUES (1969376, 1, '', 190, 1, 1000);
INSERT INTO response_times VALUES (1969376, 1, 'checkout', 190, 1, 1000);
INSERT INTO response_times VALUES (1969377, 1, '', 190, 1, 1000);
INSERT INTO response_times VALUES (1969380, 2, '', 190, 2, 2000);
INSERT INTO response_times VALUES (1969480, 3, '', 190, 1, 1000);
INSERT INTO response_times VALUES (1969568, 4, '', 190, 1, 1000);
INSERT INTO response_times VALUES (1970240, 1, '', 190, 1, 1000);
CREATE TABLE phrases (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER,
  UNIQUE (kind, key)
) STRICT;
INSERT INTO phrases VALUES (1, 'intent', 'Order', 'Order', NULL);
INSERT INTO phrases VALUES (2, 'intent', '', '', NULL);
INSERT INTO phrases VALUES (3, 'intent', 'Pay', 'Pay', NULL);
CREATE TABLE phrase_uses (
  at INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  phrase INTEGER NOT NULL,
  class TEXT NOT NULL,
  user INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (at, segment, phrase, class, user)
) STRICT, WITHOUT ROWID;
INSERT INTO phrase_uses VALUES (1772438400000, 1, 1, 'recognized', 1, 1);
INSERT INTO phrase_uses VALUES (1772438520000, 1, 2, 'unrecognized', 1, 1);
INSERT INTO phrase_uses VALUES (1772438640000, 1, 3, 'recognized', 1, 1);
INSERT INTO phrase_uses VALUES (1772439600000, 1, 2, 'recognized', 1, 1);
INSERT INTO phrase_uses VALUES (1772442000000, 2, 2, 'system', 2, 1);
INSERT INTO phrase_uses VALUES (1772442060000, 2, 2, 'unrecognized', 2, 1);
INSERT INTO phrase_uses VALUES (1772442180000, 2, 2, 'recognized', 2, 1);
INSERT INTO phrase_uses VALUES (1772532000000, 3, 1, 'recognized', 3, 1);
INSERT INTO phrase_uses VALUES (1772611200000, 4, 2, 'recognized', 4, 1);
INSERT INTO phrase_uses VALUES (1773216000000, 1, 1, 'recognized', 1, 1);
INSERT INTO phrase_uses VALUES (1773216060000, 1, 2, 'system', 1, 1);
CREATE TABLE user_profiles (
  user INTEGER PRIMARY KEY,
  role TEXT,
  subscriber INTEGER NOT NULL,
  traits TEXT NOT NULL
) STRICT;
CREATE TABLE user_tags (
  user INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (user, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE payload_shapes (
  number INTEGER PRIMARY KEY,
  shape TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE outbox_sizes (
  destination TEXT PRIMARY KEY,
  events INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tombstones (
  hash BLOB PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
INSERT INTO sealed_presence VALUES (20514, x'01010201020102', x'010102', x'202124', x'030103', x'010001');
INSERT INTO sealed_presence VALUES (20515, x'01010101030103', x'0103', x'2028', x'0001', x'');
INSERT INTO sealed_presence VALUES (20516, x'01040104', x'04', x'20', x'01', x'');
INSERT INTO sealed_presence VALUES (20523, x'01010101', x'01', x'20', x'02', x'');
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
INSERT INTO sealed_counters VALUES (20514, x'010102', x'202124', x'030103', x'020101', x'010001', x'000001', x'020103', x'000001', x'', x'');
INSERT INTO sealed_counters VALUES (20515, x'010303', x'20282c', x'000100', x'000100', x'', x'', x'010101', x'', x'010000', x'');
INSERT INTO sealed_counters VALUES (20516, x'04', x'20', x'01', x'01', x'', x'', x'01', x'', x'', x'');
INSERT INTO sealed_counters VALUES (20523, x'01', x'20', x'02', x'01', x'', x'01', x'01', x'', x'', x'');
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
INSERT INTO sealed_labels VALUES ('csat', 20514, '["4"]', x'0101', x'', x'01', x'01', x'', x'21', x'01');
INSERT INTO sealed_labels VALUES ('intent', 20514, '["Order","Pay"]', x'010101', x'0001', x'0101', x'0101', x'0001', x'2020', x'0101');
INSERT INTO sealed_labels VALUES ('context_fallback', 20514, '["checkout"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
INSERT INTO sealed_labels VALUES ('dialog', 20514, '["checkout"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
INSERT INTO sealed_labels VALUES ('dialog_completed', 20514, '["checkout"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
INSERT INTO sealed_labels VALUES ('dialog_positive', 20514, '["checkout"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
INSERT INTO sealed_labels VALUES ('topic', 20514, '["orders"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
INSERT INTO sealed_labels VALUES ('feedback', 20514, '["positive"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
INSERT INTO sealed_labels VALUES ('result', 20514, '["sold"]', x'0101', x'', x'01', x'01', x'', x'21', x'01');
INSERT INTO sealed_labels VALUES ('fallback', 20514, '[""]', x'0102', x'', x'01', x'02', x'', x'24', x'01');
INSERT INTO sealed_labels VALUES ('click', 20515, '["[\"link\",\"Prices\",null]"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
INSERT INTO sealed_labels VALUES ('click_certain', 20515, '["[\"link\",\"Prices\",null]"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
INSERT INTO sealed_labels VALUES ('nps', 20515, '["9"]', x'0103', x'', x'01', x'03', x'', x'28', x'01');
INSERT INTO sealed_labels VALUES ('intent', 20515, '["Order"]', x'0103', x'', x'01', x'03', x'', x'28', x'01');
INSERT INTO sealed_labels VALUES ('action', 20515, '["call"]', x'0103', x'', x'02', x'03', x'', x'28', x'02');
INSERT INTO sealed_labels VALUES ('intent', 20523, '["Order"]', x'0101', x'', x'01', x'01', x'', x'20', x'01');
CREATE TABLE sealed_users (
  block INTEGER PRIMARY KEY,
  acts BLOB NOT NULL,
  test_acts BLOB NOT NULL
) STRICT;
CREATE INDEX conversations_to_settle ON conversations (settle_at) WHERE settle_at IS NOT NULL;
CREATE INDEX sessions_by_quarter ON sessions (first_quarter);
CREATE INDEX sessions_by_participant ON sessions (participant, started_at);
CREATE INDEX handovers_requested ON handovers (requested_at);
CREATE INDEX handovers_accepted ON handovers (accepted_at) WHERE accepted_at IS NOT NULL;
CREATE INDEX handovers_failed ON handovers (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX handovers_completed ON handovers (completed_at) WHERE completed_at IS NOT NULL;
CREATE INDEX deliveries_by_destination ON deliveries (destination);
CREATE INDEX dead_letters_by_destination ON dead_letters (destination);
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
CREATE INDEX marks_by_time ON marks (kind, quarter);
CREATE VIEW v1_marks AS
  SELECT s.id AS session, m.kind, m.label,
    strftime('%Y-%m-%dT%H:%M:%SZ', m.quarter * 900, 'unixepoch') AS quarter, m.count
  FROM marks m JOIN sessions s ON s.number = m.session;
CREATE INDEX deliveries_by_holder ON deliveries (destination, lease_owner)
  WHERE lease_owner IS NOT NULL;
CREATE INDEX deliveries_by_age ON deliveries (destination, oldest_at);
CREATE INDEX erasures_by_status ON erasures (status, next_attempt_at);
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_message ON events (data ->> 'messageAt') WHERE kind = 'feedback_given';
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
PRAGMA user_version = 5;
