/** Somebody who leaves a trace everywhere in a store, and what is found of them in its files. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

import type { PayloadShape } from '../../src/model/payload-shape.ts';
import type { Captured } from '../../src/model/turn.ts';
import type { Forgotten } from '../../src/record/erasure.ts';
import type { Store } from '../../src/record/store.ts';
import { MINUTE, SETTINGS, T0, deps, turn } from '../record/turns.ts';
import { openDatabase } from './database.ts';

export const CANARY = 'canary-4711';
export const NOW = T0 + 600 * MINUTE;
/** Every text is another one. */
const ROUNDS = 15;

const RAW: PayloadShape = { version: 1, userId: 'raw' };

export function said(
  id: string,
  user: string,
  more: Partial<Parameters<typeof turn>[0]> = {},
): Captured {
  return turn({ id, user, conversation: `c-${user}`, replies: [`r-${id}`], ...more });
}

/** Talks in which one of many leaves a trace everywhere, and everything was written more than once. */
export async function talk(store: Store): Promise<void> {
  const active = { destinations: ['ga4'], shapes: { ga4: RAW }, keepsRawIds: true };
  const more = { ...active, settings: { ...SETTINGS, captureText: 'full' as const } };
  let number = 0;
  const room = { conversation: 'room', origin: { conversation: { id: 'room', isGroup: true } } };
  for (let i = 0; i < ROUNDS; i++) {
    const at = T0 + i * MINUTE;
    const own = {
      at,
      text: `${CANARY} says ${i}`,
      origin: {
        from: { id: CANARY, name: `Name ${CANARY}` },
        identity: `identity ${CANARY}`,
        consent: 'full' as const,
      },
    };
    const others = Array.from({ length: 3 }, (_, n) => said(`o${i}-${n}`, `user${i}-${n}`, { at }));
    const items = [
      said(`t${i}`, CANARY, own),
      said(`g${i}`, CANARY, { ...own, ...room, origin: { ...own.origin, ...room.origin } }),
      said(`h${i}`, 'bob', { at, ...room }),
      ...others,
    ];
    await store.record({ writer: 'w1', number: ++number, items }, deps(more));
  }
  const person = { channel: 'webchat', userId: CANARY, test: false };
  await store.setProfile(person, { role: CANARY, tags: [CANARY], traits: { plan: CANARY } });
  const claim = { destination: 'ga4', owner: 'a', limit: 10, leaseMs: 1_000, now: T0 };
  const [first] = await store.outbox.claim(claim);
  if (!first) throw new Error('nothing waits');
  const { delivery, seq } = first;
  const settlements = [{ delivery, seq, outcome: 'dead', reason: 'no' } as const];
  await store.outbox.settle({ destination: 'ga4', owner: 'a', settlements, now: T0 });
}

export function forget(store: Store): Promise<Forgotten> {
  const person = { channel: 'webchat', userId: CANARY, test: false };
  const { erasure } = store.maintenance;
  return erasure.forget({ person, at: NOW, now: NOW, ordersFor: () => [] });
}

/** What stands for the person in the file: their words, and all pseudonyms, as text and as bytes. */
export function tracesIn(path: string): Map<string, Buffer> {
  const db = openDatabase(path, { readonly: true });
  const texts = (sql: string): string[] =>
    db
      .prepare(sql)
      .all()
      .map((row) => String(Object.values(row as object)[0]));
  const user = `(SELECT number FROM users WHERE raw_id = 'identity ${CANARY}')`;
  const pseudonyms = [
    ...texts(`SELECT pseudonym FROM user_identities WHERE user IN ${user}`),
    ...texts(`SELECT key FROM conversations WHERE number = 1`),
  ];
  const ids = texts(`SELECT id FROM sessions WHERE user IN ${user}`);
  db.close();
  expect(pseudonyms).toHaveLength(3);
  expect(ids.length).toBeGreaterThan(1);
  return new Map([
    ['words', Buffer.from(CANARY)],
    ...pseudonyms.map((text): [string, Buffer] => [text, Buffer.from(text)]),
    ...pseudonyms.map((text): [string, Buffer] => [`bytes of ${text}`, Buffer.from(text, 'hex')]),
    ...ids.map((text): [string, Buffer] => [`session ${text}`, Buffer.from(`${text}"`)]),
  ]);
}

/** Which of the traces are in one of the files of a folder. */
export function found(folder: string, traces: ReadonlyMap<string, Buffer>): string[] {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  return [...traces].flatMap(([name, bytes]) =>
    files.some((file) => file.includes(bytes)) ? [name] : [],
  );
}
