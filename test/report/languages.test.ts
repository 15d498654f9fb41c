import { expect, test } from 'vitest';

import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type {
  GroupedLanguagesReport,
  LanguagesReport,
} from '../../src/report/questions/languages.ts';
import { languages } from '../../src/report/questions/languages.ts';
import type { RangeOptions } from '../../src/report/options.ts';
import { asking, problemsOf } from './ask.ts';
import type { Moment } from './history.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const DAY: RangeOptions = { from: '2026-03-02', to: '2026-03-02' };

function said(minute: number, user: string, locale?: string, more: Partial<Moment> = {}): Moment {
  return {
    at: NOON + minute * MINUTE_MS,
    kind: 'message',
    user,
    ...(locale !== undefined && { locale }),
    ...more,
  };
}

async function reportOf(history: readonly Moment[]) {
  return asking<RangeOptions, LanguagesReport>(languages, history, NOON + 30 * DAY_MS);
}

test('users, sessions and messages of every locale, that with most users first, then by name', async () => {
  const ask = await reportOf([
    said(0, 'ann', 'fr-FR'),
    said(1, 'ann', 'fr-FR'),
    said(60, 'ann', 'fr-FR'),
    said(0, 'bob', 'de-AT'),
    said(0, 'eve', 'de-AT'),
    said(0, 'joe'),
  ]);

  const answer = await ask(DAY);

  expect(answer.data).toEqual([
    { locale: 'de-AT', users: 2, sessions: 2, received: 2 },
    { locale: 'fr-FR', users: 1, sessions: 2, received: 3 },
    { locale: 'unknown', users: 1, sessions: 1, received: 1 },
  ]);
  expect(answer.summary).toEqual({ users: 4, sessions: 5, received: 6 });
});

test('who changes the language is a user of both and one in all; the session stays where it began', async () => {
  const ask = await reportOf([said(0, 'ann', 'de'), said(1, 'ann', 'en'), said(2, 'ann', 'en')]);

  const answer = await ask(DAY);

  expect(answer.data).toEqual([
    { locale: 'de', users: 1, sessions: 1, received: 1 },
    { locale: 'en', users: 1, sessions: 0, received: 2 },
  ]);
  expect(answer.summary).toEqual({ users: 1, sessions: 1, received: 3 });
});

test('who only receives makes a session, and is no user', async () => {
  const ask = await reportOf([said(0, 'ann', 'de', { kind: 'campaign' })]);

  expect((await ask(DAY)).data).toEqual([{ locale: 'de', users: 0, sessions: 1, received: 0 }]);
});

test('a locale without anything in the range is no row', async () => {
  const ask = await reportOf([said(0, 'ann', 'de'), said(24 * 60, 'bob', 'fr')]);

  const answer = await ask({ ...DAY, compare: 'previous' });

  expect(answer.data.map(({ locale }) => locale)).toEqual(['de']);
  expect(answer.previous?.summary).toEqual({ users: 0, sessions: 0, received: 0 });
});

test('in groups each has its own rows', async () => {
  const ask = await reportOf([
    said(0, 'ann', 'de', { channel: 'slack' }),
    said(0, 'ann', 'de', { channel: 'facebook' }),
    said(0, 'bob', 'fr', { channel: 'slack' }),
  ]);

  const answer = (await ask({ ...DAY, group: 'channel' })) as unknown as GroupedLanguagesReport;

  expect(
    answer.groups.map(({ key, data, summary }) => [
      key,
      data.map((row) => row.locale),
      summary.users,
    ]),
  ).toEqual([
    ['facebook', ['de'], 1],
    ['slack', ['de', 'fr'], 2],
  ]);
});

test('languages are of a range, not of days', () => {
  expect(problemsOf(languages, { dimension: 'day' })[0]).toMatch(
    /^dimension is an option of reports that have buckets/,
  );
});
