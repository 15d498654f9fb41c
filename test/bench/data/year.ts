/**
 * A year of a busy bot, drawn by chance and the same each time: who wrote when, and what became of it. It
 * comes day by day, since the largest does not fit into memory.
 *
 * Sessions have three to eight messages, each with its answer. A few users come often, most seldom, and new
 * ones come all year; by day there are more than by night, on weekends half as many.
 */

import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../src/model/time.ts';
import type { EpochMs } from '../../../src/model/time.ts';

const DAYS = 365;

/** The year ends here, whenever the benchmark runs. */
export const YEAR_END = Date.UTC(2026, 0, 1);
const YEAR_BEGIN = YEAR_END - DAYS * DAY_MS;

export const CHANNELS = ['webchat', 'msteams', 'slack', 'facebook'] as const;
export const LOCALES = ['en-US', 'de-AT', 'fr-FR'] as const;
export const INTENTS = Array.from({ length: 40 }, (_, i) => `Intent${i}`);

/** How much there is: messages in both directions. */
export interface YearSize {
  readonly messages: number;
  readonly users: number;
}

/** A message of a user with its answer. */
export interface YearTurn {
  readonly id: number;
  readonly at: EpochMs;
  /** From 0 on. */
  readonly user: number;
  readonly session: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Place in {@link INTENTS}; `undefined` = not recognized. */
  readonly intent: number | undefined;
  readonly answeredAt: EpochMs;
}

export function channelOf(user: number): string {
  return CHANNELS[user % CHANNELS.length] ?? CHANNELS[0];
}

export function localeOf(user: number): string {
  return LOCALES[user % LOCALES.length] ?? LOCALES[0];
}

const MESSAGES_A_SESSION = 5.5;

/** Draws the year: the turns of a day of UTC at a time, by their time. */
export function* yearOf({ messages, users }: YearSize): Generator<readonly YearTurn[]> {
  const random = mulberry(1);
  const sessions = messages / 2 / MESSAGES_A_SESSION;
  const weights = Array.from({ length: DAYS }, (_, day) => weightOf(day));
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const numbers = { turn: 0, session: 0 };
  let turns: YearTurn[] = [];
  let known = 0;
  for (const [day, ofDay] of weights.entries()) {
    const begin = YEAR_BEGIN + day * DAY_MS;
    const count = Math.round((sessions * ofDay) / weight);
    const pool = Math.ceil(users * (0.1 + (0.9 * day) / (DAYS - 1)));
    for (let i = 0; i < count; i++) {
      const isNew = day > 0 && known < pool;
      // a few users come often, most seldom
      const user = isNew ? known++ : Math.floor(random() ** 2 * pool);
      turns.push(...sessionOf(user, begin + hourOf(random) * HOUR_MS, numbers, random));
    }
    if (day === 0) known = pool;
    turns.sort((a, b) => a.at - b.at || a.id - b.id);
    const end = begin + DAY_MS;
    yield turns.filter(({ at }) => at < end);
    turns = turns.filter(({ at }) => at >= end);
  }
}

function sessionOf(
  user: number,
  begin: EpochMs,
  numbers: { turn: number; session: number },
  random: () => number,
): readonly YearTurn[] {
  const length = 3 + Math.floor(random() * 6);
  const session = numbers.session++;
  let at = begin;
  return Array.from({ length }, (_, i) => {
    at = Math.floor(at + (20 + random() * 100) * SECOND_MS);
    const intent = Math.floor(random() ** 2 * INTENTS.length);
    return {
      id: numbers.turn++,
      at,
      user,
      session,
      isFirst: i === 0,
      isLast: i === length - 1,
      intent: random() < 0.2 ? undefined : intent,
      answeredAt: at + Math.floor(200 + random() ** 3 * 8_000),
    };
  });
}

function weightOf(day: number): number {
  const weekday = new Date(YEAR_BEGIN + day * DAY_MS).getUTCDay();
  return weekday === 0 || weekday === 6 ? 0.5 : 1;
}

/** Most people write by day. */
function hourOf(random: () => number): number {
  return random() < 0.1 ? random() * 24 : 8 + (random() + random() + random()) * 4;
}

/** A small generator of random numbers, the same for the same seed (mulberry32). */
export function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
