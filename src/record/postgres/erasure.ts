/**
 * Removes people from PostgreSQL: everything about one in one transaction, while others record.
 *
 * It locks as a batch does: conversations by key, pseudonyms, users by number, and the books last. What
 * was found is looked for again once all that is locked, as others may have added to it until then.
 */

import { oldestOf } from '../delivering/events.ts';
import { waitingSeqs } from '../delivering/rows.ts';
import type { DeliveryRow, TotalRow } from '../delivering/rows.ts';
import { withoutEvents } from '../erasing/pending.ts';
import {
  NOTHING_REMOVED,
  erasureValues,
  forgottenUntil,
  knownPerson,
  sharedValues,
  welcomedKey,
} from '../erasing/plan.ts';
import type { FoundRows, SharedRow } from '../erasing/plan.ts';
import { FOUND, REMOVE, TABLES, WHAT, WHO } from '../erasing/steps.ts';
import type { ErasureValues, Step } from '../erasing/steps.ts';
import type { Erasure, ForgetQuery, Forgotten, Removed } from '../erasure.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import { FORGOTTEN_UNTIL } from '../recording/statements.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Server, Sql } from './connection.ts';
import { addJobs, erasureJobsOn } from './erasure-jobs.ts';
import { timesAt } from './journal.ts';
import { addToBooks } from './outbox-books.ts';
import { ROW, sizeChangeOf, writeRows } from './outbox-rows.ts';
import type { RowChange } from './outbox-rows.ts';
import { jsonText } from './text.ts';

/** Events and phrases are looked through as a whole. */
const TIMEOUT_MS = 120_000;

const RANDOM = "replace(gen_random_uuid()::text, '-', '')";

/** Prepares erasures on a server. */
export function erasureOn(server: Server, names: Pseudonyms): Erasure {
  return {
    ...erasureJobsOn(server),
    scrub: async () => undefined, // the server's VACUUM does that in its own time
    forget: async (query) => {
      const forgotten = await server.transaction((sql) => forget(sql, query, names), {
        timeoutMs: TIMEOUT_MS,
      });
      names.forget();
      return forgotten;
    },
  };
}

async function forget(sql: Sql, query: ForgetQuery, names: Pseudonyms): Promise<Forgotten> {
  const values = erasureValues(query.person, names);
  await lock(sql, values);
  await find(sql, values);
  const known = knownPerson(await foundRows(sql));
  const [users, participants] = [await texts(sql, FOUND.users), await texts(sql, PARTICIPANTS)];
  const [until] = await texts<number | null>(sql, FOUND.lastActAt);
  const hashes = [...(await texts(sql, FOUND.pseudonyms)), ...known.conversations];
  await bury(sql, hashes.map(names.tombstone), forgottenUntil(query, until ?? null));
  if (users.length + participants.length === 0) {
    await sql.run('DELETE FROM user_identities WHERE pseudonym = $1', [values.pseudonym]);
    return { found: false, removed: NOTHING_REMOVED, jobs: [] };
  }
  const orders = query.ordersFor(await texts(sql, FOUND.destinations), known);
  const changes = await pendingChanges(sql);
  await clearShared(sql, welcomedKey(query.person, names));
  const removed = await remove(sql, values);
  const jobs = await addJobs(sql, orders, query.now);
  const pending = await erasePending(sql, changes);
  return { found: true, removed: { ...NOTHING_REMOVED, ...removed, pending }, jobs };
}

const PARTICIPANTS = 'SELECT number FROM gone_participants';

/** A pseudonym that nobody knows is locked as well: somebody may be about to record it. */
async function lock(sql: Sql, { pseudonym, welcomed }: ErasureValues): Promise<void> {
  const own = `SELECT pseudonym FROM user_identities WHERE pseudonym = $1
    OR "user" = (SELECT "user" FROM user_identities WHERE pseudonym = $1)`;
  await sql.run(
    `SELECT 1 FROM conversations
     WHERE state LIKE $2
       OR number IN (SELECT conversation FROM participants WHERE member = $1 OR member IN (${own}))
     ORDER BY key FOR UPDATE`,
    [pseudonym, welcomed],
  );
  await sql.run(
    `INSERT INTO user_identities (pseudonym) SELECT $1 ON CONFLICT (pseudonym) DO NOTHING`,
    [pseudonym],
  );
  await sql.run(
    `SELECT 1 FROM user_identities WHERE pseudonym IN (${own}) ORDER BY pseudonym FOR UPDATE`,
    [pseudonym],
  );
  await sql.run(
    `SELECT 1 FROM users
     WHERE number IN (SELECT "user" FROM user_identities WHERE pseudonym IN (${own}))
     ORDER BY number FOR UPDATE`,
    [pseudonym],
  );
}

