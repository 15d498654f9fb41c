/** Two weeks of a bot that uses all there is: for what is shown and written of every report. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TurnCall } from '../../src/model/call.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { Moment } from '../report/history.ts';
import { replyId, storeOf } from '../report/history.ts';

/** 5 March 2026, a Thursday. */
export const NOW = Date.parse('2026-03-05T12:07:00Z');

const CHANNELS = ['webchat', 'msteams', 'facebook'] as const;
const LOCALES = ['en-US', 'de-AT'] as const;
const TEXTS = ['hi', 'order a pizza', '=1+1', 'where, "please"?'] as const;

/** What the code of the bot says, one kind of thing per turn. */
const CALLS: readonly (readonly TurnCall[])[] = [
  [{ name: 'setTopic', topic: 'orders' }],
  [
    { name: 'setResult', result: 'order placed' },
    { name: 'setAutomated', automated: true },
  ],
  [{ name: 'recordAction', action: 'left phone number' }],
  [
    { name: 'rateCsat', score: 5 },
    { name: 'rateNps', score: 9 },
  ],
  [{ name: 'rateCsat', score: 3 }],
  [
    {
      name: 'recordClick',
      type: 'link',
      title: '=HYPERLINK("x")',
      destination: 'https://a.example',
    },
  ],
  [{ name: 'requestHandover', reason: 'direct' }],
  [
    { name: 'startDialog', dialog: 'checkout' },
    { name: 'endDialog', dialog: 'checkout', outcome: 'completed' },
  ],
  [{ name: 'setAutomated', automated: false }],
  [],
];

/** Two messages a day of each of nine users, in office hours, fewer at the weekend. */
export const BUSY_WEEKS: readonly Moment[] = Array.from({ length: 14 }, (_, day) => day).flatMap(
  (day) => Array.from({ length: day % 7 > 4 ? 3 : 9 }, (_, user) => momentsOf(day, user)).flat(),
);

let file: Promise<Buffer> | undefined;

/** Writes a store that holds the two weeks, which are recorded once: there may be no file yet. */
export async function writeBusyWeeks(path: string): Promise<void> {
  file ??= recordedFile();
  writeFileSync(path, await file, { mode: 0o600, flag: 'wx' });
}

async function recordedFile(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'busy-weeks-'));
  const path = join(folder, 'bot.db');
  const store = await storeOf(BUSY_WEEKS, path);
  await store.close();
  const content = readFileSync(path);
  rmSync(folder, { recursive: true });
  return content;
}

function momentsOf(day: number, user: number): readonly Moment[] {
  const at = NOW - (14 - day) * DAY_MS + (((day + user) % 9) - 4) * HOUR_MS;
  const who = {
    user: `user${user}`,
    channel: CHANNELS[user % CHANNELS.length] ?? 'webchat',
    locale: LOCALES[user % LOCALES.length] ?? 'en-US',
  };
  const message = {
    ...who,
    kind: 'message' as const,
    text: TEXTS[(day + user) % TEXTS.length] ?? 'hi',
    replies: 1,
    offersFeedback: day % 3 === 0,
  };
  const calls = CALLS[(day * 3 + user) % CALLS.length] ?? [];
  const vote: TurnCall = {
    name: 'recordFeedback',
    vote: user % 2 === 0 ? 'positive' : 'negative',
    messageId: replyId(`m${day}-${user}`, 0),
  };
  return [
    { ...message, at, calls, key: `m${day}-${user}` },
    {
      ...message,
      at: at + 3 * MINUTE_MS,
      unrecognized: user % 4 === 0,
      calls: user % 3 === 0 ? [vote] : [],
      key: `n${day}-${user}`,
    },
  ];
}
