/** How much test traffic an answer hides: the emulator is the first thing that a developer tries. */

import { quarterOf } from '../model/time.ts';
import type { ReportReads } from '../record/reads.ts';
import { sum } from './rate.ts';
import type { Scope } from './scope.ts';

/** Counts the messages (received and sent) of test traffic in the range and the filters; 0 if it is counted anyway. */
export async function testHidden(reads: ReportReads, { hidden, range }: Scope): Promise<number> {
  if (hidden.length === 0) return 0;
  const [from, to] = [quarterOf(range.from), quarterOf(range.to)];
  const rows = await reads.counters({
    from,
    to,
    edges: [from, to],
    segments: hidden.map(({ id }) => id),
    measures: ['received', 'sent'],
  });
  return sum(rows.map(({ received, sent }) => received + sent));
}
