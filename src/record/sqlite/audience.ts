/** The audience in SQLite: who is known, and what the bot's code has said about them. */

import { invalid } from '../../model/option-issues.ts';
import { UNKNOWN_PERSON } from '../audience.ts';
import type {
  AudiencePerson,
  AudienceProfile,
  AudienceQuery,
  AudienceReads,
  KnownPerson,
} from '../audience.ts';
import { audienceCounts, audienceRows, filtersOf, startOf } from '../reading/audience-rows.ts';
import type { CountRow, PageRow, TagCountRow, TagRow } from '../reading/audience-rows.ts';
import { changedProfile } from '../reading/profile.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import { storable } from '../sums.ts';
import type { DatabaseLike, NamedValues } from './driver.ts';
import { audienceStatements, profileStatements } from './sql/audience.ts';
import { unseenUser } from '../recording/statements.ts';
import { userStatements } from './sql/users.ts';
import { transactionOn } from './transaction.ts';

/** Prepares the reads on a connection. */
export function audienceReads(db: DatabaseLike): AudienceReads {
  const sql = audienceStatements(db);
  return {
    page: async (query) => {
      const values = { ...valuesOf(query), ...startOf(query), limit: query.limit };
      const rows = sql.page[query.order].all(values) as PageRow[];
      const tags = sql.tags.all(JSON.stringify(rows.map(({ user }) => user))) as TagRow[];
      return audienceRows(rows, tags);
    },
    counts: async (query) => {
      const values = valuesOf(query);
      return audienceCounts(
        sql.counts.all(values) as CountRow[],
        sql.tagCounts.all(values) as TagCountRow[],
      );
    },
    testHidden: async (query) => {
      if (query.includeTest) return 0;
      const [row] = sql.testHidden.all(valuesOf(query)) as { readonly users: number }[];
      return row?.users ?? 0;
    },
    channels: async () =>
      (sql.channels.all() as { readonly channel: string }[]).map(({ channel }) => channel),
  };
}

function valuesOf(query: AudienceQuery): NamedValues {
  const { channels, tags, roles } = query;
  return {
    ...filtersOf(query),
    channels: listOf(channels),
    tags: listOf(tags),
    roles: listOf(roles),
  };
}

function listOf(values: readonly string[] | undefined): string | null {
  return values ? JSON.stringify(values) : null;
}

// ---- profiles ----------------------------------------------------------------------------------

/** Prepares the writing of profiles: each in a transaction of its own. */
export function profileWriter(
  db: DatabaseLike,
  pseudonyms: Pseudonyms,
): (person: AudiencePerson | KnownPerson, profile: AudienceProfile) => void {
  const inTransaction = transactionOn(db);
  const sql = { ...profileStatements(db), users: userStatements(db) };
  return (person, profile) => {
    if ('key' in person) {
      const known = sql.users.identityOf(person.key);
      if (!known) throw invalid([UNKNOWN_PERSON]);
      return inTransaction(() => writeProfile(sql, known.user, profile));
    }
    const pseudonym = pseudonyms.user(person.channel, person.userId);
    return inTransaction(() => {
      const user = numberOf(sql, pseudonym);
      sql.addToChannel(user, person.channel, person.test);
      writeProfile(sql, user, profile);
    });
  };
}

type ProfileSql = ReturnType<typeof profileStatements> & {
  readonly users: ReturnType<typeof userStatements>;
};

/** Number of the user behind a pseudonym; who was never seen gets one. */
function numberOf({ users }: ProfileSql, pseudonym: string): number {
  const known = users.identityOf(pseudonym);
  if (known) return known.user;
  const number = users.lastNumber() + 1;
  users.upsert([unseenUser(number, pseudonym)]);
  users.identify([{ pseudonym, user: number }]);
  return number;
}

function writeProfile(sql: ProfileSql, user: number, profile: AudienceProfile): void {
  sql.setProfile(user, changedProfile(sql.profile(user), profile));
  if (!profile.tags) return;
  sql.clearTags(user);
  for (const tag of profile.tags) sql.addTag(user, storable(tag));
}
