/**
 * SQL about the audience. A row of it is a user on a channel: `c` is that one of their (at most two)
 * entries in `user_channels` that acted last, `o` the other one, where test traffic counts.
 *
 * The filters are null for all; lists are JSON. `from` and `to` are always there: −1 is before all.
 */

import type { ProfileRow } from '../../reading/profile.ts';
import type { DatabaseLike } from '../driver.ts';

/** One who has never acted is the last. */
const LAST_AT = 'ifnull(c.last_act_at, -1)';

const FILTERS = `
    AND (@channels IS NULL OR c.channel IN (SELECT value FROM json_each(@channels)))
    AND (@tags IS NULL OR EXISTS (SELECT 1 FROM user_tags t
      WHERE t.user = c.user AND t.tag IN (SELECT value FROM json_each(@tags))))
    AND (@roles IS NULL OR p.role IN (SELECT value FROM json_each(@roles)))
    AND (@subscriber IS NULL OR ifnull(p.subscriber, 0) = @subscriber)
    AND (@search IS NULL OR instr(coalesce(c.name_folded, o.name_folded), @search) > 0)
    AND ${LAST_AT} >= @from AND ${LAST_AT} < @to`;

const ROWS = `
  FROM user_channels c
    LEFT JOIN user_channels o
      ON @includeTest AND o.user = c.user AND o.channel = c.channel AND o.test = 1 - c.test
    LEFT JOIN user_profiles p ON p.user = c.user`;

const WHERE = `
  WHERE (c.test = 0 OR @includeTest)
    AND (o.user IS NULL OR ${LAST_AT} > ifnull(o.last_act_at, -1)
      OR (${LAST_AT} = ifnull(o.last_act_at, -1) AND c.test = 0))${FILTERS}`;

/** `lastAt`, `user` and `channel` are those of the row after which the page begins. */
const COLUMNS = `
  SELECT c.user, c.channel, u.key, coalesce(c.name, o.name) AS name,
    coalesce(min(c.first_act_at, o.first_act_at), c.first_act_at, o.first_act_at) AS firstAt,
    c.last_act_at AS lastAt, c.received + ifnull(o.received, 0) AS received,
    c.sent + ifnull(o.sent, 0) AS sent, c.sessions + ifnull(o.sessions, 0) AS sessions,
    v.key AS lastConversation, p.role, p.traits, ifnull(p.subscriber, 0) AS subscriber${ROWS}
    LEFT JOIN users u ON u.number = c.user
    LEFT JOIN participants m ON m.number = coalesce(c.participant, o.participant)
    LEFT JOIN conversations v ON v.number = m.conversation${WHERE}`;

const PAGE = `${COLUMNS}
    AND ${LAST_AT} <= @lastAt
    AND (${LAST_AT} < @lastAt OR c.user > @user OR (c.user = @user AND c.channel > @channel))
  ORDER BY ${LAST_AT} DESC, c.user, c.channel
  LIMIT @limit`;

/** A range of the key: no page costs more than its rows. */
const STABLE_PAGE = `${COLUMNS}
    AND (c.user, c.channel) > (@user, @channel)
  ORDER BY c.user, c.channel
  LIMIT @limit`;

const COUNTS = `
  SELECT c.channel, p.role, ifnull(p.subscriber, 0) AS subscriber, count(*) AS users${ROWS}${WHERE}
  GROUP BY 1, 2, 3
  ORDER BY 1, 2`;

const TAG_COUNTS = `
  SELECT g.tag, count(*) AS users${ROWS}
    JOIN user_tags g ON g.user = c.user${WHERE}
  GROUP BY 1
  ORDER BY 1`;

/** Test traffic of users who are not on the channel otherwise. */
const TEST_HIDDEN = `
  SELECT count(*) AS users
  FROM user_channels c
    LEFT JOIN user_channels o ON o.user = c.user AND o.channel = c.channel AND o.test = 0
    LEFT JOIN user_profiles p ON p.user = c.user
  WHERE c.test = 1 AND o.user IS NULL${FILTERS}`;

const TAGS = `
  SELECT user, tag FROM user_tags
  WHERE user IN (SELECT value FROM json_each(?))
  ORDER BY user, tag`;

/** Prepares the reading of the audience. */
export function audienceStatements(db: DatabaseLike) {
  return {
    page: { recent: db.prepare(PAGE), stable: db.prepare(STABLE_PAGE) },
    counts: db.prepare(COUNTS),
    tagCounts: db.prepare(TAG_COUNTS),
    testHidden: db.prepare(TEST_HIDDEN),
    channels: db.prepare('SELECT DISTINCT channel FROM user_channels ORDER BY channel'),
    tags: db.prepare(TAGS),
  };
}

/** Prepares the writing of profiles. */
export function profileStatements(db: DatabaseLike) {
  const addToChannel = db.prepare(
    `INSERT INTO user_channels (user, channel, test, received, sent, sessions)
     SELECT ?, ?, ?, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM user_channels WHERE user = ? AND channel = ?)`,
  );
  const select = db.prepare('SELECT role, subscriber, traits FROM user_profiles WHERE user = ?');
  const upsert = db.prepare(
    `INSERT INTO user_profiles (user, role, subscriber, traits) VALUES (?, ?, ?, ?)
     ON CONFLICT (user) DO UPDATE SET role = excluded.role, subscriber = excluded.subscriber, traits = excluded.traits`,
  );
  const clearTags = db.prepare('DELETE FROM user_tags WHERE user = ?');
  const addTag = db.prepare('INSERT OR IGNORE INTO user_tags (user, tag) VALUES (?, ?)');
  return {
    /** Puts a user on a channel, without acts, if nothing is known of them there. */
    addToChannel: (user: number, channel: string, test: boolean) =>
      addToChannel.run(user, channel, test ? 1 : 0, user, channel),
    profile: (user: number) => select.get(user) as ProfileRow | undefined,
    setProfile: (user: number, { role, subscriber, traits }: ProfileRow) =>
      upsert.run(user, role, subscriber, traits),
    clearTags: (user: number) => clearTags.run(user),
    addTag: (user: number, tag: string) => addTag.run(user, tag),
  };
}
