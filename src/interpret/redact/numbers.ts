/**
 * Payment cards and phone numbers. Digits with blanks, line breaks, dashes, dots, slashes, brackets
 * and `_` between them are one run; of it, what is part of a word, a time, a date or an amount is
 * left out first.
 */

import {
  endsInDecimal,
  isAmount,
  isDated,
  isInDecimal,
  isInWord,
  isYears,
  lengthOfDate,
} from './number-shapes.ts';
import { digitsIn, firstBlank, gapBefore, lastBlank, runOf } from './runs.ts';
import type { Run } from './runs.ts';
import type { Span } from './span.ts';

/** After each digit comes a digit again, or what stands between: there is but one way to read it. */
const RUN = /(?:\+[ (_]{0,2}|\()?\d(?:[ ()./_-]{0,4}\d)*/gu;

export function numbersIn(text: string, plain: string): readonly Span[] {
  const found: Span[] = [];
  for (const { index, 0: words } of plain.matchAll(RUN)) {
    for (const run of withoutDates(trimmed(runOf(plain, index, words)))) {
      for (const span of personalIn(run, text)) found.push(span);
    }
  }
  return found;
}

/** Leaves out the groups at both ends that belong to what stands beside the run: up to a blank. */
function trimmed(run: Run): Run {
  const isAttached = isInDecimal(run) || (isInWord(run) && !isCard(run));
  const groups = isAttached ? run.groups.slice(firstBlank(run)) : run.groups;
  const rest = { ...run, groups };
  return endsInDecimal(rest) ? { ...rest, groups: groups.slice(0, lastBlank(rest)) } : rest;
}

/** It begins with a card, which no sign or word before it makes a part of itself. */
function isCard(run: Run): boolean {
  return !isDated(run) && cardAt(run, 0) !== undefined;
}

/** The parts of a run between the dates in it. */
function withoutDates(run: Run): readonly Run[] {
  const parts: Run[] = [];
  let from = 0;
  for (let i = 0; i < run.groups.length;) {
    const length = lengthOfDate(run, i);
    if (length > 0) {
      parts.push({ ...run, groups: run.groups.slice(from, i) });
      from = i + length;
    }
    i += Math.max(1, length);
  }
  parts.push({ ...run, groups: run.groups.slice(from) });
  return parts;
}

function personalIn(run: Run, text: string): readonly Span[] {
  const found: Span[] = [];
  let rest = 0;
  const phoneUpTo = (end: number): void => {
    const part = { ...run, groups: run.groups.slice(rest, end) };
    const phone = phoneIn(part, text);
    if (phone) found.push(phone);
  };
  for (let i = 0; i < run.groups.length; i++) {
    const end = cardAt(run, i);
    if (end === undefined) continue;
    phoneUpTo(i);
    found.push({ ...extentOf({ ...run, groups: run.groups.slice(i, end) }), kind: 'card' });
    rest = end;
    i = end - 1;
  }
  phoneUpTo(run.groups.length);
  return found;
}

const CARD = { min: 13, max: 19 } as const;

/** Returns the group behind the longest card number that begins with a group; `undefined` if there is none. */
function cardAt(run: Run, first: number): number | undefined {
  const groups = run.groups.slice(first, first + CARD.max);
  let digits = '';
  let end: number | undefined;
  for (const [i, group] of groups.entries()) {
    if (i > 0 && !CARD_GAP.test(gapBefore(run, first + i))) break;
    digits += group.digits;
    if (digits.length > CARD.max) break;
    if (digits.length >= CARD.min && isLuhn(digits)) end = first + i + 1;
  }
  return groups[0]?.plus || digits.startsWith('0') ? undefined : end;
}

const CARD_GAP = /^[ _-]*$/u;

/** The check digit of payment cards. */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i));
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const PHONE = { min: 7, max: 15 } as const;

/**
 * Anything from seven digits on that is no amount and no list of years. What is too long for one
 * phone number and in one piece is a number of something else.
 */
function phoneIn(run: Run, text: string): Span | undefined {
  const digits = digitsIn(run);
  if (digits.length < PHONE.min) return undefined;
  const isOther = run.groups.length === 1 && digits.length > PHONE.max;
  if (isOther || isYears(run) || isAmount(run, text)) return undefined;
  return { ...extentOf(run), kind: 'phone' };
}

/** From the first group to the last, with the sign or bracket that belongs to it. */
function extentOf({ plain, groups }: Run): Pick<Span, 'from' | 'to'> {
  const first = groups[0];
  const to = groups.at(-1)?.to ?? 0;
  if (!first) return { from: to, to };
  if (first.plus) return { from: first.lead, to };
  const isClosed = plain.slice(first.from, to).includes(')');
  return { from: isClosed ? first.lead : first.from, to };
}
