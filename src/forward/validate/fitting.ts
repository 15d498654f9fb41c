/** What a destination's limits leave of the events, told before anything is sent. */

import type { Encoded } from '../destination.ts';
import type { Conclusion } from './check.ts';

/** Says which of the samples do not go as they are. */
export function fitting({ requests, rejected }: Encoded): readonly Conclusion[] {
  const kinds = new Map<string, Set<string>>();
  const add = (what: string, kind: string): void => {
    kinds.set(what, (kinds.get(what) ?? new Set()).add(kind));
  };
  for (const { trimmed } of requests) {
    for (const [{ event }, codes] of trimmed ?? []) {
      for (const code of codes) add(code, event.kind);
    }
  }
  for (const { event, reason } of rejected) add(reason, event.event.kind);
  return [...kinds].map(([what, of]) => ({
    status: 'warning',
    findings: [
      `some of it does not fit and is changed or left out: ${what} (${[...of].join(', ')})`,
    ],
  }));
}
