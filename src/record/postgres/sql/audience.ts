/**
 * SQL about the audience. A row of it is a user on a channel: `c` is that one of their (at most two)
 * entries in `user_channels` that acted last, `o` the other one, where test traffic counts.
 *
 * The filters are null for all; lists are arrays. `from` and `to` are always there: −1 is before all.
 * Texts are ordered by their bytes, as in SQLite.
 */

/** One who has never acted is the last. */
const LAST_AT = 'coalesce(c.last_act_at, -1)';

const WITH_TEST = '@includeTest::integer = 1';

const CHANNEL = 'c.channel COLLATE "C"';

const FILTERS = `
    AND (@channels::text[] IS NULL OR c.channel = ANY(@channels::text[]))
    AND (@tags::text[] IS NULL OR EXISTS (SELECT 1 FROM user_tags t
      WHERE t."user" = c."user" AND t.tag = ANY(@tags::text[])))
    AND (@roles::text[] IS NULL OR p.role = ANY(@roles::text[]))
    AND (@subscriber::integer IS NULL OR coalesce(p.subscriber, 0) = @subscriber::integer)
    AND (@search::text[] IS NULL
      OR strpos(coalesce(c.name_folded, o.name_folded), (@search::text[])[1]) > 0)
    AND ${LAST_AT} >= @from::bigint AND ${LAST_AT} < @to::bigint`;

const ROWS = `
  FROM user_channels c
    LEFT JOIN user_channels o
      ON ${WITH_TEST} AND o."user" = c."user" AND o.channel = c.channel AND o.test = 1 - c.test
    LEFT JOIN user_profiles p ON p."user" = c."user"`;

const WHERE = `
  WHERE (c.test = 0 OR ${WITH_TEST})
    AND (o."user" IS NULL OR ${LAST_AT} > coalesce(o.last_act_at, -1)
      OR (${LAST_AT} = coalesce(o.last_act_at, -1) AND c.test = 0))${FILTERS}`;

/** `lastAt`, `user` and `channel` are those of the row after which the page begins. */
const COLUMNS = `
  SELECT c."user", c.channel, u.key, coalesce(c.name, o.name) AS name,
    least(c.first_act_at, o.first_act_at) AS "firstAt", c.last_act_at AS "lastAt",
    c.received + coalesce(o.received, 0) AS received, c.sent + coalesce(o.sent, 0) AS sent,
    c.sessions + coalesce(o.sessions, 0) AS sessions,
    v.key AS "lastConversation", p.role, p.traits, coalesce(p.subscriber, 0) AS subscriber${ROWS}
    LEFT JOIN users u ON u.number = c."user"
    LEFT JOIN participants m ON m.number = coalesce(c.participant, o.participant)
    LEFT JOIN conversations v ON v.number = m.conversation${WHERE}`;

export const PAGE = {
  recent: `${COLUMNS}
    AND ${LAST_AT} <= @lastAt::bigint
    AND (${LAST_AT} < @lastAt::bigint OR c."user" > @user::bigint
      OR (c."user" = @user::bigint AND ${CHANNEL} > @channel))
  ORDER BY ${LAST_AT} DESC, c."user", ${CHANNEL}
  LIMIT @limit::integer`,
  /** A range of the key: no page costs more than its rows. */
  stable: `${COLUMNS}
    AND (c."user", ${CHANNEL}) > (@user::bigint, @channel)
  ORDER BY c."user", ${CHANNEL}
  LIMIT @limit::integer`,
};

export const COUNTS = `
  SELECT c.channel, p.role, coalesce(p.subscriber, 0) AS subscriber, count(*) AS users${ROWS}${WHERE}
  GROUP BY 1, 2, 3
  ORDER BY ${CHANNEL}, p.role COLLATE "C"`;

export const TAG_COUNTS = `
  SELECT g.tag, count(*) AS users${ROWS}
    JOIN user_tags g ON g."user" = c."user"${WHERE}
  GROUP BY 1
  ORDER BY g.tag COLLATE "C"`;

/** Test traffic of users who are not on the channel otherwise. */
export const TEST_HIDDEN = `
  SELECT count(*) AS users
  FROM user_channels c
    LEFT JOIN user_channels o ON o."user" = c."user" AND o.channel = c.channel AND o.test = 0
    LEFT JOIN user_profiles p ON p."user" = c."user"
  WHERE c.test = 1 AND o."user" IS NULL${FILTERS}`;

export const CHANNELS = `
  SELECT c.channel FROM user_channels c GROUP BY c.channel ORDER BY ${CHANNEL}`;

export const TAGS = `
  SELECT "user", tag FROM user_tags
  WHERE "user" = ANY(@users::bigint[])
  ORDER BY "user", tag COLLATE "C"`;
