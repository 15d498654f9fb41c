/** Users and segments that sealed days refer to, and of which no more is known than that. */

import { UNKNOWN } from '../../../model/segment.ts';
import { QUARTER_MS } from '../../../model/time.ts';
import { SEALABLE, unpacked } from '../../sealing/seal.ts';
import type { DatabaseLike } from '../driver.ts';
import { packedRowsOn } from '../sql/sealing.ts';

function daysOf(db: DatabaseLike): readonly number[] {
  const rows = db.prepare(
    `SELECT day FROM sealed_presence UNION SELECT day FROM sealed_counters
     UNION SELECT day FROM sealed_labels ORDER BY day`,
  );
  return (rows.all() as { readonly day: number }[]).map(({ day }) => day);
}

/** Puts rows in the place of segments that are lost. */
export function sealedSegments(db: DatabaseLike): void {
  const { packed } = packedRowsOn(db);
  const used = new Set<number>();
  for (const day of daysOf(db)) {
    for (const what of SEALABLE) {
      for (const { segment } of unpacked(what, packed(what, day), day)) used.add(segment);
    }
  }
  const insert = db.prepare(
    `INSERT OR IGNORE INTO segments (id, bot, channel, locale, bot_version, device, browser, test)
     VALUES (?, '${UNKNOWN}', '${UNKNOWN}', '${UNKNOWN}', '${UNKNOWN}', '${UNKNOWN}', ?, 0)`,
  );
  for (const segment of used) insert.run(segment, `lost-${segment}`);
}

/** Puts rows in the place of users of whom not even their channels are known. */
export function sealedUsers(db: DatabaseLike): void {
  const { packed } = packedRowsOn(db);
  const isTest = db.prepare('SELECT test FROM segments WHERE id = ?');
  const known = db.prepare('SELECT 1 FROM user_channels WHERE user = ?');
  const acts = new Map<number, [first: number | null, test: number | null]>();
  for (const day of daysOf(db)) {
    for (const { user, segment, quarter } of unpacked('presence', packed('presence', day), day)) {
      const own = acts.get(user) ?? [null, null];
      const { test = 0 } = (isTest.get(segment) ?? {}) as { readonly test?: number };
      const place = test === 1 ? 1 : 0;
      own[place] = Math.min(own[place] ?? Infinity, quarter * QUARTER_MS);
      acts.set(user, own);
    }
  }
  const insert = db.prepare(
    'INSERT OR IGNORE INTO users (number, first_act_at, first_test_act_at) VALUES (?, ?, ?)',
  );
  for (const [user, [first, test]] of acts) if (!known.get(user)) insert.run(user, first, test);
}
