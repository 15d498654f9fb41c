/** The audience in SQLite: who is known, and what the bot's code has said about them. */

import { AnalyticsError } from '../../model/errors.ts';
import { PROFILE_LIMITS } from '../audience.ts';
import type {
  AudienceCounts,
  AudiencePerson,
  AudienceProfile,
  AudienceQuery,
  AudienceReads,
  AudienceRow,
} from '../audience.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import { storable } from '../sums.ts';
import type { DatabaseLike, NamedValues } from './driver.ts';
import { audienceStatements, profileStatements } from './sql/audience.ts';
import type { ProfileRow } from './sql/audience.ts';
import { unseenUser } from '../recording/statements.ts';
import { foldName, userStatements } from './sql/users.ts';
import { transactionOn } from './transaction.ts';

/** Prepares the reads on a connection. */
export function audienceReads(db: DatabaseLike): AudienceReads {
  const sql = audienceStatements(db);
  return {
    page: async (query) => {
      const { lastAt, user, channel } = query.after ?? {
        ...BEFORE_ALL,
        lastAt: query.to ?? LATEST,
      };
      const position = { lastAt, user, channel, limit: query.limit };
      const rows = sql.page[query.order].all({ ...filtersOf(query), ...position }) as PageRow[];
      const tags = tagsOf(sql.tags.all(JSON.stringify(rows.map((row) => row.user))) as TagRow[]);
      return rows.map((row) => audienceRow(row, tags.get(row.user) ?? []));
    },
    counts: async (query) => {
      const filters = filtersOf(query);
      return countsOf(
        sql.counts.all(filters) as CountRow[],
        sql.tagCounts.all(filters) as TagCountRow[],
      );
    },
    testHidden: async (query) => {
      if (query.includeTest) return 0;
      const [row] = sql.testHidden.all(filtersOf(query)) as { readonly users: number }[];
      return row?.users ?? 0;
    },
    channels: async () =>
      (sql.channels.all() as { readonly channel: string }[]).map(({ channel }) => channel),
  };
}

const LATEST = Number.MAX_SAFE_INTEGER;

/** Where the first page begins; those who have never acted are seen at −1. */
const BEFORE_ALL = { user: 0, channel: '' };
const NEVER = -1;

function filtersOf(query: AudienceQuery): NamedValues {
  const { channels, tags, roles, subscriber, search, from = NEVER, to = LATEST } = query;
  return {
    channels: listOf(channels),
    tags: listOf(tags),
    roles: listOf(roles),
    subscriber: subscriber === undefined ? null : Number(subscriber),
    search: search === undefined ? null : foldName(search),
    from,
    to,
    includeTest: Number(query.includeTest),
  };
}

function listOf(values: readonly string[] | undefined): string | null {
  return values ? JSON.stringify(values) : null;
}

type PageRow = Omit<AudienceRow, 'tags' | 'traits' | 'subscriber'> & {
  readonly traits: string | null;
  readonly subscriber: number;
};

interface TagRow {
  readonly user: number;
  readonly tag: string;
}

function tagsOf(rows: readonly TagRow[]): ReadonlyMap<number, readonly string[]> {
  const tags = new Map<number, string[]>();
  for (const { user, tag } of rows) {
    const known = tags.get(user);
    if (known) known.push(tag);
    else tags.set(user, [tag]);
  }
  return tags;
}

function audienceRow({ traits, ...row }: PageRow, tags: readonly string[]): AudienceRow {
  return {
    ...row,
    tags,
    traits: JSON.parse(traits ?? NO_PROFILE.traits) as AudienceRow['traits'],
    subscriber: row.subscriber === 1,
  };
}

// ---- counts ------------------------------------------------------------------------------------

interface CountRow {
  readonly channel: string;
  readonly role: string | null;
  readonly subscriber: number;
  readonly users: number;
}

interface TagCountRow {
  readonly tag: string;
  readonly users: number;
}

function countsOf(rows: readonly CountRow[], tags: readonly TagCountRow[]): AudienceCounts {
  const byChannel = new Map<string, number>();
  const byRole = new Map<string, number>();
  let users = 0;
  let subscribers = 0;
  for (const { channel, role, subscriber, users: more } of rows) {
    users += more;
    if (subscriber === 1) subscribers += more;
    byChannel.set(channel, (byChannel.get(channel) ?? 0) + more);
    if (role !== null) byRole.set(role, (byRole.get(role) ?? 0) + more);
  }
  return {
    users,
    byChannel: Object.fromEntries(byChannel),
    byTag: Object.fromEntries(tags.map(({ tag, users: n }) => [tag, n])),
    byRole: Object.fromEntries([...byRole].sort(([a], [b]) => (a < b ? -1 : 1))),
    subscribers,
  };
}

// ---- profiles ----------------------------------------------------------------------------------

/** Prepares the writing of profiles: each in a transaction of its own. */
export function profileWriter(
  db: DatabaseLike,
  pseudonyms: Pseudonyms,
): (person: AudiencePerson, profile: AudienceProfile) => void {
  const inTransaction = transactionOn(db);
  const sql = { ...profileStatements(db), users: userStatements(db) };
  return (person, profile) => {
    const pseudonym = pseudonyms.user(person.channel, person.userId);
    inTransaction(() => {
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
  users.upsert(unseenUser(number, pseudonym));
  users.identify({ pseudonym, user: number });
  return number;
}

function writeProfile(sql: ProfileSql, user: number, profile: AudienceProfile): void {
  const { tags, role, traits = {}, subscriber } = profile;
  const before = sql.profile(user) ?? NO_PROFILE;
  sql.setProfile(user, {
    role: role === undefined ? before.role : role && storable(role),
    subscriber: subscriber === undefined ? before.subscriber : Number(subscriber),
    traits: mergedTraits(before.traits, traits),
  });
  if (!tags) return;
  sql.clearTags(user);
  for (const tag of tags) sql.addTag(user, storable(tag));
}

const NO_PROFILE: ProfileRow = { role: null, subscriber: 0, traits: '{}' };

/** @throws AnalyticsError `INVALID_OPTIONS` if they become too many */
function mergedTraits(before: string, changes: NonNullable<AudienceProfile['traits']>): string {
  const merged = new Map<string, unknown>(Object.entries(JSON.parse(before) as object));
  for (const [name, value] of Object.entries(changes)) {
    const key = storable(name);
    if (value === null) merged.delete(key);
    else merged.set(key, typeof value === 'string' ? storable(value) : value);
  }
  if (merged.size > PROFILE_LIMITS.traits) throw tooManyTraits(merged.size);
  return JSON.stringify(Object.fromEntries(merged));
}

function tooManyTraits(count: number): AnalyticsError {
  const problem = `with those that are kept already there would be ${count}, at most ${PROFILE_LIMITS.traits} are kept: take some away with null`;
  return new AnalyticsError('INVALID_OPTIONS', `traits: ${problem}`, {
    details: { issues: [{ path: 'traits', problem }] },
  });
}
