/** SQL about what destinations may be told of a user. */

import type { UserFacts } from '../../outbox.ts';
import type { DatabaseLike } from '../driver.ts';

interface ChannelRow {
  readonly channel: string;
  readonly firstActAt: number | null;
  readonly lastActAt: number | null;
  readonly received: number;
  readonly sessions: number;
}

export type UserFactStatement = ReturnType<typeof userFactStatement>;

/** Prepares what reads the facts of a user. */
export function userFactStatement(db: DatabaseLike) {
  const channels = db.prepare(
    `SELECT channel, first_act_at AS firstActAt, last_act_at AS lastActAt, received, sessions
     FROM user_channels WHERE user = ? AND test = 0`,
  );
  const profile = db.prepare('SELECT traits FROM user_profiles WHERE user = ?');
  /** With all traits. */
  return (user: number): UserFacts => {
    const rows = channels.all(user) as ChannelRow[];
    const first = extreme(rows, 'firstActAt', (a, b) => a < b);
    const last = extreme(rows, 'lastActAt', (a, b) => a > b);
    const row = profile.get(user) as { readonly traits: string } | undefined;
    return {
      ...(first && { firstActAt: first.at, firstChannel: first.channel }),
      ...(last && { lastActAt: last.at, lastChannel: last.channel }),
      received: rows.reduce((sum, { received }) => sum + received, 0),
      sessions: rows.reduce((sum, { sessions }) => sum + sessions, 0),
      traits: JSON.parse(row?.traits ?? '{}') as UserFacts['traits'],
    };
  };
}

function extreme(
  rows: readonly ChannelRow[],
  field: 'firstActAt' | 'lastActAt',
  isBetter: (a: number, b: number) => boolean,
): { readonly at: number; readonly channel: string } | undefined {
  let found: { readonly at: number; readonly channel: string } | undefined;
  for (const row of rows) {
    const at = row[field];
    if (at !== null && (!found || isBetter(at, found.at))) found = { at, channel: row.channel };
  }
  return found;
}
