/** Writes what a run over a batch wants written, in a few round trips. */

import type { SqlValue } from './driver.ts';
import type { Sql } from './connection.ts';
import { ownJournalWrites, sharedJournalWrites } from './journal-writes.ts';
import type { Places } from './journal-writes.ts';
import type { Loaded } from './loading.ts';
import type { PendingWrites } from './pending-writes.ts';
import { OWN_WRITES, SHARED_WRITES } from './table-writes.ts';
import type { TableWrite } from './table-writes.ts';
import { jsonText } from './text.ts';

/** Writes all but the outbox; to be run in the batch's transaction. */
export async function writeBatch(
  sql: Sql,
  writes: PendingWrites,
  { places, loaded }: { readonly places: Places; readonly loaded: Loaded },
): Promise<void> {
  for (const move of writes.moves) await moveProfile(sql, move);
  await forgetUnseen(sql, writes, loaded);
  await dropUnused(sql, writes, loaded);
  await writeTogether(sql, writes, [...OWN_WRITES, ...ownJournalWrites(places)]);
  await dropEmpty(sql, writes, places);
  await writeTogether(sql, writes, [...SHARED_WRITES, ...sharedJournalWrites()]);
}

/** One statement for all tables that something is written to. */
async function writeTogether(
  sql: Sql,
  writes: PendingWrites,
  tables: readonly TableWrite[],
): Promise<void> {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  for (const [place, { rows, sql: insertion }] of tables.entries()) {
    const list = rows(writes);
    if (list.length === 0) continue;
    values.push(jsonText(list));
    parts.push(`w${place} AS (${insertion(`$${values.length}::json`)})`);
  }
  if (parts.length > 0) await sql.query(`WITH ${parts.join(', ')} SELECT`, values);
}

/** Activities that nothing was kept of. */
async function forgetUnseen(sql: Sql, { seen }: PendingWrites, { fresh }: Loaded): Promise<void> {
  const unseen = [...fresh].filter((key) => !seen.has(key));
  if (unseen.length === 0) return;
  await sql.query(
    `DELETE FROM seen_activities WHERE key IN (SELECT decode(k, 'hex') FROM unnest($1::text[]) k)`,
    [unseen],
  );
}

/** Rows that were inserted to be locked, and that nothing has come of. */
async function dropUnused(
  sql: Sql,
  { conversations, participants, events, identities }: PendingWrites,
  { inserted, conversations: known }: Loaded,
): Promise<void> {
  const used = new Set([
    ...conversations.keys(),
    ...[...participants.values()].map(({ conversation }) => conversation),
    ...events.map(({ row }) => row.conversation),
  ]);
  const unused = inserted.conversations.filter((key) => !used.has(known.get(key)?.number));
  if (unused.length > 0) {
    await sql.query('DELETE FROM conversations WHERE key = ANY($1)', [unused]);
  }
  const nobody = inserted.identities.filter((pseudonym) => !identities.has(pseudonym));
  if (nobody.length > 0) {
    await sql.query('DELETE FROM user_identities WHERE pseudonym = ANY($1)', [nobody]);
  }
}

/** What no longer counts goes away. */
async function dropEmpty(sql: Sql, writes: PendingWrites, { phrases }: Places): Promise<void> {
  if (writes.marks.some(({ value }) => value < 0)) {
    const sessions = writes.marks.filter(({ value }) => value < 0);
    await sql.query('DELETE FROM marks WHERE session = ANY($1) AND count = 0', [
      [...new Set(sessions.map(({ sessionNumber }) => sessionNumber))],
    ]);
  }
  const times = writes.phrases.filter(({ value }) => value < 0).map(({ at }) => at);
  if (times.length > 0) {
    await sql.query(
      'DELETE FROM phrase_uses WHERE at = ANY($1) AND phrase = ANY($2) AND count = 0',
      [[...new Set(times)], [...new Set(phrases.values())]],
    );
  }
}

/** What the other number has already stays; a row that only held it goes away. */
async function moveProfile(
  sql: Sql,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  await sql.query(
    `UPDATE user_profiles SET "user" = $2 WHERE "user" = $1
       AND NOT EXISTS (SELECT FROM user_profiles WHERE "user" = $2)`,
    [from, to],
  );
  await sql.query(
    `UPDATE user_tags t SET "user" = $2 WHERE "user" = $1
       AND NOT EXISTS (SELECT FROM user_tags o WHERE o."user" = $2 AND o.tag = t.tag)`,
    [from, to],
  );
  await sql.query(
    `DELETE FROM user_channels WHERE "user" = $1 AND first_act_at IS NULL AND received = 0
       AND sent = 0 AND sessions = 0 AND participant IS NULL`,
    [from],
  );
}
