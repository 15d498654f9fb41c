/** SQL about what destinations may be told of a user. */

import { userFacts } from '../../delivering/user-facts.ts';
import type { UserChannelRow } from '../../delivering/user-facts.ts';
import type { UserFacts } from '../../outbox.ts';
import type { DatabaseLike } from '../driver.ts';

export type UserFactStatement = ReturnType<typeof userFactStatement>;

/** Prepares what reads the facts of a user. */
export function userFactStatement(db: DatabaseLike) {
  const channels = db.prepare(
    `SELECT channel, first_act_at AS firstActAt, last_act_at AS lastActAt, received, sessions
     FROM user_channels WHERE user = ? AND test = 0 ORDER BY channel`,
  );
  const profile = db.prepare('SELECT traits FROM user_profiles WHERE user = ?');
  /** With all traits. */
  return (user: number): UserFacts => {
    const row = profile.get(user) as { readonly traits: string } | undefined;
    return userFacts(channels.all(user) as UserChannelRow[], row?.traits);
  };
}
