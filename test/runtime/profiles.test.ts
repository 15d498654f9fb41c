import { expect, test } from 'vitest';
import { AnalyticsError } from '../../src/model/errors.ts';
import type { AudiencePerson } from '../../src/record/audience.ts';
import { NOTHING_REMOVED } from '../../src/record/erasing/plan.ts';
import type { Erased } from '../../src/runtime/erasure-desk.ts';
import { profiles } from '../../src/runtime/profiles.ts';
import type { ProfilesDeps } from '../../src/runtime/profiles.ts';

const person = (userId: string): AudiencePerson => ({ channel: 'webchat', userId, test: false });

const LOCKED = new AnalyticsError('STORE_UNAVAILABLE', 'the database answered SQLITE_BUSY');

const ERASED: Erased = { found: true, removed: NOTHING_REMOVED, scrubbed: true, destinations: {} };

/** Keeps profiles; each answer of `answers` is that of one try, and what is not there is "kept". */
function desk(answers: readonly unknown[] = [], more: Partial<ProfilesDeps> = {}) {
  const tries: string[] = [];
  const left = [...answers];
  const attempt = (what: string): void => {
    tries.push(what);
    const error = left.shift();
    if (error !== undefined) throw error;
  };
  const keeping = profiles({
    flushed: async () => undefined,
    keep: async (person) => attempt('key' in person ? person.key : person.userId),
    forget: async ({ userId }) => {
      attempt(`not ${userId}`);
      return ERASED;
    },
    ...more,
  });
  return { keeping, tries };
}

test('profiles are kept in the order in which they were set, each after the one before', async () => {
  const { keeping, tries } = desk([LOCKED]);
  await Promise.all(['ann', 'bob', 'carl'].map((user) => keeping.set(person(user), {})));

  expect(tries).toEqual(['ann', 'ann', 'bob', 'carl']);
});

test('a user is forgotten after what was said about them before, and before what is said next', async () => {
  const { keeping, tries } = desk([LOCKED, undefined, LOCKED]);
  const [, erased] = await Promise.all([
    keeping.set(person('ann'), {}),
    keeping.forget(person('ann')),
    keeping.set(person('ann'), {}),
  ]);

  expect(erased).toBe(ERASED);
  expect(tries).toEqual(['ann', 'ann', 'not ann', 'not ann', 'ann']);
});

test('a profile waits for the turns that came before', async () => {
  let recorded: () => void = () => undefined;
  const { keeping, tries } = desk([], {
    flushed: () => new Promise<void>((resolve) => (recorded = resolve)),
  });
  const kept = keeping.set(person('ann'), {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(tries).toEqual([]);

  recorded();
  await kept;
  expect(tries).toEqual(['ann']);
});

test('where the turns before cannot be recorded, a profile is refused in the end', async () => {
  const { keeping, tries } = desk([], {
    flushed: () => new Promise(() => undefined),
    patienceMs: 20,
  });

  await expect(keeping.set(person('ann'), {})).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(tries).toEqual([]);
});

test('a recorder that is being started again is asked again', async () => {
  const { keeping, tries } = desk([new Error('the recorder thread ended'), LOCKED]);
  await keeping.set(person('ann'), {});

  expect(tries).toHaveLength(3);
});

test('a store that stays locked is told as such, with what it answered', async () => {
  const { keeping } = desk([LOCKED, LOCKED, LOCKED], { patienceMs: 60 });

  await expect(keeping.set(person('ann'), {})).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    cause: LOCKED,
  });
});

test('what is wrong with a profile is told at once, and the next one is kept', async () => {
  const wrong = new AnalyticsError('INVALID_OPTIONS', 'traits: too many');
  const { keeping, tries } = desk([wrong]);
  const first = keeping.set(person('ann'), {});
  const second = keeping.set(person('bob'), {});

  await expect(first).rejects.toBe(wrong);
  await second;
  expect(tries).toEqual(['ann', 'bob']);
});

test('what is not kept when it is stopped never is', async () => {
  const { keeping, tries } = desk();
  const kept = keeping.set(person('ann'), {});
  keeping.stop();

  await expect(kept).rejects.toMatchObject({ code: 'CLOSED' });
  await keeping.settled();
  expect(tries).toEqual([]);
});
