/** First acts by the number of the user. */

import { NEVER } from '../reads.ts';
import type { FirstQuarters } from '../reads.ts';
import type { Quarter } from '../../model/time.ts';
import type { Columns } from '../rows.ts';

/** Columns of a statement that finds users and the times of their acts. */
export const FIRST_QUARTERS = { user: '"user"', quarter: 'at / 900000' } as const;

/** Lays quarter-hours out by the users that they belong to. */
export function quartersOf(columns: Columns): FirstQuarters {
  const users = (columns['user'] ?? []) as readonly number[];
  let highest = -1;
  for (const user of users) if (user > highest) highest = user;
  const byUser = new Int32Array(highest + 1).fill(NEVER);
  putQuarters(byUser, columns);
  return byUser;
}

/** Puts quarter-hours where they belong. */
export function putQuarters(byUser: FirstQuarters, columns: Columns): void {
  const users = (columns['user'] ?? []) as readonly number[];
  const quarters = (columns['quarter'] ?? []) as readonly Quarter[];
  for (let i = 0; i < users.length; i++) byUser[users[i] ?? 0] = quarters[i] ?? NEVER;
}
