/** A year of a busy bot, recorded by the real store: generated once and kept. */

import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { interpret } from '../../src/interpret/interpret.ts';
import type { TurnCall } from '../../src/model/call.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { CapturedActivity, CapturedTurn, Fact } from '../../src/model/turn.ts';
import { openStore } from '../../src/record/open.ts';
import { NO_PATTERNS } from '../../src/runtime/patterns.ts';

/** The year ends here, whenever the benchmark runs. */
export const YEAR_END = Date.UTC(2026, 0, 1);

const SETTINGS = {
  botId: 'bot',
  botVersion: '1.0',
  sessionTimeoutMs: { default: 30 * MINUTE_MS, channels: {} },
  systemCommands: ['/start'],
  thresholds: {},
  captureText: 'full' as const,
};

const CHANNELS = ['webchat', 'msteams', 'slack', 'facebook'];
const LOCALES = ['en-US', 'de-AT', 'fr-FR'];
const INTENTS = Array.from({ length: 40 }, (_, i) => `Intent${i}`);
const BATCH = 512;

/** Fills a file with so many messages (half of them received) of so many users, unless it is there. */
export async function yearFile(
  path: string,
  { messages, users }: { readonly messages: number; readonly users: number },
): Promise<string> {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  const store = await openStore({
    store: { kind: 'sqlite', options: { path: unfinished } },
    durability: 'balanced',
    interpret: SETTINGS,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
  const deps = {
    interpret,
    matcher: NO_PATTERNS,
    settings: SETTINGS,
    destinations: [],
    onItemError: (error: unknown) => {
      throw error;
    },
  };
  const turns = yearOf(messages / 2, users);
  for (let number = 1; turns.length > 0; number++) {
    await store.record({ writer: 'bench', number, items: turns.splice(-BATCH).reverse() }, deps);
    if (number % 100 === 0) process.stderr.write(`${turns.length} turns to record \r`);
  }
  await store.close();
  renameSync(unfinished, path);
  return path;
}

/** Turns of sessions of three to eight messages, the latest first. */
function yearOf(received: number, users: number): CapturedTurn[] {
  const random = mulberry(1);
  const turns: CapturedTurn[] = [];
  while (turns.length < received) {
    // a few users come often, most seldom
    const user = Math.floor(random() ** 2 * users);
    const begin = YEAR_END - DAY_MS * (1 + random() * 364) + hourOfDay(random) * 60 * MINUTE_MS;
    const length = 3 + Math.floor(random() * 6);
    for (let i = 0; i < length && turns.length < received; i++) {
      const at = Math.floor(begin + i * (20 + random() * 100) * SECOND_MS);
      turns.push(turnOf({ id: turns.length, at, user, isLast: i === length - 1 }, random));
    }
  }
  return turns.toSorted((a, b) => b.origin.at - a.origin.at);
}

interface Moment {
  readonly id: number;
  readonly at: number;
  readonly user: number;
  readonly isLast: boolean;
}

function turnOf({ id, at, user, isLast }: Moment, random: () => number): CapturedTurn {
  const channel = CHANNELS[user % CHANNELS.length] ?? 'webchat';
  const locale = LOCALES[user % LOCALES.length] ?? 'en-US';
  // half of all texts are seldom said twice
  const said = Math.floor(random() < 0.5 ? random() * 500 : random() * 200_000);
  const message = (activityId: string, text: string): CapturedActivity => ({
    type: 'message',
    id: activityId,
    text,
    textLength: text.length,
    attachmentCount: 0,
    hasValue: false,
  });
  const facts: Fact[] = [
    { type: 'incoming', at, activity: message(`m${id}`, `how do I ${said}`) },
    ...callsOf(isLast, random).map((call) => ({ type: 'call', at, call }) as const),
    {
      type: 'outgoing',
      at: at + Math.floor(200 + random() ** 3 * 8_000),
      activity: message(`r${id}`, 'like this'),
      status: 'sent',
    },
  ];
  return {
    type: 'turn',
    origin: {
      turnId: `t${id.toString(36)}`,
      receivedAt: at,
      at,
      channel,
      conversation: { id: `c${user}`, isGroup: false },
      from: { id: `u${user}` },
      recipient: { id: 'bot' },
      locale,
      test: false,
    },
    facts,
  };
}

function callsOf(isLast: boolean, random: () => number): TurnCall[] {
  const calls: TurnCall[] = [];
  const intent = INTENTS[Math.floor(random() ** 2 * INTENTS.length)] ?? 'Intent0';
  calls.push(random() < 0.2 ? { name: 'unrecognized' } : { name: 'recognized', intent });
  if (random() < 0.2) calls.push({ name: 'startDialog', dialog: intent });
  if (!isLast) return calls;
  if (random() < 0.4) calls.push({ name: 'setTopic', topic: intent });
  if (random() < 0.3) calls.push({ name: 'setResult', result: 'done' });
  if (random() < 0.3) calls.push({ name: 'setAutomated', automated: random() < 0.7 });
  if (random() < 0.1) calls.push({ name: 'rateCsat', score: 1 + Math.floor(random() * 5) });
  if (random() < 0.05) calls.push({ name: 'requestHandover', reason: 'direct', via: 'takeover' });
  if (random() < 0.1) calls.push({ name: 'recordFeedback', vote: 'positive' });
  return calls;
}

/** Most people write by day. */
function hourOfDay(random: () => number): number {
  return 8 + (random() + random() + random()) * 4;
}

/** A small generator of random numbers, the same for the same seed (mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
