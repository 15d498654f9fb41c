/** A drawn year as the bot's middleware hands it over, and a store that the real recorder filled with it. */

import { interpret } from '../../../src/interpret/interpret.ts';
import type { TurnCall } from '../../../src/model/call.ts';
import type { CaptureText, InterpretSettings } from '../../../src/model/settings.ts';
import { MINUTE_MS } from '../../../src/model/time.ts';
import type { CapturedActivity, CapturedTurn, Fact } from '../../../src/model/turn.ts';
import { openStore } from '../../../src/record/open.ts';
import type { RecordDeps, Store } from '../../../src/record/store.ts';
import { NO_PATTERNS } from '../../../src/runtime/patterns.ts';
import { INTENTS, channelOf, localeOf, mulberry, yearOf } from './year.ts';
import type { YearSize, YearTurn } from './year.ts';

export const BOT_ID = 'bot';
export const BOT_VERSION = '1.0';

const SETTINGS: InterpretSettings = {
  botId: BOT_ID,
  botVersion: BOT_VERSION,
  sessionTimeoutMs: { default: 30 * MINUTE_MS, channels: {} },
  systemCommands: ['/start'],
  thresholds: {},
  captureText: 'off',
};

const BATCH = 512;

/** The real interpretation, and no destination. */
const DEPS: RecordDeps = {
  interpret,
  matcher: NO_PATTERNS,
  settings: SETTINGS,
  destinations: [],
  onItemError: (error: unknown) => {
    throw error;
  },
};

/** How a year is recorded. */
export interface Recording extends YearSize {
  /** What a turn holds: the message, what it meant, and its answer, or topics, dialogs, ratings … too. */
  readonly turns: 'bare' | 'rich';
  readonly captureText?: CaptureText;
}

/** Records a drawn year into a new store, and leaves it open. */
export async function recordYear(path: string, recording: Recording): Promise<Store> {
  const { turns: more, captureText = 'off' } = recording;
  const deps = { ...DEPS, settings: { ...SETTINGS, captureText } };
  const store = await openStore({
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
    idKey: undefined,
  });
  let number = 0;
  let turns: CapturedTurn[] = [];
  const record = async (): Promise<void> => {
    await store.record({ writer: 'bench', number: ++number, items: turns }, deps);
    turns = [];
    if (number % 50 === 0) process.stderr.write(`${number * BATCH} turns recorded \r`);
  };
  for (const day of yearOf(recording)) {
    for (const turn of day) {
      turns.push(capturedTurn(turn, more));
      if (turns.length === BATCH) await record();
    }
  }
  await record();
  return store;
}

function capturedTurn(turn: YearTurn, more: Recording['turns']): CapturedTurn {
  const { id, at, user, answeredAt } = turn;
  const random = mulberry(id);
  // half of all texts are seldom said twice
  const said = Math.floor(random() < 0.5 ? random() * 500 : random() * 200_000);
  const facts: Fact[] = [
    { type: 'incoming', at, activity: message(`m${id}`, `how do I ${said}`) },
    ...callsOf(turn, more, random).map((call) => ({ type: 'call', at, call }) as const),
    { type: 'outgoing', at: answeredAt, activity: message(`r${id}`, 'like this'), status: 'sent' },
  ];
  return {
    type: 'turn',
    origin: {
      turnId: `t${id.toString(36)}`,
      receivedAt: at,
      at,
      channel: channelOf(user),
      conversation: { id: `c${user}`, isGroup: false },
      from: { id: `u${user}` },
      recipient: { id: 'bot' },
      locale: localeOf(user),
      test: false,
    },
    facts,
  };
}

function message(id: string, text: string): CapturedActivity {
  return {
    type: 'message',
    id,
    text,
    textLength: text.length,
    attachmentCount: 0,
    hasValue: false,
  };
}

function callsOf(
  { intent, isLast }: YearTurn,
  more: Recording['turns'],
  random: () => number,
): TurnCall[] {
  const name = intent === undefined ? undefined : INTENTS[intent];
  const calls: TurnCall[] = [
    name === undefined ? { name: 'unrecognized' } : { name: 'recognized', intent: name },
  ];
  if (more === 'bare') return calls;
  if (name !== undefined && random() < 0.2) calls.push({ name: 'startDialog', dialog: name });
  if (!isLast) return calls;
  if (random() < 0.4) calls.push({ name: 'setTopic', topic: name ?? 'Other' });
  if (random() < 0.3) calls.push({ name: 'setResult', result: 'done' });
  if (random() < 0.3) calls.push({ name: 'setAutomated', automated: random() < 0.7 });
  if (random() < 0.1) calls.push({ name: 'rateCsat', score: 1 + Math.floor(random() * 5) });
  if (random() < 0.05) calls.push({ name: 'requestHandover', reason: 'direct', via: 'takeover' });
  if (random() < 0.1) calls.push({ name: 'recordFeedback', vote: 'positive' });
  return calls;
}
