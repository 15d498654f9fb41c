/** Looks for the texts and patterns that the developer configured. */

import { normalized } from '../interpret/text.ts';
import { AnalyticsError } from '../model/errors.ts';
import type { PatternList, TextPattern, TextPatterns } from '../model/settings.ts';
import type { Captured, Fact } from '../model/turn.ts';
import type { Matches, TextMatcher } from '../record/store.ts';
import { nothingSpent, searchAll, timeLimit } from './pattern-search.ts';
import type {
  PerList,
  Question,
  Rule,
  SearchDesk,
  SearchProblem,
  Spent,
} from './pattern-search.ts';

/** Longest part of a pattern that is told. */
const MAX_SOURCE_LENGTH = 200;

export interface PatternMatcher extends TextMatcher {
  /** The patterns that are left out, as `fallbackTexts[2]: /(a+)+$/`. */
  quarantined(): readonly string[];
  /**
   * Runs no pattern from now on, for want of time: plain texts alone are still found, and what was
   * found before.
   */
  rest(): void;
}

/** Finds nothing: for a bot without patterns. */
export const NO_PATTERNS: PatternMatcher = {
  prepare: () => () => false,
  quarantined: () => [],
  rest: () => undefined,
};

/** What a matcher remembers. */
interface Desk extends SearchDesk {
  /** Whether a list has entries. */
  readonly isUsed: PerList<boolean>;
  /** Whole texts, comparable. */
  readonly texts: PerList<ReadonlySet<string>>;
}

/** What is known of a batch. */
interface Lookup {
  /** Whether a text is one of the list; absent if nobody has looked. */
  readonly answers: PerList<Map<string, boolean>>;
  readonly spent: Spent;
}

/**
 * Makes the matcher of a recorder.
 * @param onProblem told once of each pattern that is left out, for good or of a batch that it slows
 * down: AnalyticsError `PATTERN_TOO_SLOW`
 * @param isStopping asked while patterns run, every 50 ms: `true` is as good as `rest()`
 */
export function patternMatcher(
  { fallbackTexts, handoverPhrases }: TextPatterns,
  onProblem: (error: unknown) => void,
  isStopping: () => boolean = () => false,
): PatternMatcher {
  if (fallbackTexts.length + handoverPhrases.length === 0) return NO_PATTERNS;
  const rules = [
    ...rulesOf('fallbackTexts', fallbackTexts),
    ...rulesOf('handoverPhrases', handoverPhrases),
  ].map((rule, index) => ({ ...rule, index }));
  let isResting = false;
  const desk: Desk = {
    isUsed: {
      fallbackTexts: fallbackTexts.length > 0,
      handoverPhrases: handoverPhrases.length > 0,
    },
    texts: { fallbackTexts: textsOf(fallbackTexts), handoverPhrases: textsOf(handoverPhrases) },
    rules,
    limited: timeLimit(),
    isResting: () => isResting || isStopping(),
    onProblem: onceEach(onProblem),
  };
  return {
    prepare: (items) => prepare(desk, items),
    quarantined: () => rules.filter((rule) => rule.isQuarantined).map(({ name }) => name),
    rest: () => {
      isResting = true;
    },
  };
}

/** Says what is wrong, once: a pattern that slows a batch down does so again in the next. */
function onceEach(onProblem: (error: unknown) => void): SearchDesk['onProblem'] {
  const told = new Set<string>();
  return (problem) => {
    const { type, rule } = problem;
    const key = type === 'overtime' ? type : `${type} ${rule.index}`;
    if (told.has(key)) return;
    told.add(key);
    const details = { pattern: rule.name };
    onProblem(new AnalyticsError('PATTERN_TOO_SLOW', inWords(problem), { details }));
  };
}

function inWords(problem: SearchProblem): string {
  const { type, rule } = problem;
  switch (type) {
    case 'runaway':
      return `${rule.name} runs for more than ${problem.limitMs} ms and is left out`;
    case 'failed':
      return `${rule.name} cannot be run and is left out`;
    case 'slow':
      return `${rule.name} took ${rounded(problem.tookMs)} ms of a batch of turns, more than any other pattern, and is left out of the rest of every batch that it slows down so`;
    case 'overtime':
      return `the patterns took ${rounded(problem.allMs)} ms for a batch of turns and are left out of the rest of every batch that takes so long; the slowest was ${rule.name} with ${rounded(problem.tookMs)} ms`;
    default:
      return type satisfies never;
  }
}

function rounded(ms: number): number {
  return Math.round(ms);
}

function textsOf(patterns: readonly TextPattern[]): ReadonlySet<string> {
  return new Set(patterns.flatMap((each) => (each.kind === 'text' ? [comparable(each.text)] : [])));
}

/** The same letter may be composed in two ways, by keyboards as in sources. */
function comparable(text: string): string {
  return normalized(text.normalize('NFC'));
}

function rulesOf(list: PatternList, patterns: readonly TextPattern[]): Omit<Rule, 'index'>[] {
  return patterns.flatMap((each, i) => {
    if (each.kind === 'text') return [];
    const { source, flags } = each;
    const shown =
      source.length > MAX_SOURCE_LENGTH ? `${source.slice(0, MAX_SOURCE_LENGTH)}…` : source;
    const name = `${list}[${i}]: /${shown}/${flags}`;
    return [{ list, name, regexp: new RegExp(source, flags), isQuarantined: false }];
  });
}

function prepare(desk: Desk, items: readonly Captured[]): Matches {
  const lookup: Lookup = {
    answers: { fallbackTexts: new Map(), handoverPhrases: new Map() },
    spent: nothingSpent(desk),
  };
  const { isUsed } = desk;
  lookAt(desk, lookup, {
    fallbackTexts: isUsed.fallbackTexts ? messagesOf(items, 'outgoing') : [],
    handoverPhrases: isUsed.handoverPhrases ? messagesOf(items, 'incoming') : [],
  });
  return (list, text) => {
    if (!isUsed[list]) return false;
    const answers = lookup.answers[list];
    if (!answers.has(text)) {
      lookAt(desk, lookup, { fallbackTexts: [], handoverPhrases: [], [list]: [text] });
    }
    return answers.get(text) === true;
  };
}

function messagesOf(items: readonly Captured[], type: Fact['type']): readonly string[] {
  const texts = new Set<string>();
  for (const { facts } of items) {
    for (const fact of facts) {
      if (fact.type !== type || !('activity' in fact)) continue;
      const { type: kind, text } = fact.activity;
      if (kind === 'message' && text !== undefined) texts.add(text);
    }
  }
  return [...texts];
}

/** Finds out about texts: first the whole ones, then by patterns. */
function lookAt(desk: Desk, { answers, spent }: Lookup, asked: PerList<readonly string[]>): void {
  const questions: Question[] = [];
  for (const list of ['fallbackTexts', 'handoverPhrases'] as const) {
    const whole = desk.texts[list];
    for (const text of asked[list]) {
      const isWhole = whole.size > 0 && whole.has(comparable(text));
      answers[list].set(text, isWhole);
      if (!isWhole) questions.push({ list, text });
    }
  }
  const isSearched = desk.rules.some(({ isQuarantined }) => !isQuarantined);
  if (isSearched && questions.length > 0) searchAll(desk, questions, answers, spent);
}
