/** What long numbers can be besides phone numbers: parts of words, times, dates, amounts. */

import { gapBefore } from './runs.ts';
import type { Run } from './runs.ts';

/** Digits of a part of a time or of a decimal at most. */
const MAX_PART = 3;

/** Digits at the end of a word at most: more of them are a number that nobody has set apart. */
const MAX_IN_WORD = 8;

/** A word, an order number (`INV-2026-0001234`, `#1234567`), a time or a decimal goes on in the run. */
export function isAttached({ plain, groups }: Run): boolean {
  const first = groups[0];
  if (!first || first.plus) return false;
  const before = plain.slice(Math.max(0, first.lead - 2), first.lead);
  if (/[\p{L}\p{M}_]$/u.test(before)) return first.digits.length <= MAX_IN_WORD;
  if (/(?:#|[\p{L}\p{N}][-_])$/u.test(before)) return true;
  return first.digits.length <= MAX_PART && /\d[:,]$/u.test(before);
}

/** The run ends in the whole part of a time or decimal (`10:30`, `1.299,00`), or in a unit (`5kg`). */
export function endsInDecimal({ plain, groups }: Run): boolean {
  const last = groups.at(-1);
  if (!last || last.digits.length > MAX_PART) return false;
  return /^(?:[:,]\d{1,3}(?!\d)|[\p{L}_])/u.test(plain.slice(last.to, last.to + 5));
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

const DATE_GAPS: ReadonlySet<string> = new Set(['.', '-', '/', ' ', '. ']);

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
