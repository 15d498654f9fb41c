/** The words of others, as far as they may be repeated. */

import type { Answer } from '../delivery.ts';
import { clipUnits } from '../destinations/clip.ts';
import { verdictByStatus } from '../destinations/verdict.ts';

/** Longest part of a sentence that is not ours. */
const MAX_LENGTH = 300;

/** Returns a text in one line, without secrets, clipped. */
export function quoted(text: unknown, secrets: readonly string[]): string {
  if (typeof text !== 'string') return '';
  const clean = secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return clipUnits(clean.replace(/[\s\p{Cc}]+/gu, ' ').trim(), MAX_LENGTH);
}

/** Returns what is wrong with an answer whatever it says, if anything. */
export function problemOf(answer: Answer, host: string): string | undefined {
  const verdict = verdictByStatus(answer, host);
  if (verdict.outcome === 'delivered') return undefined;
  return verdict.outcome === 'split' ? `${host} ${verdict.detail}` : verdict.problem;
}
