/** What long numbers can be besides phone numbers: parts of words, times, dates, amounts. */

import { digitsIn, firstBlank, gapBefore, lastBlank } from './runs.ts';
import type { Run } from './runs.ts';

/** Digits of a part of a time or of a decimal at most. */
const MAX_PART = 3;

/** Digits of a word or an order number at most: more of them are a number that nobody has set apart. */
const MAX_IN_WORD = 8;

const DATED = /^(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?$/u;

/** A word or an order number goes on in the run: `A1`, `INV-2026-0001234`, `#1234567`. */
export function isInWord(run: Run): boolean {
  if (!/(?:[\p{L}\p{M}#]|[\p{L}\p{N}][-_])$/u.test(before(run))) return false;
  const word = run.groups.slice(isDated(run) ? 1 : 0, firstBlank(run));
  return digitsIn({ ...run, groups: word }).length <= MAX_IN_WORD;
}

/** A time or a decimal goes on in the run. */
export function isInDecimal(run: Run): boolean {
  const length = run.groups[0]?.digits.length ?? 0;
  return length <= MAX_PART && /\d[:,]$/u.test(before(run));
}

/** The two units before the run; none if it begins with a `+`. */
function before({ plain, groups }: Run): string {
  const first = groups[0];
  return !first || first.plus ? '' : plain.slice(Math.max(0, first.lead - 2), first.lead);
}

/** A year, month or day that an order number begins with; no card begins so. */
export function isDated({ groups }: Run): boolean {
  return DATED.test(groups[0]?.digits ?? '');
}

/** The run ends in the whole part of a time or decimal (`10:30`, `1.299,00`), or in a unit (`5kg`). */
export function endsInDecimal(run: Run): boolean {
  const last = run.groups.at(-1);
  if (!last || last.digits.length > MAX_PART) return false;
  const behind = run.plain.slice(last.to, last.to + 5);
  if (/^[:,]\d{1,3}(?!\d)/u.test(behind)) return true;
  const word = run.groups.slice(lastBlank(run));
  return /^\p{L}/u.test(behind) && digitsIn({ ...run, groups: word }).length <= MAX_IN_WORD;
}

/** Returns how many groups are a date that begins with this one; 0 if it is none. */
export function lengthOfDate(run: Run, i: number): 0 | 3 {
  const groups = run.groups.slice(i, i + 3);
  const gap = gapBefore(run, i + 1);
  if (groups.length < 3 || !DATE_GAPS.has(gap) || gapBefore(run, i + 2) !== gap) return 0;
  const parts = groups.map(({ digits }) => digits);
  // between blanks, a year has to be written in full
  if (gap === ' ' && !parts.some(isYear)) return 0;
  return isDateOf(parts) && !goesOn(run, i, gap) ? 3 : 0;
}

const DATE_GAPS: ReadonlySet<string> = new Set(['.', '-', '/', '_', ' ', '. ']);

/** The same separator goes on before or behind: `06.12.34.56.78` is no date. */
function goesOn(run: Run, i: number, gap: string): boolean {
  return gap !== '. ' && (gapBefore(run, i) === gap || gapBefore(run, i + 3) === gap);
}

/** Year, month and day in one of the orders in which they are written. */
function isDateOf(parts: readonly string[]): boolean {
  const [a = '', b = '', c = ''] = parts;
  if (isYear(a)) return isMonth(b) && isDay(c);
  return (isYear(c) || c.length === 2) && (isDayOf(a, b) || isDayOf(b, a));
}

function isDayOf(day: string, month: string): boolean {
  return isDay(day) && isMonth(month);
}

function isYear(digits: string): boolean {
  return /^(?:19|20)\d\d$/u.test(digits);
}

function isMonth(digits: string): boolean {
  return /^(?:0?[1-9]|1[0-2])$/u.test(digits);
}

function isDay(digits: string): boolean {
  return /^(?:0?[1-9]|[12]\d|3[01])$/u.test(digits);
}

/** E.g. `2024-2026`, `2019 2020 2021`. */
export function isYears({ groups }: Run): boolean {
  return groups.every(({ digits, plus }) => !plus && isYear(digits));
}

const WORDS = 'EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|euros?|dollars?';
const CURRENCY = `(?:\\p{Sc}|(?<!\\p{L})(?:${WORDS})(?!\\p{L}))`;
const BEFORE = new RegExp(`${CURRENCY} ?$`, 'iu');
const BEHIND = new RegExp(`^(?:[.,](?:\\d{1,2}|-{1,2}))? ?${CURRENCY}`, 'iu');

/** Units before and behind a number in which a currency is looked for. */
const BESIDE = 12;

/** Groups of three behind dots, decimals, and from one decimal, time or day to another. */
const BY_ITSELF: readonly RegExp[] = [
  /^\d{1,2}(?:\.\d{3}){2,}$/u,
  /^\d{4,12}\.\d{1,2}$/u,
  /^\d{1,2}\.\d{4,8}$/u,
  /^\d{1,4}\.\d{2}\.? ?- ?\d{1,4}\.\d{2}$/u,
];

/**
 * A number as sums of money and measures are written, or with a currency beside it. Only a time or
 * decimal begins with 0, and has but one before its dot.
 */
export function isAmount(run: Run, text: string): boolean {
  const { plain, groups } = run;
  const [first, last] = [groups[0], groups.at(-1)];
  if (!first || !last || first.plus) return false;
  const words = plain.slice(first.from, last.to);
  if (!/^(?:[1-9]|0[.]|\d{2}\.\d{2}\.? ?-)/u.test(words)) return false;
  if (BY_ITSELF.some((shape) => shape.test(words))) return true;
  if (!/^(?:\d{1,9}|\d{1,3}(?:[ .]\d{3}){1,4})(?:\.\d{1,2})?$/u.test(words)) return false;
  const before = text.slice(Math.max(0, first.from - BESIDE), first.from);
  return BEFORE.test(before) || BEHIND.test(text.slice(last.to, last.to + BESIDE));
}
