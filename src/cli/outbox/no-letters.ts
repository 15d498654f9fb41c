/** What is said where no dead letter fits: a misspelt reason must not look like good news. */

import type { OutboxDesk } from '../../runtime/outbox-desk.ts';
import { showCell } from '../cells.ts';

/** Says that there are no dead letters at all, or how many there are besides those that were asked for. */
export async function noLetters(store: OutboxDesk): Promise<string> {
  const { total } = await store.outboxReads.deadLetters({}, 1);
  if (total === 0) return 'no dead letters';
  // the books also count letters that were removed since: only reasons that a letter has are named
  const books = Object.values((await store.counts()).destinations);
  const counted = [...new Set(books.flatMap(({ dead }) => Object.keys(dead)))].toSorted();
  const reasons: string[] = [];
  for (const reason of counted) {
    const { total: ofReason } = await store.outboxReads.deadLetters({ reason }, 1);
    if (ofReason > 0) reasons.push(showCell(reason, ''));
  }
  const all =
    total === 1 ? 'the only dead letter does not' : `none of ${showCell(total, '')} dead letters`;
  return `${all} match; reasons: ${reasons.join(', ')}`;
}