async function find(sql: Sql, values: ErasureValues): Promise<void> {
  for (const [table, columns] of Object.entries(TABLES)) {
    await sql.run(`CREATE TEMP TABLE ${table} (${columns}) ON COMMIT DROP`);
  }
  for (const step of [...WHO, ...WHAT]) await run(sql, step, values);
}

function run(sql: Sql, { sql: text, values: named = [] }: Step, values: ErasureValues) {
  return sql.run(
    text.replaceAll('RANDOM', RANDOM),
    named.map((name) => values[name]),
  );
}

/** The first column. */
async function texts<Value = string>(sql: Sql, text: string): Promise<readonly Value[]> {
  const rows = await sql.query<Record<string, Value>>(text);
  return rows.map((row) => Object.values(row)[0] as Value);
}

async function foundRows(sql: Sql): Promise<FoundRows> {
  return {
    members: await texts(sql, FOUND.members),
    keys: await texts(sql, FOUND.keys),
    identities: await texts(sql, FOUND.identities),
    rawIds: await texts(sql, FOUND.rawIds),
    conversations: await texts(sql, FOUND.conversations),
    anonymous: await texts(sql, FOUND.anonymous),
    sending: await texts(sql, FOUND.sending),
    shapes: await sql.query(FOUND.shapes),
  };
}

async function bury(sql: Sql, hashes: readonly Buffer[], until: EpochMs): Promise<void> {
  await sql.run(
    `INSERT INTO tombstones (hash, at) SELECT DISTINCT decode(hash, 'hex'), $2::bigint
     FROM unnest($1::text[]) AS t (hash) ORDER BY 1
     ON CONFLICT (hash) DO UPDATE SET at = greatest(tombstones.at, excluded.at)`,
    [hashes.map((hash) => hash.toString('hex')), until],
  );
  await sql.run(
    `INSERT INTO totals (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = greatest(totals.value, excluded.value)`,
    [FORGOTTEN_UNTIL, until],
  );
}

/** Journal rows, locked, as they are to be without the events. */
async function pendingChanges(sql: Sql): Promise<readonly RowChange[]> {
  const seqs = await texts<number>(sql, FOUND.seqs);
  const rows = await sql.query<DeliveryRow>(
    `SELECT ${ROW} FROM deliveries d WHERE d.id = ANY($1) ORDER BY d.id FOR UPDATE`,
    [await texts<number>(sql, FOUND.deliveries)],
  );
  const changes: RowChange[] = [];
  for (const before of rows) {
    const { row, erased } = withoutEvents(before, seqs);
    if (erased === 0) continue;
    const oldestAt = oldestOf(await timesAt(sql, waitingSeqs(row)));
    changes.push({ before, row: { ...row, oldestAt } });
  }
  return changes;
}

/** The last thing that is done: everybody adds to the same books. */
async function erasePending(sql: Sql, changes: readonly RowChange[]): Promise<number> {
  await writeRows(sql, changes);
  const totals = changes.map(({ before, row }): TotalRow => {
    const events = before.pending - row.pending;
    return { destination: row.destination, outcome: 'erased', reason: '', events };
  });
  await addToBooks(sql, { totals, sizes: changes.map(sizeChangeOf) });
  return totals.reduce((sum, { events }) => sum + events, 0);
}

async function clearShared(sql: Sql, welcomed: string): Promise<void> {
  const traces = {
    users: new Set(await texts<number>(sql, FOUND.users)),
    sessions: new Set(await texts(sql, FOUND.sessionIds)),
    welcomed,
  };
  const rows = await sql.query<SharedRow>(FOUND.shared);
  await sql.run(
    `UPDATE conversations c SET state = r.state, settle_at = r."settleAt", settle_for = r."settleFor"
     FROM json_to_recordset($1) AS r (number bigint, state text, "settleAt" bigint, "settleFor" text)
     WHERE c.number = r.number`,
    [jsonText(rows.map((row) => sharedValues(row, traces)))],
  );
}

async function remove(sql: Sql, values: ErasureValues): Promise<Partial<Removed>> {
  const counted: [keyof Removed, number][] = [];
  for (const step of REMOVE) {
    const changes = await run(sql, step, values);
    if (step.counts) counted.push([step.counts, changes]);
  }
  return Object.fromEntries(counted);
}
