/** SQL about users and the pseudonyms that stand for them. */

import { foldName } from '../../names.ts';
import { storable } from '../../sums.ts';
import type { DatabaseLike } from '../driver.ts';
import type {
  LastSeen,
  StoredIdentity,
  StoredUser,
  UserActivity,
} from '../../recording/statements.ts';
import { insertMany } from '../many.ts';
import { lastNumber } from './last-number.ts';

/** Prepares the statements about users. */
export function userStatements(db: DatabaseLike) {
  return {
    lastNumber: lastNumber(db, 'users'),
    byNumber: selectUser(db),
    upsert: upsertUser(db),
    identityOf: selectIdentity(db),
    identify: upsertIdentity(db),
    addToChannel: addToChannel(db),
    moveProfile: moveProfile(db),
  };
}

function selectUser(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT number, key, identity, first_act_at AS firstActAt, first_test_act_at AS firstTestActAt,
       agreed, agreed_at AS agreedAt, raw_id AS rawId
     FROM users WHERE number = ?`,
  );
  return (number: number) => statement.get(number) as StoredUser | undefined;
}

function upsertUser(db: DatabaseLike) {
  return insertMany<StoredUser>(db, {
    into: 'users (number, key, identity, first_act_at, first_test_act_at, agreed, agreed_at, raw_id)',
    valuesOf: (user) => [
      user.number,
      user.key,
      user.identity,
      user.firstActAt,
      user.firstTestActAt,
      user.agreed,
      user.agreedAt,
      user.rawId,
    ],
    onConflict: `ON CONFLICT (number) DO UPDATE SET identity = excluded.identity,
      first_act_at = excluded.first_act_at, first_test_act_at = excluded.first_test_act_at,
      agreed = excluded.agreed, agreed_at = excluded.agreed_at, raw_id = excluded.raw_id`,
  });
}

function selectIdentity(db: DatabaseLike) {
  const statement = db.prepare('SELECT pseudonym, user FROM user_identities WHERE pseudonym = ?');
  return (pseudonym: string) => statement.get(pseudonym) as StoredIdentity | undefined;
}

function upsertIdentity(db: DatabaseLike) {
  return insertMany<StoredIdentity>(db, {
    into: 'user_identities (pseudonym, user)',
    valuesOf: ({ pseudonym, user }) => [pseudonym, user],
    onConflict: 'ON CONFLICT (pseudonym) DO UPDATE SET user = excluded.user',
  });
}

/** The time decides, not the arrival. */
const IS_LATER = 'coalesce(excluded.seen_at, -1) >= coalesce(seen_at, -1)';

function addToChannel(db: DatabaseLike) {
  return insertMany<UserActivity>(db, {
    into: 'user_channels (user, channel, test, first_act_at, last_act_at, received, sent, sessions, participant, seen_at, name, name_folded)',
    valuesOf: activityValues,
    onConflict: `ON CONFLICT (user, channel, test) DO UPDATE SET
       first_act_at = coalesce(min(first_act_at, excluded.first_act_at), first_act_at, excluded.first_act_at),
       last_act_at = coalesce(max(last_act_at, excluded.last_act_at), last_act_at, excluded.last_act_at),
       received = received + excluded.received,
       sent = sent + excluded.sent,
       sessions = sessions + excluded.sessions,
       participant = iif(${IS_LATER}, coalesce(excluded.participant, participant), participant),
       name = iif(${IS_LATER}, coalesce(excluded.name, name), coalesce(name, excluded.name)),
       name_folded = iif(${IS_LATER}, coalesce(excluded.name_folded, name_folded), coalesce(name_folded, excluded.name_folded)),
       seen_at = coalesce(max(seen_at, excluded.seen_at), seen_at, excluded.seen_at)`,
  });
}

function activityValues({ delta, seen }: UserActivity) {
  return [
    delta.user,
    delta.channel,
    delta.test ? 1 : 0,
    delta.firstActAt ?? null,
    delta.lastActAt ?? null,
    delta.received,
    delta.sent,
    delta.sessions,
    ...placeOf(seen),
  ];
}

/** Where a user was seen last, and by what name. */
function placeOf(seen: LastSeen | undefined) {
  if (!seen) return NOWHERE;
  const name = seen.name === undefined ? null : storable(seen.name);
  return [seen.participant, seen.at, name, name === null ? null : foldName(name)] as const;
}

const NOWHERE = [null, null, null, null] as const;

/** See {@link UserStatements.moveProfile}. */
function moveProfile(db: DatabaseLike) {
  const statements = [
    'UPDATE OR IGNORE user_profiles SET user = ? WHERE user = ?',
    'UPDATE OR IGNORE user_tags SET user = ? WHERE user = ?',
  ].map((sql) => db.prepare(sql));
  const drop = db.prepare(
    `DELETE FROM user_channels WHERE user = ? AND first_act_at IS NULL AND received = 0 AND sent = 0
       AND sessions = 0 AND participant IS NULL`,
  );
  return ({ from, to }: { readonly from: number; readonly to: number }): void => {
    for (const statement of statements) statement.run(to, from);
    drop.run(from);
  };
}
