/**
 * Opens a store whose file may be damaged: what can be read is saved into a new file, and the damaged one
 * is kept under another name.
 */

import { AnalyticsError } from '../../model/errors.ts';
import { lossOf } from '../loss.ts';
import type { Repair } from '../loss.ts';
import { makeDurable, openDraft, takeOver } from './draft.ts';
import type { DatabaseLike } from './driver.ts';
import { damageOf, isCurrent } from './examine.ts';
import { whileOpen } from './failure.ts';
import { identityOf } from './file-guard.ts';
import { keepKey } from './id-key.ts';
import { MIGRATIONS, migrateTo } from './migrations.ts';
import { APPLICATION_ID } from './ownership.ts';
import { forgetLost, standIn } from './salvage/amends.ts';
import { MADE_ANEW, balanceBooks, buryLost } from './salvage/books.ts';
import { openPages } from './salvage/pages.ts';
import type { Pages } from './salvage/pages.ts';
import { salvage } from './salvage/salvage.ts';
import type { SalvagedTable } from './salvage/salvage.ts';
import { beingMended, publishDraft, removeDraft, replaceByMended } from './set-aside.ts';
import { transactionOn } from './transaction.ts';
import { awaitWriters } from './await-writers.ts';

/** Longest time that saving may take: the bot's turns wait in memory meanwhile. What is not read by then is left. */
const MAX_SALVAGE_MS = 60_000;

/**
 * Opens a file, and mends it before if it is damaged.
 * @param open opens it for writing
 * @throws AnalyticsError what `open` does, but `STORE_DAMAGED`; `STORE_UNAVAILABLE` while another process
 *   is mending it, and if that cannot be done now
 */
export async function openMended<Store>(
  path: string,
  open: () => Store,
  repair: Repair,
): Promise<Store> {
  const finished = takeOver(path, () => finish(path, repair));
  const examined = identityOf(path);
  const damage = damageOf(path, repair);
  // its log may be written back meanwhile, which makes it no better
  const look = (): string | undefined => damageOf(path, { suspicion: 'check', ...repair });
  if (damage !== undefined) return mendAndOpen(path, { damage, examined, look, open, repair });
  try {
    const store = open();
    if (finished) repair.onDone(finished);
    return store;
  } catch (error) {
    const problem = problemOf(path, error);
    if (problem === undefined) throw error;
    return mendAndOpen(path, { damage: problem, examined, look: () => problem, open, repair });
  }
}

/** Why a file that nothing was found wrong with cannot be opened, if that is because of what is in it. */
function problemOf(path: string, error: unknown): string | undefined {
  if (AnalyticsError.is(error)) {
    const isDamaged = error.code === 'STORE_DAMAGED' || lossOf(error) === 'damaged';
    return isDamaged ? 'what is in it cannot be read' : undefined;
  }
  // no such table, no such column: it is not what a file of this version looks like
  const { code } = error as NodeJS.ErrnoException;
  return code === 'SQLITE_ERROR' && isCurrent(path) ? 'its schema is not what it was' : undefined;
}

/** Puts in its place what a process had made that has died since. */
function finish(path: string, repair: Repair): AnalyticsError {
  repair.onBegin();
  return setAside(path, { aside: replace(path), damage: 'as another process has found' });
}

interface Damaged {
  readonly damage: string;
  /** The file that it was found in. */
  readonly examined: string | undefined;
  /** Looks again, now that nobody writes: what somebody was writing at that moment is no damage. */
  readonly look: () => string | undefined;
  readonly repair: Repair;
}

async function mendAndOpen<Store>(
  path: string,
  { open, ...damaged }: Damaged & { readonly open: () => Store },
): Promise<Store> {
  const { damage, repair } = damaged;
  repair.onBegin();
  const mended = await mend(path, damaged);
  const store = open();
  repair.onDone(setAside(path, { ...mended, damage }));
  return store;
}

interface Mended {
  readonly aside: string;
  /** Absent if that is not known. */
  readonly tables?: readonly SalvagedTable[];
}

/** @throws AnalyticsError `STORE_UNAVAILABLE`: nothing has changed, or the next who comes goes on */
async function mend(path: string, damaged: Damaged): Promise<Mended> {
  try {
    return await mendFrom(path, damaged, pagesOf);
  } catch (error) {
    const failure = asPassing(error, path);
    if (AnalyticsError.is(failure) || damaged.repair.isStopping()) throw failure;
    return await mendFrom(path, damaged, () => undefined); // of what nobody can make sense, nothing is saved
  }
}

/** A file that may not be read or renamed just now is no reason to save nothing of it. */
function asPassing(error: unknown, path: string): unknown {
  const isOfFiles = error instanceof Error && 'syscall' in error;
  if (!isOfFiles) return whileOpen(error);
  const problem = `${path} is damaged and could not be mended`;
  return new AnalyticsError('STORE_UNAVAILABLE', problem, { details: { path }, cause: error });
}

