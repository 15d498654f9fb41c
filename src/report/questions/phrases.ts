/** Report `phrases`: what users say most often, and which of it the bot does not understand (R0, R1). */

import * as z from 'zod';

import type { MessageClass } from '../../model/event.ts';
import { present } from '../../model/present.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Phrase, PhraseCount, PhraseRow, ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { GroupedListReport, ListReport, Series } from '../answer.ts';
import { isoOf } from '../answer.ts';
import type { RangeOptions } from '../options.ts';
import { listOf, rangeShape, text } from '../options.ts';
import { reportOf } from '../question.ts';
import { sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { spanOf } from '../scope.ts';

const CLASSES = ['recognized', 'unrecognized', 'system'] as const satisfies readonly MessageClass[];
const RANK: Readonly<Record<MessageClass, number>> = { recognized: 0, unrecognized: 1, system: 2 };

/** Options of the report `phrases`. All may be left out. */
export interface PhrasesOptions extends RangeOptions {
  /** Messages of this class, or of any of these: `unrecognized` for what the bot has yet to learn. */
  readonly class?: MessageClass | readonly MessageClass[] | undefined;
  /** Part of the text or of the intent, without regard to case. */
  readonly search?: string | undefined;
  /**
   * Rows of the answer, of each group if it has groups: 1 to 1,000,000.
   * @defaultValue 100
   */
  readonly limit?: number | undefined;
}

/** A phrase within a class: what is understood at one time and not at another has two rows. */
export interface PhraseLine {
  /**
   * As it was first written; texts that differ in case and white space alone are one. `null` where
   * the text was not kept: then `intent` tells what is known instead.
   */
  readonly text: string | null;
  /** Where the text was not kept: the intent that was recognized; `null` = none. */
  readonly intent?: string | null;
  /** Messages in the range. */
  readonly count: number;
  /** Distinct users among those who sent them. */
  readonly users: number;
  /** First and last of these messages, ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly class: MessageClass;
}

/** Over all lines, those beyond `limit` included. */
export interface PhrasesSummary {
  /** Messages. */
  readonly count: number;
  /** Lines. */
  readonly phrases: number;
}

/** What the answer says where texts are missing. */
interface Hinted {
  /** Texts of some of the messages were not kept: how to keep them from now on. */
  readonly hint?: string;
}

interface PhrasesHead {
  readonly class?: readonly MessageClass[];
  readonly search?: string;
}

/** Most frequent first, then by users, then the one that came first. */
export interface PhrasesReport
  extends ListReport<PhraseLine, PhrasesSummary>, PhrasesHead, Hinted {}
export interface GroupedPhrasesReport
  extends GroupedListReport<PhraseLine, PhrasesSummary>, PhrasesHead, Hinted {}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000_000;

const oneClass = z.enum(CLASSES);

const schema = z.strictObject({
  ...rangeShape,
  class: z
    .union([oneClass, z.array(oneClass).min(1)], {
      error: `is none of ${CLASSES.join(', ')}, nor a list of these`,
    })
    .optional(),
  search: text.optional(),
  limit: z
    .int({ error: 'is no whole number' })
    .min(1, 'is less than 1')
    .max(MAX_LIMIT, `is more than ${MAX_LIMIT}`)
    .optional(),
}) satisfies z.ZodType<unknown, PhrasesOptions>;

/** @internal */
export const phrases = reportOf({
  name: 'phrases',
  schema,
  dimension: 'range',
  head: (options: PhrasesOptions) =>
    present({ class: listOf(options.class), search: options.search }),
  load,
  answer,
  extras: ({ words }) => (words.isPartial ? { hint: HINT } : {}),
});

const HINT =
  'some texts are not stored, their intents stand for them: with the option captureText (redacted or full) texts are kept from then on';

/** What is known of the words of the messages. */
interface Words {
  readonly textsOf: ReportReads['phraseTexts'];
  /** Some messages, commands and empty ones aside, have no text, or it was not kept. */
  readonly isPartial: boolean;
  /** Of all, where not all were read. */
  readonly summary?: PhrasesSummary;
}

type PhrasesRows = {
  /** Of all phrases, or of those that may be listed. */
  readonly uses: Rows<PhraseRow>;
  readonly words: Words;
};

async function load(
  reads: ReportReads,
  scope: Scope,
  options: PhrasesOptions,
): Promise<PhrasesRows> {
  const query = { ...spanOf(scope), classes: listOf(options.class) };
  const counts = await reads.phraseCounts(query);
  const intents = new Set((await reads.phraseTexts('intents')).map(({ number }) => number));
  const words = {
    textsOf: (numbers: readonly number[]) => reads.phraseTexts(numbers),
    isPartial: counts.some(({ phrase, class: of }) => of !== 'system' && intents.has(phrase)),
  };
  if (options.search === undefined && options.group === undefined) {
    const phrases = mostFrequent(counts, options.limit ?? DEFAULT_LIMIT);
    const count = sum(counts.map((each) => each.count));
    const summary = { count, phrases: counts.length };
    return { uses: await reads.phrases({ ...query, phrases }), words: { ...words, summary } };
  }
  const uses = await reads.phrases(query);
  const { search } = options;
  return {
    uses: search === undefined ? uses : await usesWith(search, uses, reads),
    words,
  };
}

/** Phrases that may be among the first: those as frequent as the last of them are all. */
function mostFrequent(counts: readonly PhraseCount[], limit: number): readonly number[] {
  const sorted = Float64Array.from(counts, ({ count }) => count).sort();
  const least = sorted.at(-limit) ?? 0;
  return counts.filter(({ count }) => count >= least).map(({ phrase }) => phrase);
}

async function usesWith(
  search: string,
  uses: Rows<PhraseRow>,
  reads: ReportReads,
): Promise<Rows<PhraseRow>> {
  const known = await reads.phraseTexts(numbersOf(uses));
  const found = new Set(known.filter(containing(search)).map(({ number }) => number));
  return uses.filter(({ phrase }) => found.has(phrase));
}

/** Numbers of the phrases, each once. */
function numbersOf(uses: Rows<PhraseRow>): readonly number[] {
  const known = new Uint8Array(highestPhrase(uses) + 1);
  for (const { phrase } of uses) known[phrase] = 1;
  return [...known.keys()].filter((number) => known[number] === 1);
}

function containing(search: string): (phrase: Phrase) => boolean {
  const wanted = folded(search);
  return ({ text: words }) => folded(words).includes(wanted);
}

function folded(words: string): string {
  return words.normalize('NFKC').toLowerCase();
}

async function answer(
  { uses, words }: PhrasesRows,
  _scope: Scope,
  { limit = DEFAULT_LIMIT }: PhrasesOptions,
): Promise<Series<PhraseLine, PhrasesSummary>> {
  const tallies = tally(uses).sort(byWeight);
  const shown = tallies.slice(0, limit);
  const texts = await words.textsOf(shown.map(({ phrase }) => phrase));
  const phraseOf = new Map(texts.map((phrase) => [phrase.number, phrase]));
  return {
    data: shown.map((each) => lineOf(each, phraseOf.get(each.phrase))),
    summary: words.summary ?? {
      count: sum(tallies.map(({ count }) => count)),
      phrases: tallies.length,
    },
  };
}

function lineOf(
  { count, users, firstAt, lastAt, class: ofClass }: Tally,
  phrase: Phrase | undefined,
): PhraseLine {
  const words = phrase?.text || null;
  return {
    ...(phrase?.kind === 'text' ? { text: words } : { text: null, intent: words }),
    count,
    users,
    firstAt: isoOf(firstAt),
    lastAt: isoOf(lastAt),
    class: ofClass,
  };
}

// ---- sums --------------------------------------------------------------------------------------

interface Tally {
  readonly phrase: number;
  readonly class: MessageClass;
  count: number;
  users: number;
  firstAt: EpochMs;
  lastAt: EpochMs;
}

function byWeight(a: Tally, b: Tally): number {
  return (
    b.count - a.count ||
    b.users - a.users ||
    a.firstAt - b.firstAt ||
    a.phrase - b.phrase ||
    RANK[a.class] - RANK[b.class]
  );
}

/**
 * Sums up by phrase and class. There may be a million uses: numbers, which have no gaps worth the
 * name, are looked up in arrays.
 */
function tally(uses: Rows<PhraseRow>): Tally[] {
  const tallies: Tally[] = [];
  // place of the sum, from 1 on, by phrase and class; of each use
  const places = new Int32Array((highestPhrase(uses) + 1) * CLASSES.length);
  const placeOfUse = new Int32Array(uses.length);
  let index = 0;
  for (const use of uses) {
    const key = use.phrase * CLASSES.length + RANK[use.class];
    const place = places[key] || tallies.length + 1;
    const own = tallies[place - 1];
    if (own) add(own, use);
    else {
      places[key] = place;
      tallies.push(begin(use));
    }
    placeOfUse[index++] = place;
  }
  countUsers(uses, placeOfUse, tallies);
  return tallies;
}

function highestPhrase(uses: Rows<PhraseRow>): number {
  let highest = 0;
  for (const { phrase } of uses) if (phrase > highest) highest = phrase;
  return highest;
}

function begin({ phrase, class: ofClass, count, at }: PhraseRow): Tally {
  return { phrase, class: ofClass, count, users: 0, firstAt: at, lastAt: at };
}

function add(own: Tally, { count, at }: PhraseRow): void {
  own.count += count;
  if (at < own.firstAt) own.firstAt = at;
  if (at > own.lastAt) own.lastAt = at;
}

/** Pairs of a sum and a user are numbers, which are sorted: one that differs from that before is a user more. */
function countUsers(
  uses: Rows<PhraseRow>,
  placeOfUse: Int32Array,
  tallies: readonly Tally[],
): void {
  const pairs = new Float64Array(uses.length);
  let index = 0;
  for (const { user } of uses) {
    const place = placeOfUse[index] ?? 0;
    pairs[index++] = user === null ? NOBODY : place * USERS + user;
  }
  let before = NOBODY;
  for (const pair of pairs.sort()) {
    const own = pair === before ? undefined : tallies[Math.floor(pair / USERS) - 1];
    if (own) own.users += 1;
    before = pair;
  }
}

/** More than the numbers of users go to; less than what is exact with the numbers of sums. */
const USERS = 2 ** 31;
const NOBODY = 0;
