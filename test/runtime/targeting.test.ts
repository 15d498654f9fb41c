/** Destinations as they are now: looked for twice a second, and not while an answer is still waited for. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { resolveOptions } from '../../src/model/resolve.ts';
import { seal } from '../../src/runtime/encryption.ts';
import { targeting } from '../../src/runtime/targeting.ts';

const KEY = 'ab'.repeat(32);
const NAME = 'destination.mixpanel bot';
const WEBHOOK = { name: 'webhook', deliver: async () => undefined };
const { recorder } = resolveOptions({
  mixpanel: { token: 'of-the-code' },
  destinations: [WEBHOOK],
});

/** A store that holds what a test says, and answers when it says so. */
function storeWith(fields: object) {
  const kept = { fields, version: 1, asked: 0, answers: true };
  const answer = async <T>(value: T): Promise<T> =>
    kept.answers ? value : new Promise(() => undefined);
  return {
    kept,
    deriveKey: () => KEY,
    settings: {
      version: () => (kept.asked++, answer(kept.version)),
      read: () => {
        const value = seal(KEY, NAME, kept.fields);
        return answer({ version: kept.version, settings: [{ name: NAME, value, changedAt: 0 }] });
      },
      set: () => Promise.reject(new Error('nobody sets anything here')),
    },
  };
}

function following() {
  const changes: string[] = [];
  const problems: string[] = [];
  const own = targeting({
    settings: recorder,
    onChange: ({ destinations }) =>
      changes.push(destinations.map(({ name, active }) => `${name} ${active}`).join()),
    onProblem: ({ message }) => problems.push(message),
  });
  return { own, changes, problems };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a change is noticed within half a second, and told once', async () => {
  const { own, changes } = following();
  const store = storeWith({ active: false });
  await own.follow(store);
  Object.assign(store.kept, { fields: { active: true, profiles: false }, version: 2 });
  await vi.advanceTimersByTimeAsync(499);
  const before = [...changes];
  await vi.advanceTimersByTimeAsync(5_001);

  expect(before).toEqual([]);
  expect(changes).toEqual(['mixpanel true,webhook true']);
  expect(own.current().destinations.map(({ name }) => name)).toEqual(['mixpanel', 'webhook']);
});

test('what does not hold is told once, by its field and without its value', async () => {
  const { own, changes, problems } = following();
  const store = storeWith({ naming: 'canary', active: true });
  await own.follow(store);
  store.kept.version = 2;
  await own.look();

  expect(changes).toEqual([]);
  expect(problems).toEqual([
    expect.stringMatching(/mixpanel\.naming: must be 'title' or 'snake'/u),
  ]);
  expect(problems.join()).not.toContain('canary');
  expect(own.problem('mixpanel')).toContain('mixpanel.naming');
});

test('a server that does not answer is asked once, and who rests asks no more', async () => {
  const { own } = following();
  const store = storeWith({});
  await own.follow(store);
  store.kept.answers = false;
  await vi.advanceTimersByTimeAsync(5_000);
  const whileSilent = store.kept.asked;
  own.rest();
  await vi.advanceTimersByTimeAsync(5_000);

  expect([whileSilent, store.kept.asked]).toEqual([1, 1]);
});
