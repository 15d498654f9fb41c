/** First acts by the number of the user. */

import { NEVER } from '../reads.ts';
import type { FirstQuarters } from '../reads.ts';
import type { Quarter } from '../../model/time.ts';
import type { Columns } from '../rows.ts';

/** Lays quarter-hours out by the users that they belong to. */
export function quartersOf(columns: Columns): FirstQuarters {
  const users = (columns['user'] ?? []) as readonly number[];
  const quarters = (columns['quarter'] ?? []) as readonly Quarter[];
  let highest = -1;
  for (const user of users) if (user > highest) highest = user;
  const byUser = new Int32Array(highest + 1).fill(NEVER);
  for (let i = 0; i < users.length; i++) byUser[users[i] ?? 0] = quarters[i] ?? NEVER;
  return byUser;
}
