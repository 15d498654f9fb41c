/** What HTTP itself says about a delivery: the same for every vendor. */

import { present } from '../../model/present.ts';
import type { Answer } from '../delivery.ts';
import type { Verdict } from '../destination.ts';

/** Something failed after the request had come in, or behind a gateway. */
const MAY_HAVE_COUNTED: ReadonlySet<number> = new Set([500, 502, 504]);

/**
 * Judges an answer by its status: 2xx delivered, 413 halved, 429 and 5xx later, everything else not
 * before somebody looks at the settings.
 *
 * @param host named in the problem; never more of the address, which may hold a secret
 */
export function verdictByStatus(answer: Answer, host: string): Verdict {
  if ('error' in answer) return withoutAnswer(answer, host);
  const { status } = answer;
  if (status >= 200 && status < 300) return { outcome: 'delivered', rejected: [] };
  if (status === 413) return { outcome: 'split', reason: 'too_large', detail: 'answered 413' };
  const problem = `${host} answered ${status}`;
  if (status === 429 || status >= 500) {
    const isAmbiguous = MAY_HAVE_COUNTED.has(status) || undefined;
    return { outcome: 'retry', problem, ...present({ afterMs: answer.retryAfterMs, isAmbiguous }) };
  }
  if (status === 401 || status === 403) {
    return { outcome: 'pause', problem: `${problem}: it does not take the credentials` };
  }
  return { outcome: 'pause', problem: `${problem}: it does not take such requests` };
}

/** The host and port of an address, without path, query and user. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

function withoutAnswer(
  { error, code }: Extract<Answer, { readonly error: string }>,
  host: string,
): Verdict {
  switch (error) {
    case 'redirect':
      return {
        outcome: 'pause',
        problem: `${host} answered with a redirect (${code}), which is not followed`,
      };
    case 'not_sent':
      return { outcome: 'retry', problem: `${host} could not be reached (${code})` };
    case 'ambiguous':
      return { outcome: 'retry', problem: `${host} gave no answer (${code})`, isAmbiguous: true };
  }
}
