/** The numbers of phrases: remembered, as most of them come again and again. */

import { boundedCache } from '../../model/bounded-cache.ts';
import { storable } from '../sums.ts';
import type { PhraseDelta } from '../deltas.ts';
import type { Sql } from './connection.ts';
import type { PendingWrites } from './pending-writes.ts';
import { jsonText } from './text.ts';

/** Phrases whose numbers are remembered. */
const REMEMBERED = 20_000;

/** A phrase by its kind and key. */
type Named = Pick<PhraseDelta, 'kind' | 'key'>;

export type PhraseNumbers = ReadonlyMap<string, number>;

export interface PhraseMemory {
  /** Numbers of the phrases of a batch; those that are new are inserted. */
  numbers(sql: Sql, writes: PendingWrites): Promise<PhraseNumbers>;
  /** To be called after the commit. */
  keep(numbers: PhraseNumbers): void;
}

/** Makes a memory, empty. A phrase never loses its number. */
export function phraseMemory(): PhraseMemory {
  const known = boundedCache<string, number>(REMEMBERED);
  return {
    async numbers(sql, writes) {
      await keepTexts(sql, writes);
      const wanted = new Map(writes.phrases.map((phrase) => [phraseId(phrase), phrase]));
      const found = new Map<string, number>();
      const missing: Named[] = [];
      for (const [id, { kind, key }] of wanted) {
        const number = known.get(id);
        if (number === undefined) missing.push({ kind, key });
        else found.set(id, number);
      }
      for (const row of await inserted(sql, missing)) found.set(phraseId(row), row.number);
      return found;
    },
    keep: (numbers) => {
      for (const [id, number] of numbers) known.set(id, number);
    },
  };
}

export function phraseId({ kind, key }: Named): string {
  return `${kind} ${key}`;
}

/** Texts as they were first written. */
async function keepTexts(sql: Sql, { texts }: PendingWrites): Promise<void> {
  if (texts.length === 0) return;
  const first = new Map<string, (typeof texts)[number]>();
  for (const text of texts) {
    const known = first.get(text.key);
    if (!known || text.at < known.at) first.set(text.key, text);
  }
  const rows = [...first.values()].map(({ key, text, at }) => ({ key, text: storable(text), at }));
  await sql.query(
    `INSERT INTO phrases (number, kind, key, text, at)
     SELECT number, 'text', key, text, at
     FROM (
       SELECT nextval(pg_get_serial_sequence('phrases', 'number')) AS number, key, text, at
       FROM json_to_recordset($1) AS r (key text, text text, at bigint)
     ) n
     ORDER BY key COLLATE "C"
     ON CONFLICT (kind, key) DO UPDATE SET text = excluded.text, at = excluded.at
       WHERE phrases.at IS NULL OR excluded.at < phrases.at`,
    [jsonText(rows)],
  );
}

/** A text whose words were erased since is still counted. */
async function inserted(
  sql: Sql,
  phrases: readonly Named[],
): Promise<readonly (Named & { readonly number: number })[]> {
  if (phrases.length === 0) return [];
  const rows = jsonText(phrases);
  // numbered as they came, and locked in an order
  await sql.query(
    `INSERT INTO phrases (number, kind, key, text)
     SELECT number, kind, key, CASE kind WHEN 'intent' THEN key ELSE '' END
     FROM (
       SELECT nextval(pg_get_serial_sequence('phrases', 'number')) AS number, kind, key
       FROM json_to_recordset($1) AS r (kind text, key text)
     ) n
     ORDER BY kind, key COLLATE "C"
     ON CONFLICT (kind, key) DO NOTHING`,
    [rows],
  );
  return sql.query(
    `SELECT p.number, p.kind, p.key
     FROM json_to_recordset($1) AS r (kind text, key text)
       JOIN phrases p ON p.kind = r.kind AND p.key = r.key`,
    [rows],
  );
}
