/** What is told of the audience, from the rows of a store. */

import { groupBy } from '../../model/group-by.ts';
import type {
  AudienceCounts,
  AudiencePosition,
  AudienceQuery,
  AudienceReads,
  AudienceRow,
} from '../audience.ts';
import { foldName } from '../names.ts';

type PageQuery = Parameters<AudienceReads['page']>[0];

const LATEST = Number.MAX_SAFE_INTEGER;

/** Where the first page begins; those who have never acted are seen at −1. */
const BEFORE_ALL = { user: 0, channel: '' };
const NEVER = -1;

/** What a query bounds by one value; what is `null` is not asked for. */
export function filtersOf(query: AudienceQuery) {
  const { subscriber, search, from = NEVER, to = LATEST } = query;
  return {
    subscriber: subscriber === undefined ? null : Number(subscriber),
    search: search === undefined ? null : foldName(search),
    from,
    to,
    includeTest: Number(query.includeTest),
  };
}

/** The row after which a page begins. */
export function startOf({ after, to = LATEST }: PageQuery): AudiencePosition {
  const { lastAt, user, channel } = after ?? { ...BEFORE_ALL, lastAt: to };
  return { lastAt, user, channel };
}

/** A row as a store reads it; `traits`: a JSON object. */
export type PageRow = Omit<AudienceRow, 'tags' | 'traits' | 'subscriber'> & {
  readonly traits: string | null;
  readonly subscriber: number;
};

export interface TagRow {
  readonly user: number;
  readonly tag: string;
}

/** Gives the users of a page their tags, which come by user, in order. */
export function audienceRows(
  rows: readonly PageRow[],
  tags: readonly TagRow[],
): readonly AudienceRow[] {
  const byUser = groupBy(tags, ({ user }) => user);
  return rows.map(({ traits, ...row }) => ({
    ...row,
    tags: (byUser.get(row.user) ?? []).map(({ tag }) => tag),
    traits: JSON.parse(traits ?? '{}') as AudienceRow['traits'],
    subscriber: row.subscriber === 1,
  }));
}

/** Users who have a channel, a role and a subscription in common. */
export interface CountRow {
  readonly channel: string;
  readonly role: string | null;
  readonly subscriber: number;
  readonly users: number;
}

export interface TagCountRow {
  readonly tag: string;
  readonly users: number;
}

/**
 * Sums up.
 * @param rows by channel, in order
 * @param tags by tag, in order
 */
export function audienceCounts(
  rows: readonly CountRow[],
  tags: readonly TagCountRow[],
): AudienceCounts {
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
