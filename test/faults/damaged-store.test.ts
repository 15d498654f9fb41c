/** Damaged files: the bot goes on, what can be read is saved, and what is said about it is true. */

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import type { AnalyticsError } from '../../src/model/errors.ts';
import type { Repair } from '../../src/record/loss.ts';
import { openStore } from '../../src/record/open.ts';
import type { DatabaseLike } from '../../src/record/sqlite/driver.ts';
import { tablesOf } from '../../src/record/sqlite/salvage/tables.ts';
import type { Store, StoreCounts } from '../../src/record/store.ts';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { SETTINGS, deps, turn } from '../record/turns.ts';
import { fillStore } from '../record/sqlite/full-store.ts';
import { DAMAGES, randomFrom } from './damage.ts';
import type { Damage } from './damage.ts';

const TURNS = 250;
const ROUNDS = process.env['NIGHTLY'] ? 2_000 : 12;

/** A store, logs that may be put beside it, and what it holds. */
let folder = '';
let full = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-'));
  full = join(folder, 'full.db');
  await fillStore(full, TURNS);
  for (const name of ['old', 'foreign']) {
    const path = join(folder, `${name}.db`);
    if (name === 'old') copyFileSync(full, path);
    else await fillStore(path, 40);
    const db = openDatabase(path);
    db.exec(`PRAGMA wal_autocheckpoint = 0; UPDATE sessions SET sent = sent + 1;
      DELETE FROM events WHERE seq % 3 = 0; INSERT INTO meta VALUES ('x', 1)`);
    copyFileSync(`${path}-wal`, join(folder, `${name}-log`));
    db.close();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Opened {
  readonly store?: Store;
  readonly error?: AnalyticsError;
  /** What was told of files that were set aside. */
  readonly told: readonly AnalyticsError[];
}

async function open(path: string, suspicion?: Repair['suspicion']): Promise<Opened> {
  const told: AnalyticsError[] = [];
  const repair: Repair = {
    suspicion,
    onBegin: () => undefined,
    onDone: (error) => told.push(error),
    isStopping: () => false,
  };
  const settings = {
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
    interpret: SETTINGS,
  } as const;
  try {
    const store = await openStore(settings, { repair });
    onTestFinished(() => store.close());
    return { store, told };
  } catch (error) {
    return { error: error as AnalyticsError, told };
  }
}

interface SetAside {
  readonly aside: string;
  readonly rows: number;
  readonly partial: readonly string[];
  readonly tables: Readonly<Record<string, number>>;
}

function setAsideOf({ told }: Opened): SetAside {
  expect(told.map(({ code }) => code)).toEqual(['STORE_SET_ASIDE']);
  return told[0]!.details as unknown as SetAside;
}

/** Tables that get other rows as well: the key of pseudonyms, what stands in for what is lost, totals. */
const AMENDED = new Set(['meta', 'users', 'segments', 'destination_totals', 'partial_days']);

function expectTrue({ tables, rows, partial }: SetAside, db: DatabaseLike): void {
  let sum = 0;
  for (const { name } of tablesOf(db)) {
    if (name === 'outbox_sizes') continue; // made anew
    const found = single(db, `SELECT count(*) FROM ${name}`) as number;
    if (AMENDED.has(name) && partial.length > 0) expect(tables[name]).toBeLessThanOrEqual(found);
    else expect([name, tables[name]]).toEqual([name, found]);
    sum += tables[name] ?? 0;
  }
  expect(rows).toBe(sum);
}

function expectBalanced({ destinations }: StoreCounts): void {
  for (const [name, each] of Object.entries(destinations)) {
    const { enqueued, delivered, pending, dead, expired, cancelled, erased } = each;
    const given = Object.values(dead).reduce((a, b) => a + b, 0);
    expect([name, delivered + pending + given + expired + cancelled + erased]).toEqual([
      name,
      enqueued,
    ]);
  }
}

/** What a store is refused for, when nothing shows that it was ours, or it says that it is something else. */
const REFUSED = ['STORE_NOT_A_DATABASE', 'STORE_TOO_NEW', 'STORE_KEY_MISMATCH'];

test(
  `${ROUNDS} damaged files: each is used, mended or refused, in peace`,
  { timeout: 600_000 },
  async () => {
    const kinds = Object.keys(DAMAGES) as Damage[];
    const outcomes: Record<string, number> = {};
    const room = temporaryFolder();
    for (let seed = 0; seed < ROUNDS; seed++) {
      const random = randomFrom(seed);
      const kind = kinds[seed % kinds.length]!;
      const own = join(room, `${seed}`);
      mkdirSync(own);
      const path = join(own, 'bot.db');
      copyFileSync(full, path);
      const logs = { oldLog: join(folder, 'old-log'), foreignLog: join(folder, 'foreign-log') };
      DAMAGES[kind]({ path, ...logs }, random);
      const before = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
      const opened = await open(path, seed % 2 === 0 ? 'check' : undefined);
      const { store, error, told } = opened;
      const outcome = error ? error.code : told.length > 0 ? 'mended' : 'used';
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;

      if (!store) {
        expect({ seed, kind, code: error?.code }).toEqual({
          seed,
          kind,
          code: expect.toSatisfy((code: string) => REFUSED.includes(code)) as string,
        });
        // what is somebody else's, by all that shows, is left as it is
        const isSame = error?.code === 'STORE_KEY_MISMATCH' || readFileSync(path).equals(before);
        expect({ seed, kind, code: error?.code, isSame }).toMatchObject({ isSame: true });
        continue;
      }
      if (told.length > 0) {
        const report = setAsideOf(opened);
        expect(readFileSync(report.aside).equals(before)).toBe(true);
        const db = openDatabase(path, { readonly: true });
        expect(single(db, 'PRAGMA integrity_check')).toBe('ok');
        expectTrue(report, db);
        db.close();
      }
      const problems: unknown[] = [];
      const items = [turn({ id: `new-${seed}`, user: 'user-1', replies: ['new'] })];
      const recordDeps = deps({ destinations: ['ga4'], onItemError: (e) => problems.push(e) });
      const number = 1_000 + seed;
      const result = await store
        .record({ writer: 'next', number, items }, recordDeps)
        .catch(() => 0);
      if (told.length > 0) {
        expect({ seed, kind, problems, result }).toEqual({
          seed,
          kind,
          problems: [],
          result: { stored: 2, duplicate: 0, dropped: {} },
        });
        expectBalanced(await store.counts());
      }
      await store.close();
      rmSync(own, { recursive: true });
    }

    expect(outcomes['mended']).toBeGreaterThan(ROUNDS / 4);
    expect(outcomes['used']).toBeGreaterThan(0);
  },
);
