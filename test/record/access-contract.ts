/** What every store must do for those who look, and with what is set while bots run: the same suite for each engine. */

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Access, Session, Token } from '../../src/record/access.ts';
import type { Store } from '../../src/record/store.ts';
import { MINUTE, T0 } from './turns.ts';

const DAY = 24 * 60 * MINUTE;

const hashOf = (secret: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(secret).digest());

/** A token that begins at `T0`, and is good for a day. */
const token = (id: string, more: Partial<Token> = {}): Parameters<Access['addToken']>[0] => ({
  id,
  hash: hashOf(id),
  name: `name of ${id}`,
  scopes: ['reports:read', 'audience:write'],
  createdAt: T0,
  expiresAt: T0 + DAY,
  ...more,
});

const session = (secret: string, more: Partial<Session> = {}): Session => ({
  hash: hashOf(secret),
  name: 'ann',
  scopes: ['admin'],
  expiresAt: T0 + DAY,
  ...more,
});

const code = (secret: string) => ({
  hash: hashOf(secret),
  name: 'link',
  scopes: ['reports:read', 'admin'] as const,
  expiresAt: T0 + 10 * MINUTE,
});

/**
 * Runs the suite.
 * @param open gives an empty store, and another connection to it if there can be one
 */
export function accessContract(
  name: string,
  open: () => Promise<{ readonly store: Store; readonly other?: Store | undefined }>,
): void {
  describe(`access to ${name}`, () => {
    let store: Store;
    let other: Store;
    beforeEach(async () => {
      const opened = await open();
      store = opened.store;
      other = opened.other ?? store;
    });
    afterEach(async () => {
      await Promise.all([...new Set([store, other])].map((each) => each.close()));
    });

    test('a token lets in until it expires, and everything but its hash is told', async () => {
      const { hash, ...told } = token('t1');
      await store.access.addToken(token('t1'));
      await store.access.addToken(token('t2', { createdAt: T0 + 1 }));

      expect(await other.access.tokens()).toEqual([
        { ...told, id: 't2', name: 'name of t2', createdAt: T0 + 1 },
        told,
      ]);
      expect(await other.access.useToken(hash, T0 + DAY - 1)).toMatchObject(told);
      expect(await other.access.useToken(hash, T0 + DAY)).toBeUndefined();
      expect(await other.access.useToken(hashOf('t3'), T0)).toBeUndefined();
    });

    test('that a token was used is noted once a minute', async () => {
      const start = T0 - (T0 % MINUTE);
      const { hash } = token('t1');
      await store.access.addToken(token('t1', { createdAt: start }));
      const uses: unknown[] = [];
      for (const after of [5_000, 59_999, MINUTE, MINUTE + 1, 30_000]) {
        uses.push((await store.access.useToken(hash, start + after))?.lastUsedAt);
      }

      expect(uses).toEqual([start, start, start + MINUTE, start + MINUTE, start + MINUTE]);
      expect((await other.access.tokens())[0]?.lastUsedAt).toBe(start + MINUTE);
    });

    test('a token is revoked once, with its sessions and no others', async () => {
      for (const id of ['t1', 't2']) {
        await store.access.addToken(token(id));
        await store.access.addSession(session(`of ${id}`, { token: id }), T0);
      }
      const answers: boolean[] = [];
      for (const id of ['t1', 't1', 'nobody’s'])
        answers.push(await other.access.revokeToken(id, T0 + 5));
      const late = await store.access.revokeToken('t2', T0 + DAY);

      expect([...answers, late]).toEqual([true, false, false, false]);
      expect(await store.access.useToken(hashOf('t1'), T0 + 6)).toBeUndefined();
      expect(await store.access.session(hashOf('of t1'), T0 + 6)).toBeUndefined();
      expect((await store.access.tokens()).map(({ id, revokedAt }) => [id, revokedAt])).toEqual([
        ['t1', T0 + 5],
        ['t2', undefined],
      ]);
    });

    test('a session is valid as long as its own time and its token are', async () => {
      await store.access.addToken(token('short', { expiresAt: T0 + 5 }));
      await store.access.addToken(token('revoked'));
      await store.access.revokeToken('revoked', T0 + 1);
      const tokens = [undefined, 'short', 'revoked', 'unknown'];
      for (const by of tokens)
        await store.access.addSession(session(`by ${by}`, { token: by }), T0 + 2);
      const validAt = (at: number) =>
        Promise.all(
          tokens.map(async (by) => {
            const found = await other.access.session(hashOf(`by ${by}`), at);
            return found && { ...found, hash: new Uint8Array(found.hash) };
          }),
        );
      const { token: none, ...linked } = session('by undefined', { token: undefined });
      const byShort = session('by short', { token: 'short' });

      expect(none).toBeUndefined();
      expect(await validAt(T0 + 4)).toEqual([linked, byShort, undefined, undefined]);
      expect(await validAt(T0 + 5)).toEqual([linked, undefined, undefined, undefined]);
      expect(await validAt(T0 + DAY - 1)).toEqual([linked, undefined, undefined, undefined]);
      expect(await validAt(T0 + DAY)).toEqual([undefined, undefined, undefined, undefined]);
    });

    test('a session that was ended is over, the others are not', async () => {
      await store.access.addSession(session('a'), T0);
      await store.access.addSession(session('b'), T0);
      await other.access.endSession(hashOf('a'));

      expect(await store.access.session(hashOf('a'), T0)).toBeUndefined();
      expect(await store.access.session(hashOf('b'), T0)).toMatchObject({ name: 'ann' });
    });

    test('a new session has those forgotten that are over, and codes that nobody used', async () => {
      await store.access.addSession(session('a', { expiresAt: T0 + 5 }), T0);
      await store.access.addCode(code('link'));
      await store.access.addSession(session('b'), T0 + 10 * MINUTE);

      // as if their time had not come yet
      expect(await store.access.session(hashOf('a'), T0)).toBeUndefined();
      expect(await store.access.useCode(hashOf('link'), T0)).toBeUndefined();
      expect(await store.access.session(hashOf('b'), T0)).toMatchObject({ name: 'ann' });
    });

    test('a code lets in until it expires, and is used up by whoever tries', async () => {
      await store.access.addCode(code('early'));
      await store.access.addCode(code('late'));
      const asks: unknown[] = [
        await other.access.useCode(hashOf('early'), T0 + 10 * MINUTE - 1),
        await store.access.useCode(hashOf('early'), T0),
        await other.access.useCode(hashOf('late'), T0 + 10 * MINUTE),
        await store.access.useCode(hashOf('late'), T0),
        await store.access.useCode(hashOf('never'), T0),
      ];

      expect(asks).toEqual([
        { name: 'link', scopes: ['reports:read', 'admin'] },
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    });

    test('of 20 who use a code at once one gets in', async () => {
      const wins: number[] = [];
      for (const round of [1, 2, 3]) {
        await store.access.addCode(code(`link ${round}`));
        const asks = Array.from({ length: 20 }, (_, i) =>
          (i % 2 ? store : other).access.useCode(hashOf(`link ${round}`), T0),
        );
        wins.push((await Promise.all(asks)).filter((visitor) => visitor !== undefined).length);
      }

      expect(wins).toEqual([1, 1, 1]);
    });

    test('nobody is left signed in by a token that is revoked while they sign in', async () => {
      await store.access.addToken(token('t1'));
      const signIns = Array.from({ length: 10 }, (_, i) =>
        (i % 2 ? store : other).access.addSession(session(`s${i}`, { token: 't1' }), T0),
      );
      await Promise.all([...signIns, other.access.revokeToken('t1', T0)]);
      const found = await Promise.all(
        signIns.map((_, i) => store.access.session(hashOf(`s${i}`), T0)),
      );

      expect(found).toEqual(signIns.map(() => undefined));
    });

    test('what is added twice, as nobody heard that it was done, is there once', async () => {
      for (const each of [store, other]) {
        await each.access.addToken(token('t1'));
        await each.access.addCode(code('link'));
        await each.access.addSession(session('a'), T0);
      }

      expect(await store.access.tokens()).toHaveLength(1);
      expect(await store.access.useCode(hashOf('link'), T0)).toBeDefined();
      expect(await store.access.useCode(hashOf('link'), T0)).toBeUndefined();
    });

    test('the audit log tells what was done, the latest first, page by page', async () => {
      const entries = [
        { at: T0, by: 'ann', action: 'sign-in' },
        { at: T0 + 1, by: 'bob\0\uD800', action: 'export', subject: 'users \u0000' },
        { at: T0 - 1, by: 'ann', action: 'settings.set', details: { on: true, n: 2, s: 'x\0' } },
      ];
      for (const entry of entries) await store.access.log(entry);
      const [last, second] = await other.access.audit({ limit: 2 });
      const rest = await other.access.audit({ before: second!.seq, limit: 2 });

      expect(last).toEqual({ seq: second!.seq + 1, ...entries[2] });
      expect(second).toMatchObject({ at: T0 + 1, by: 'bob��', subject: 'users �' });
      expect(rest).toEqual([{ seq: second!.seq - 1, ...entries[0] }]);
    });

    test('of entries that are logged at once none is lost', async () => {
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 ? store : other).access.log({ at: T0, by: 'ann', action: `a${i}` }),
        ),
      );
      const rows = await store.access.audit({ limit: 100 });

      expect(new Set(rows.map(({ action }) => action)).size).toBe(20);
      expect(new Set(rows.map(({ seq }) => seq)).size).toBe(20);
    });

    test('a setting is kept until it is taken away, and each change has a version', async () => {
      const value = hashOf('sealed');
      const before = await store.settings.version();
      const versions = [
        await store.settings.set('destination.mixpanel', hashOf('first'), T0),
        await other.settings.set('destination.mixpanel', value, T0 + 1),
        await store.settings.set('destination.ga4', value, T0 + 2),
      ];
      const { version, settings } = await other.settings.read();
      const last = await other.settings.set('destination.ga4', undefined, T0 + 3);
      const left = await store.settings.read();

      expect([before, ...versions, version, last]).toEqual([0, 1, 2, 3, 3, 4]);
      expect(settings.map(({ value: kept, ...each }) => [each, Buffer.from(kept)])).toEqual([
        [{ name: 'destination.ga4', changedAt: T0 + 2 }, Buffer.from(value)],
        [{ name: 'destination.mixpanel', changedAt: T0 + 1 }, Buffer.from(value)],
      ]);
      expect([left.version, left.settings.map((each) => each.name)]).toEqual([
        4,
        ['destination.mixpanel'],
      ]);
    });

    test('settings that are changed at once each have a version of their own', async () => {
      const versions = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          (i % 2 ? store : other).settings.set(`n${i % 3}`, hashOf(`${i}`), T0),
        ),
      );

      expect(versions.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect((await store.settings.read()).settings).toHaveLength(3);
    });
  });
}
