/**
 * Runs patterns over texts without trusting them: one that backtracks without end may not hold up
 * the recorder, and no other may pay for it.
 *
 * Only `node:vm` can set a time limit, and a call of it costs as much as hundreds of patterns: so
 * one call answers all that a batch may ask. Where the time runs out it is known which pattern was
 * at which text, and the next call begins there. Text after text is looked at by all patterns, so
 * that a slow one is known by its time long before the batch is over.
 */

import { Script, createContext } from 'node:vm';
import type { PatternList } from '../model/settings.ts';

/** Time limit of one call. */
const CALL_MS = 50;

/** Calls in a row that a pattern may fill alone, from begin to end, with one text. */
const MAX_FULL_CALLS = 2;

/** What patterns may take of a batch before the slowest has to leave the rest of it to the others. */
const PATIENCE_MS = 500;

/** Nobody has to leave who took less of a batch: hundreds of quick patterns add up, too. */
const SLOW_MS = 100;

/** Longest time of a batch: whatever is slow, the rest of it goes without patterns. */
const MAX_BATCH_MS = 1_000;

export type PerList<T> = Readonly<Record<PatternList, T>>;

/** A pattern of a list. */
export interface Rule {
  /** Place in {@link SearchDesk.rules}. */
  readonly index: number;
  readonly list: PatternList;
  /** As it is told: option, place and pattern. */
  readonly name: string;
  readonly regexp: RegExp;
  /** It is not run any more. */
  isQuarantined: boolean;
}

/** Why patterns are left out. Times in ms, of the batch so far. */
export type SearchProblem =
  /** It filled {@link MAX_FULL_CALLS} calls with one text, or threw: it is quarantined. */
  | { readonly type: 'runaway'; readonly rule: Rule; readonly limitMs: number }
  | { readonly type: 'failed'; readonly rule: Rule }
  /** It took more time than any other: it is left out of the rest of the batch. */
  | { readonly type: 'slow'; readonly rule: Rule; readonly tookMs: number }
  /** All are left out of the rest of the batch; `rule` took more time than any other. */
  | {
      readonly type: 'overtime';
      readonly rule: Rule;
      readonly tookMs: number;
      readonly allMs: number;
    };

/** What searches share. */
export interface SearchDesk {
  readonly rules: readonly Rule[];
  /** Runs a function within the time limit. @throws what the function throws, or that time is over */
  readonly limited: (run: () => void) => void;
  /** Asked between calls: patterns have to stop at once. */
  readonly isResting: () => boolean;
  readonly onProblem: (problem: SearchProblem) => void;
}

/** What a batch has taken so far. */
export interface Spent {
  /** Ms per pattern, by its index. */
  readonly byRule: Float64Array;
  /** Ms of all calls. */
  total: number;
  /** Left out of the rest of the batch. */
  readonly skipped: Set<Rule>;
}

/** A text that is asked for. */
export interface Question {
  readonly list: PatternList;
  readonly text: string;
}

/** A way through all texts, and for each through the patterns of its list: how far it has come. */
interface Search {
  readonly questions: readonly Question[];
  readonly rules: PerList<readonly Rule[]>;
  /** Whether a text is one of the list. */
  readonly answers: PerList<Map<string, boolean>>;
  readonly spent: Spent;
  question: number;
  rule: number;
  /** When the pattern that is running began, or its call. */
  since: number;
}

/** Returns what a batch begins with. */
export function nothingSpent({ rules }: Pick<SearchDesk, 'rules'>): Spent {
  return { byRule: new Float64Array(rules.length), total: 0, skipped: new Set() };
}

/** Makes what runs functions within the time limit; it costs nothing before the first. */
export function timeLimit(): SearchDesk['limited'] {
  const sandbox = { run: (): void => undefined };
  const script = new Script('run()');
  let context: object | undefined;
  return (run) => {
    sandbox.run = run;
    context ??= createContext(sandbox);
    try {
      script.runInContext(context, { timeout: CALL_MS });
    } finally {
      sandbox.run = () => undefined; // holds on to no text
    }
  };
}

/**
 * Sets the answers to `true` where a pattern of the list is in the text. It ends in time, at the
 * price of patterns that are left out: each is told.
 */
