/** Writes what the bot's code says about users. */

import { turns } from '../../model/in-turn.ts';
import { invalid } from '../../model/option-issues.ts';
import { UNKNOWN_PERSON } from '../audience.ts';
import type { AudiencePerson, AudienceProfile } from '../audience.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import { changedProfile } from '../reading/profile.ts';
import type { ProfileRow } from '../reading/profile.ts';
import type { Store } from '../store.ts';
import { storable } from '../sums.ts';
import type { Server, Sql } from './connection.ts';
import { numberReserve } from './numbers.ts';
import type { NumberReserve } from './numbers.ts';

/** Prepares the writing of profiles: each in a transaction of its own. */
export function profileWriter(server: Server, pseudonyms: Pseudonyms): Store['setProfile'] {
  const numbers = numberReserve('users');
  const inTurn = turns();
  return (person, profile) => {
    if ('key' in person) {
      const { key } = person;
      return inTurn(() =>
        server.transaction(async (sql) => writeProfile(sql, await knownUser(sql, key), profile)),
      );
    }
    const pseudonym = pseudonyms.user(person.channel, person.userId);
    const write = async (sql: Sql): Promise<void> => {
      const user = await lockedUser(sql, pseudonym, numbers);
      await addToChannel(sql, user, person);
      await writeProfile(sql, user, profile);
    };
    return inTurn(() => server.transaction(write));
  };
}

/**
 * Number of the user behind a pseudonym, who is locked: whatever else is said about them, by whatever
 * pseudonym, waits. Who was never seen gets a number.
 */
async function lockedUser(sql: Sql, pseudonym: string, numbers: NumberReserve): Promise<number> {
  // an update that changes nothing locks the row, which is inserted if it is not there
  await sql.run(
    `INSERT INTO user_identities (pseudonym) VALUES ($1)
     ON CONFLICT (pseudonym) DO UPDATE SET pseudonym = excluded.pseudonym WHERE false`,
    [pseudonym],
  );
  const [identity] = await sql.query<{ readonly user: number | null }>(
    'SELECT "user" FROM user_identities WHERE pseudonym = $1',
    [pseudonym],
  );
  const known = identity?.user ?? undefined;
  if (known === undefined) return create(sql, pseudonym, numbers);
  await sql.query('SELECT number FROM users WHERE number = $1 FOR UPDATE', [known]);
  return known;
}

/** Number of the user behind a pseudonym of a report, who is locked. @throws AnalyticsError `INVALID_OPTIONS` */
async function knownUser(sql: Sql, pseudonym: string): Promise<number> {
  const [identity] = await sql.query<{ readonly user: number | null }>(
    'SELECT "user" FROM user_identities WHERE pseudonym = $1',
    [storable(pseudonym)],
  );
  const known = identity?.user ?? undefined;
  if (known === undefined) throw invalid([UNKNOWN_PERSON]);
  await sql.query('SELECT number FROM users WHERE number = $1 FOR UPDATE', [known]);
  return known;
}

async function create(sql: Sql, pseudonym: string, numbers: NumberReserve): Promise<number> {
  await numbers.reserve(sql, 1);
  const drawn = numbers.free();
  const number = drawn.take();
  drawn.used();
  await sql.run('INSERT INTO users (number, key, agreed) VALUES ($1, $2, 0)', [number, pseudonym]);
  await sql.run('UPDATE user_identities SET "user" = $1 WHERE pseudonym = $2', [number, pseudonym]);
  return number;
}

/** Puts a user on a channel, without acts, if nothing is known of them there. */
async function addToChannel(sql: Sql, user: number, person: AudiencePerson): Promise<void> {
  await sql.run(
    `INSERT INTO user_channels ("user", channel, test, received, sent, sessions)
     SELECT $1::bigint, $2::text, $3::integer, 0, 0, 0
     WHERE NOT EXISTS (SELECT 1 FROM user_channels WHERE "user" = $1 AND channel = $2)
     ON CONFLICT DO NOTHING`,
    [user, storable(person.channel), Number(person.test)],
  );
}

async function writeProfile(sql: Sql, user: number, profile: AudienceProfile): Promise<void> {
  const [before] = await sql.query<ProfileRow>(
    'SELECT role, subscriber, traits FROM user_profiles WHERE "user" = $1',
    [user],
  );
  const { role, subscriber, traits } = changedProfile(before, profile);
  await sql.run(
    `INSERT INTO user_profiles ("user", role, subscriber, traits) VALUES ($1, $2, $3, $4)
     ON CONFLICT ("user") DO UPDATE SET role = excluded.role,
       subscriber = excluded.subscriber, traits = excluded.traits`,
    [user, role, subscriber, traits],
  );
  const { tags } = profile;
  if (!tags) return;
  await sql.run('DELETE FROM user_tags WHERE "user" = $1', [user]);
  await sql.run(
    `INSERT INTO user_tags ("user", tag) SELECT $1::bigint, unnest($2::text[]) ON CONFLICT DO NOTHING`,
    [user, tags.map(storable)],
  );
}