/** Opens what there is to be saved from; `undefined` if there is nothing. */
function pagesOf(path: string): Pages | undefined {
  return identityOf(path) === 'absent' ? undefined : openPages(path);
}

async function mendFrom(
  path: string,
  { examined, look, repair }: Damaged,
  readPages: (path: string) => Pages | undefined,
): Promise<Mended> {
  const draft = openDraft(path);
  const close = closing(draft.db);
  let pages: Pages | undefined;
  try {
    const isOurs = (): boolean => identityOf(path) === examined && draft.isThere();
    if (!isOurs()) throw beingMended(path); // somebody has mended it meanwhile
    awaitWriters(path);
    if (look() === undefined) throw notDamaged(path);
    pages = readPages(path);
    const tables = await filled(draft.db, pages, repair);
    if (!isOurs()) throw beingMended(path); // somebody has put another file there
    if (process.platform === 'win32') close(); // which renames nothing that is open
    publishDraft(path);
    return { tables, aside: replace(path) };
  } catch (error) {
    if (process.platform === 'win32') close();
    if (draft.isThere()) removeDraft(path); // before it is let go of: then it is the next one's
    throw error;
  } finally {
    close();
    pages?.close();
  }
}

/** What was closed once is not closed again. */
function closing(db: DatabaseLike): () => void {
  let isClosed = false;
  return () => {
    if (!isClosed) db.close();
    isClosed = true;
  };
}

function notDamaged(path: string): AnalyticsError {
  const problem = `${path} looked damaged while somebody was writing into it, and is not`;
  return new AnalyticsError('STORE_UNAVAILABLE', problem, { details: { path } });
}

function replace(path: string): string {
  try {
    return replaceByMended(path, new Date());
  } catch (cause) {
    const problem = `${path} is damaged and could not be set aside`;
    throw new AnalyticsError('STORE_UNAVAILABLE', problem, { details: { path }, cause });
  }
}

function setAside(
  path: string,
  { aside, tables, damage }: Mended & { readonly damage: string },
): AnalyticsError {
  const parts = [`${path} is damaged (${damage}) and was set aside as ${aside}`];
  const partial = tables?.filter(({ isPartial }) => isPartial).map(({ name }) => name);
  const rows = tables?.reduce((sum, table) => sum + table.rows, 0);
  if (rows !== undefined) parts.push(`${rows} rows of it are in the new file`);
  if (partial && partial.length > 0) parts.push(`rows are missing of ${partial.join(', ')}`);
  return new AnalyticsError('STORE_SET_ASIDE', parts.join('; '), {
    details: { path, aside, damage, rows, partial, tables: byName(tables) },
  });
}

function byName(tables: readonly SalvagedTable[] | undefined): object | undefined {
  return tables && Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));
}

// ---- what is in the new file -------------------------------------------------------------------

async function filled(
  db: DatabaseLike,
  pages: Pages | undefined,
  { isStopping }: Repair,
): Promise<readonly SalvagedTable[]> {
  migrateTo(db, pages ? versionOf(pages) : MIGRATIONS.length);
  db.exec('BEGIN');
  const tables = pages ? await salvage(pages, db, { maxMs: MAX_SALVAGE_MS, isStopping }) : [];
  db.exec('COMMIT');
  if (isStopping()) {
    throw new AnalyticsError('STORE_UNAVAILABLE', 'the process ended while the store was mended');
  }
  migrateTo(db, MIGRATIONS.length);
  makeDurable(db);
  return transactionOn(db)(() => amended(db, tables));
}

/** Makes the tables fit together, and counts what is kept in the end. */
function amended(db: DatabaseLike, tables: readonly SalvagedTable[]): readonly SalvagedTable[] {
  const lost = new Set(tables.filter(({ isPartial }) => isPartial).map(({ name }) => name));
  const partial = forgetLost(db, lost);
  const buried = buryLost(db, partial);
  const kept = tables
    .filter(({ name }) => !MADE_ANEW.has(name))
    .map(({ name }) => ({ name, rows: rowsIn(db, name), isPartial: partial.has(name) }));
  standIn(db, partial);
  if (partial.has('meta')) keepKey(db);
  balanceBooks(db, buried);
  return kept;
}

/** A table may have been replaced by another since the version that the file had. */
function rowsIn(db: DatabaseLike, table: string): number {
  if (!db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table)) return 0;
  const counted = db.prepare(`SELECT count(*) AS rows FROM ${table}`).get();
  return (counted as { readonly rows: number }).rows;
}

const VERSION_AT = 60;
const APPLICATION_AT = 68;

/** Version of the schema, as the header says; the latest, where it cannot be believed. */
function versionOf(pages: Pages): number {
  const header = pages.read(1);
  const version = header?.readInt32BE(VERSION_AT) ?? 0;
  const isSound = header?.readUInt32BE(APPLICATION_AT) === APPLICATION_ID;
  return isSound && version > 0 && version <= MIGRATIONS.length ? version : MIGRATIONS.length;
}
