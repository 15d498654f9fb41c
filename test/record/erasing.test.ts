/**
 * Random histories in which everybody is erased, one after the other: no report changes, nothing is left
 * of them, and recording goes on.
 */

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Store } from '../../src/record/store.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from '../report/history.ts';
import { channelOf, recordInto, storeOf } from '../report/history.ts';
import { longAgo } from '../report/random.ts';
import type { Case } from '../report/random.ts';
import { openDatabase } from '../support/database.ts';
import { fuzz } from '../support/fuzz.ts';

const RUNS = 3;

/** Fields that say who somebody is, what they said, or what was said about them. */
const PERSONAL = ['user', 'name', 'lastConversation', 'text', 'session', 'tags', 'role', 'traits'];

async function answers(store: Store, { asked: { from, to, timezone }, now }: Case) {
  const span = { from: new Date(from), to: new Date(to), timezone, includeTest: true };
  const said: Record<string, unknown> = {};
  for (const name of REPORT_NAMES) {
    said[name] = await runReport(
      store.reads,
      name,
      name === 'retention' ? { timezone } : span,
      now,
    );
  }
  const text = JSON.stringify(said, (name, value: unknown) =>
    PERSONAL.includes(name) && typeof value !== 'number' ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}

interface Person {
  readonly channel: string;
  readonly userId: string;
  readonly test: boolean;
}

function peopleOf(history: readonly Moment[]): readonly Person[] {
  const people = history.map((moment): [string, Person] => {
    const person = { channel: channelOf(moment), userId: moment.user, test: false };
    return [JSON.stringify(person), person];
  });
  return [...new Map(people).values()];
}

const forget = (store: Store, person: Person, at: number) =>
  store.maintenance.erasure.forget({ person, at, now: at, ordersFor: () => [] });

/** Texts in which a pseudonym is still to be found, as `table.column`. */
function placesOf(path: string, pseudonyms: readonly string[]): readonly string[] {
  const db = openDatabase(path, { readonly: true });
  const columns = db
    .prepare(
      `SELECT m.name AS "table", c.name FROM sqlite_schema m, pragma_table_info(m.name) c
       WHERE m.type = 'table' AND c.type = 'TEXT' AND m.name NOT LIKE 'sqlite%'`,
    )
    .all() as { table: string; name: string }[];
  const found = columns.filter(({ table, name }) => {
    const has = db.prepare(`SELECT 1 FROM ${table} WHERE instr("${name}", ?) > 0 LIMIT 1`);
    return pseudonyms.some((pseudonym) => has.get(pseudonym) !== undefined);
  });
  db.close();
  return found.map(({ table, name }) => `${table}.${name}`);
}

function pseudonymsIn(path: string): readonly string[] {
  const db = openDatabase(path, { readonly: true });
  const rows = db.prepare(
    `SELECT pseudonym AS p FROM user_identities UNION SELECT key FROM conversations
     UNION SELECT member FROM participants UNION SELECT id FROM sessions`,
  );
  const found = (rows.all() as { p: string }[]).map(({ p }) => p);
  db.close();
  return found;
}

test('nobody is missing in any report, and nothing is left of anybody', async () => {
  const property = fc.asyncProperty(longAgo, async (which) => {
    const { history, captureText } = which;
    const path = join(tmpdir(), `erasing-${randomUUID()}.db`);
    const store = await storeOf(history, path, { captureText: captureText ? 'full' : 'off' });
    try {
      const pseudonyms = pseudonymsIn(path);
      const before = await answers(store, which);
      const end = Math.max(...history.map(({ at }) => at)) + 1;
      for (const person of peopleOf(history)) {
        await forget(store, person, end);
        expect(await answers(store, which)).toEqual(before);
      }
      const { different } = await store.maintenance.recount({ repair: false });

      expect(placesOf(path, pseudonyms)).toEqual([]);
      expect(different).toEqual([]);
    } finally {
      await store.close();
      for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
    }
  });
  await fc.assert(property, fuzz(RUNS));
});

test('what comes later is recorded as if it came first, and what is late is not', async () => {
  const property = fc.asyncProperty(longAgo, fc.nat(), async ({ history }, choice) => {
    const store = await storeOf([]);
    const middle = Math.ceil(history.length / 2);
    const people = peopleOf(history);
    const person = people[choice % people.length]!;
    await recordInto(store, history.slice(0, middle));
    const at = history[middle - 1]?.at ?? 0;
    await forget(store, person, at);
    await recordInto(store, history.slice(middle), {}, middle);
    const end = Math.max(...history.map((moment) => moment.at)) + 1;
    const { found } = await forget(store, person, end);
    const { different } = await store.maintenance.recount({ repair: false });
    const isLater = history
      .slice(middle)
      .some(
        (moment) =>
          moment.at > at && channelOf(moment) === person.channel && moment.user === person.userId,
      );
    await store.close();

    expect(different).toEqual([]);
    if (isLater) expect(found).toBe(true);
  });
  await fc.assert(property, fuzz(RUNS));
});
