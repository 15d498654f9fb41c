/** E-mail addresses. */

import type { Span } from './span.ts';

const LOCAL = /[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;

/** Letters, digits, hyphens and dots; ends in a letter behind a dot and one more. */
const DOMAIN = /[\p{L}\p{M}\p{N}.-]*/uy;
const TOP_LEVEL = /^[\p{L}\p{M}][\p{L}\p{M}\p{N}-]+$/u;

/** Signs that stand before an address and are no part of it. */
const LEADING = /^[!'*/=?^`{|}~.]+/u;

/** No two of them share a unit, and each unit is looked at twice at most: an `@` ends both ways. */
export function emailsIn(text: string, plain: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = plain.indexOf('@'); at >= 0; at = plain.indexOf('@', at + 1)) {
    const from = localFrom(text, at, found.at(-1)?.to ?? 0);
    const to = at + 1 + domainAt(text, at + 1).length;
    if (from < at && to > at + 1) found.push({ from, to, kind: 'email' });
  }
  return found;
}

function localFrom(text: string, at: number, notBefore: number): number {
  let from = at;
  while (from > notBefore && LOCAL.test(unitOf(text, from - 1))) from--;
  const [leading = ''] = LEADING.exec(text.slice(from, at)) ?? [];
  return from + leading.length;
}

/** A unit; letters beyond the first plane are written in two, and each of them counts as a letter. */
function unitOf(text: string, index: number): string {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdfff ? 'x' : text.charAt(index);
}

/**
 * Returns the longest domain that begins there, empty if it is none: `me@home` is no address. What
 * cannot be the end of one is a new sentence: `example.com.I need help`.
 */
function domainAt(text: string, from: number): string {
  DOMAIN.lastIndex = from;
  const [run = ''] = DOMAIN.exec(text) ?? [];
  for (let end = endOf(run, run.length); end > 0;) {
    const lastDot = run.lastIndexOf('.', end - 1);
    if (lastDot <= 0) return '';
    if (TOP_LEVEL.test(run.slice(lastDot + 1, end))) return run.slice(0, end);
    end = endOf(run, lastDot);
  }
  return '';
}

/** Without the dots and hyphens at its end. */
function endOf(run: string, length: number): number {
  let end = length;
  while (end > 0 && '.-'.includes(run.charAt(end - 1))) end--;
  return end;
}
