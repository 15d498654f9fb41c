/** Rows of every table that is read, at random and always the same. */

import { MEASURES } from '../../../src/record/measures.ts';
import { quarterOf, quarterStart } from '../../../src/model/time.ts';
import type { Row, Tables } from './two-stores.ts';

/** Ten weeks, hence three slices. */
export const FIRST = quarterOf(Date.parse('2026-01-05T00:00Z'));
export const LAST = quarterOf(Date.parse('2026-03-16T00:00Z'));

/** In the order of their bytes none of them is where it is in a dictionary, or by UTF-16. */
const WORDS = ['b', 'B', 'a', 'Ä', 'ä', '\uFFFD', '😀', 'é"\\', 'e\u0301', '', 'a b', '_a'];
const KINDS = ['topic', 'result', 'dialog', 'csat', 'feedback'];
const CHANNELS = ['webchat', 'Teams', 'msteams', 'ähnlich', '😀', '\uFFFD'];
const CLASSES = ['recognized', 'unrecognized', 'system'];
const USERS = 60;
const SEGMENTS = 8;

let state = 20_260_105;
function random(): number {
  state = (state + 0x6d_2b_79_f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const below = (end: number): number => Math.floor(random() * end);
const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
const maybe = <T>(value: T): T | null => (random() < 0.5 ? value : null);
/** Many at the same time, so that what comes after the time decides about the order. */
const quarter = (): number => FIRST + (random() < 0.2 ? 96 : below(LAST - FIRST));
const at = (): number => quarterStart(quarter()) + below(900_000);
const segment = (): number => 1 + below(SEGMENTS);
const user = (): number => 1 + below(USERS);

/** So many rows, less those that have the same key as another. */
function rows(count: number, key: readonly string[], make: (i: number) => Row): readonly Row[] {
  const made = Array.from({ length: count }, (_, i) => make(i));
  const byKey = new Map(made.map((row) => [JSON.stringify(key.map((name) => row[name])), row]));
  return [...byKey.values()];
}

export function randomTables(): Tables {
  return { ...people(), ...talks(), ...rollups(), ...journal() };
}

function people(): Tables {
  const name = (): string => `${one(['Änn', 'ANN', 'bob', 'Bób'])} ${one(WORDS)}`;
  return {
    segments: rows(SEGMENTS, ['id'], (i) => ({
      id: i + 1,
      bot: one(['bot', 'shop']),
      channel: one(CHANNELS),
      locale: one(['de', 'en']),
      bot_version: String(i),
      device: 'ios',
      browser: 'firefox',
      test: Number(i % 4 === 3),
    })),
    users: rows(USERS, ['number'], (i) => ({
      number: i + 1,
      key: i % 9 === 0 ? null : `key-${i}`,
      agreed: 0,
      first_act_at: maybe(at()),
      first_test_act_at: maybe(at()),
    })),
    user_channels: rows(150, ['user', 'channel', 'test'], () => {
      const known = maybe(name());
      return {
        user: user(),
        channel: one(CHANNELS),
        test: Number(random() < 0.4),
        first_act_at: maybe(at()),
        last_act_at: maybe(quarterStart(FIRST + below(20))),
        received: below(9),
        sent: below(9),
        sessions: below(9),
        participant: maybe(user()),
        name: known,
        name_folded: known && known.normalize('NFKC').toLowerCase(),
      };
    }),
    user_profiles: rows(30, ['user'], () => ({
      user: user(),
      role: maybe(one(WORDS)),
      subscriber: below(2),
      traits: JSON.stringify({ plan: one(WORDS), seats: below(9), b: 1, a: true }),
    })),
    user_tags: rows(60, ['user', 'tag'], () => ({ user: user(), tag: one(WORDS) })),
    conversations: rows(20, ['number'], (i) => ({
      number: i + 1,
      key: i % 5 === 0 ? null : `conversation-${i}`,
      channel: one(CHANNELS),
      state: '{}',
    })),
    participants: rows(USERS, ['number'], (i) => ({
      number: i + 1,
      conversation: 1 + below(20),
      member: `member-${i}`,
      state: '{}',
    })),
  };
}

function talks(): Tables {
  const sessions = rows(300, ['number'], (i) => {
    const startedAt = at();
    return {
      number: i + 1,
      id: `session-${i}`,
      participant: user(),
      user: user(),
      segment: segment(),
      opened_at: startedAt,
      started_at: startedAt,
      last_at: startedAt + below(3_600_000),
      received: below(9),
      messages: below(4),
      sent: below(9),
      handovers: below(2),
      automated: maybe(below(2)),
      csat: maybe(3),
      nps: maybe(below(11)),
      result: maybe('sold'),
      last_dialog: maybe(one(WORDS)),
      last_step: maybe(below(4)),
      closes_at: maybe(startedAt + 5_400_000),
      last_class: maybe(one(CLASSES)),
      prompt_open: below(2),
      state: '{}',
      first_quarter: random() < 0.05 ? null : quarterOf(startedAt),
    };
  });
  const session = (): number => 1 + below(sessions.length);
  return {
    sessions,
    session_quarters: rows(400, ['quarter', 'session'], () => {
      const number = session();
      const first = Number(sessions[number - 1]?.['first_quarter'] ?? FIRST);
      return { quarter: first + 1 + below(random() < 0.5 ? 5 : 3_000), session: number };
    }),
    marks: rows(900, ['session', 'kind', 'label', 'quarter', 'segment'], () => ({
      session: session(),
      kind: one(KINDS),
      label: one(WORDS),
      quarter: quarter(),
      segment: segment(),
      count: 1 + below(4),
    })),
    handovers: rows(120, ['id'], (i) => {
      const requestedAt = i % 3 === 0 ? quarterStart(FIRST + 96) : at();
      const later = () => maybe(requestedAt + below(9_000_000));
      return {
        id: `${one(WORDS)}-${i}`,
        segment: segment(),
        user: maybe(user()),
        session: maybe(session()),
        reason: 'asked',
        via: 'code',
        requested_at: requestedAt,
        accepted_at: later(),
        failed_at: later(),
        completed_at: later(),
      };
    }),
  };
}

function rollups(): Tables {
  const place = () => ({ quarter: quarter(), segment: segment() });
  return {
    presence: rows(600, ['quarter', 'segment', 'user'], () => ({
      ...place(),
      user: user(),
      received: below(5),
      unrecognized: below(3),
    })),
    counters: rows(400, ['quarter', 'segment'], () => ({
      ...place(),
      ...Object.fromEntries(MEASURES.map((name) => [snakeCase(name), below(9)])),
    })),
    label_counters: rows(900, ['kind', 'quarter', 'segment', 'label'], () => ({
      kind: one(KINDS),
      ...place(),
      label: one(WORDS),
      value: below(4),
    })),
    known_dialogs: rows(40, ['segment', 'dialog'], () => ({
      segment: segment(),
      dialog: one(WORDS),
    })),
    response_times: rows(400, ['quarter', 'segment', 'dialog', 'bucket'], () => ({
      ...place(),
      dialog: one(WORDS),
      bucket: below(30),
      count: 1 + below(5),
      total_ms: below(99_999),
    })),
    phrases: rows(40, ['kind', 'key'], (i) => ({
      number: i + 1,
      kind: one(['text', 'intent']),
      key: `${one(WORDS)}${i % 7}`,
      text: `${one(WORDS)} ${i}`,
    })),
    phrase_uses: rows(500, ['at', 'segment', 'phrase', 'class', 'user'], (i) => ({
      at: i % 4 === 0 ? quarterStart(FIRST + 97) : at(),
      segment: segment(),
      phrase: 1 + below(40),
      class: one(CLASSES),
      user: below(USERS),
      count: below(4),
    })),
  };
}

function journal(): Tables {
  const destination = (): string => one(['ga4', 'mixpanel', 'Ä', '😀', '\uFFFD']);
  const outcome = (): string => one(['enqueued', 'delivered', 'dead', 'expired', 'trimmed']);
  return {
    destination_totals: rows(40, ['destination', 'outcome', 'reason'], () => {
      const of = outcome();
      const reason = of === 'dead' || of === 'trimmed' ? one(['b', 'B', 'ä', '😀', '\uFFFD']) : '';
      return { destination: destination(), outcome: of, reason, events: below(5) };
    }),
    outbox_sizes: rows(6, ['destination'], () => ({
      destination: destination(),
      events: below(3),
      bytes: 10,
    })),
    deliveries: rows(20, ['first_seq'], (i) => ({
      destination: destination(),
      first_seq: i,
      last_seq: i,
      pending: 1,
      bytes: 1,
      settled: '',
      oldest_at: at(),
      created_at: at(),
    })),
  };
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