export function searchAll(
  desk: SearchDesk,
  questions: readonly Question[],
  answers: Search['answers'],
  spent: Spent,
): void {
  const rulesOf = (list: PatternList): Rule[] => desk.rules.filter((rule) => rule.list === list);
  const rules = {
    fallbackTexts: rulesOf('fallbackTexts'),
    handoverPhrases: rulesOf('handoverPhrases'),
  };
  const search = { questions, rules, answers, spent, question: 0, rule: 0, since: 0 };
  let fullCalls = 0;
  while (search.question < questions.length && !desk.isResting() && hasTime(desk, spent)) {
    const { question, rule } = search;
    const error = call(desk, search);
    if (error === undefined) continue;
    const hasStayed = search.question === question && search.rule === rule;
    fullCalls = hasStayed ? fullCalls + 1 : 0;
    if (isTimeout(error) && fullCalls < MAX_FULL_CALLS) continue;
    quarantine(desk, search, error);
    fullCalls = 0;
  }
}

/** Goes on for at most one time limit; returns what ended it early. */
function call({ limited }: SearchDesk, search: Search): unknown {
  const { spent } = search;
  const startedAt = performance.now();
  search.since = startedAt;
  try {
    limited(() => advance(search));
    return undefined;
  } catch (error) {
    const running = currentRule(search);
    if (running) take(search, running);
    return error;
  } finally {
    spent.total += performance.now() - startedAt;
  }
}

/** Goes on with a search. It may be ended after any step: what it has found, and where it was, stays. */
function advance(search: Search): void {
  const { questions, answers, spent } = search;
  for (
    let asked = questions[search.question];
    asked !== undefined;
    asked = questions[search.question]
  ) {
    const known = answers[asked.list];
    for (let rule = currentRule(search); rule; rule = currentRule(search)) {
      if (known.get(asked.text)) break;
      if (!rule.isQuarantined && !spent.skipped.has(rule)) {
        if (rule.regexp.test(asked.text)) known.set(asked.text, true);
        take(search, rule);
      }
      search.rule++;
    }
    search.rule = 0;
    search.question++;
  }
}

function currentRule({ questions, rules, question, rule }: Search): Rule | undefined {
  const asked = questions[question];
  return asked && rules[asked.list][rule];
}

/** Writes the time since the last pattern down for this one. */
function take(search: Search, { index }: Rule): void {
  const now = performance.now();
  const { byRule } = search.spent;
  byRule[index] = (byRule[index] ?? 0) + now - search.since;
  search.since = now;
}

/** The error is one of the other context: `instanceof Error` does not know it. */
function isTimeout(error: unknown): boolean {
  return (Object(error) as { readonly code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function quarantine({ onProblem }: SearchDesk, search: Search, error: unknown): void {
  const rule = currentRule(search);
  if (!rule) throw error;
  rule.isQuarantined = true;
  search.rule++;
  onProblem(
    isTimeout(error) ? { type: 'runaway', rule, limitMs: CALL_MS } : { type: 'failed', rule },
  );
}

/** Makes time by leaving out the slowest; returns whether there is any. */
function hasTime({ rules, onProblem }: SearchDesk, spent: Spent): boolean {
  const { byRule, total, skipped } = spent;
  if (total < PATIENCE_MS) return true;
  const tookMs = ({ index }: Rule): number => byRule[index] ?? 0;
  if (total >= MAX_BATCH_MS) {
    const rule = rules.reduce((slowest, each) => (tookMs(each) > tookMs(slowest) ? each : slowest));
    onProblem({ type: 'overtime', rule, tookMs: tookMs(rule), allMs: total });
    return false;
  }
  const running = rules.filter((rule) => !rule.isQuarantined && !skipped.has(rule));
  const sum = running.reduce((ms, rule) => ms + tookMs(rule), 0);
  const [slowest] = running.toSorted((a, b) => tookMs(b) - tookMs(a));
  if (slowest && sum >= PATIENCE_MS && tookMs(slowest) >= SLOW_MS) {
    skipped.add(slowest);
    onProblem({ type: 'slow', rule: slowest, tookMs: tookMs(slowest) });
  }
  return true;
}
