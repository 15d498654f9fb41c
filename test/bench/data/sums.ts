/** What a drawn year adds up to, day by day, as the recorder's rollups have it: for every kind of store. */

import type { CounterDelta, LabelDelta, PresenceDelta } from '../../../src/record/deltas.ts';
import { entryOf } from '../../../src/record/deltas.ts';
import { UNKNOWN } from '../../../src/model/segment.ts';
import type { Segment } from '../../../src/model/segment.ts';
import type { EpochMs, Quarter } from '../../../src/model/time.ts';
import { quarterOf } from '../../../src/model/time.ts';
import { BOT_ID, BOT_VERSION } from './recorded.ts';
import { CHANNELS, INTENTS, LOCALES, channelOf, localeOf } from './year.ts';
import type { YearTurn } from './year.ts';

/** Takes the days of a year in their order. */
export interface DayWriter {
  write(turns: readonly YearTurn[]): void | Promise<void>;
  finish(): void | Promise<void>;
}

/** Rows of a day, each list in the order of its table's key. */
export interface DaySums {
  readonly presence: readonly PresenceDelta[];
  readonly counters: readonly CounterDelta[];
  readonly labels: readonly LabelDelta[];
}

/** What a user did in the whole year. */
export interface UserSums {
  readonly number: number;
  readonly channel: string;
  readonly firstAt: EpochMs;
  lastAt: EpochMs;
  received: number;
  sessions: number;
}

export interface YearSums {
  /** Adds a day up. */
  add(turns: readonly YearTurn[]): DaySums;
  /** All who were seen, by their numbers. */
  users(): Iterable<UserSums>;
  /** By their numbers, which begin with 1. */
  segments(): readonly Segment[];
  firstQuarter(): Quarter | undefined;
  /** Facts of the turns so far: a message, what it meant, an answer. */
  facts(): number;
}

const FACTS_A_TURN = 3;

/** Begins with nothing. Users and segments get their numbers in the order in which they come, as in a store. */
export function yearSums(): YearSums {
  const users = new Map<number, UserSums>();
  const segmentNumbers: number[] = [];
  const segments: Segment[] = [];
  let firstQuarter: Quarter | undefined;
  let facts = 0;

  const segmentNumberOf = (user: number): number =>
    (segmentNumbers[user % (CHANNELS.length * LOCALES.length)] ??= segments.push(segmentOf(user)));

  const see = ({ user, at, isFirst }: YearTurn): UserSums => {
    const known = users.get(user) ?? {
      number: users.size + 1,
      channel: channelOf(user),
      firstAt: at,
      lastAt: at,
      received: 0,
      sessions: 0,
    };
    users.set(user, known);
    known.lastAt = at;
    known.received++;
    if (isFirst) known.sessions++;
    return known;
  };

  return {
    add: (turns) => {
      const day = emptyDay();
      for (const turn of turns) {
        firstQuarter ??= quarterOf(turn.at);
        addTurn(day, turn, { segment: segmentNumberOf(turn.user), user: see(turn).number });
      }
      facts += FACTS_A_TURN * turns.length;
      return {
        presence: sorted(day.presence),
        counters: sorted(day.counters),
        labels: sorted(day.labels),
      };
    },
    users: () => users.values(),
    segments: () => segments,
    firstQuarter: () => firstQuarter,
    facts: () => facts,
  };
}

function segmentOf(user: number): Segment {
  return {
    bot: BOT_ID,
    channel: channelOf(user),
    locale: localeOf(user),
    botVersion: BOT_VERSION,
    device: UNKNOWN,
    browser: UNKNOWN,
    test: false,
  };
}

// ---- the sums of a day -------------------------------------------------------------------------

interface Day {
  readonly presence: Map<string, PresenceDelta>;
  readonly counters: Map<string, CounterDelta>;
  readonly labels: Map<string, LabelDelta>;
}

function emptyDay(): Day {
  return { presence: new Map(), counters: new Map(), labels: new Map() };
}

/** By their keys, so that the tables are written in their order. */
function sorted<Delta>(deltas: ReadonlyMap<string, Delta>): readonly Delta[] {
  return [...deltas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
}

function addTurn(
  day: Day,
  { at, intent, answeredAt }: YearTurn,
  { segment, user }: { readonly segment: number; readonly user: number },
): void {
  const quarter = quarterOf(at);
  const place = `${quarter} ${padded(segment)}`;
  const isRecognized = intent !== undefined;
  const received = counterOf(day, quarter, segment);
  received.received++;
  if (isRecognized) received.recognized++;
  else received.unrecognized++;
  counterOf(day, quarterOf(answeredAt), segment).sent++;
  const presence = entryOf(day.presence, `${place} ${padded(user)}`, () => ({
    quarter,
    segment,
    user,
    received: 0,
    unrecognized: 0,
  }));
  presence.received++;
  if (!isRecognized) presence.unrecognized++;
  const kind = isRecognized ? 'intent' : 'fallback';
  const words = isRecognized ? (INTENTS[intent] ?? '') : '';
  const label = entryOf(day.labels, `${kind} ${place} ${words}`, () => ({
    quarter,
    segment,
    kind,
    label: words,
    value: 0,
  }));
  label.value++;
}

function padded(number: number): string {
  return String(number).padStart(8, '0');
}

function counterOf(day: Day, quarter: Quarter, segment: number): CounterDelta['values'] {
  return entryOf(day.counters, `${quarter} ${padded(segment)}`, () => ({
    quarter,
    segment,
    values: {
      received: 0,
      recognized: 0,
      unrecognized: 0,
      system: 0,
      sent: 0,
      sentByAgent: 0,
      signals: 0,
      turnsFailed: 0,
    },
  })).values;
}
