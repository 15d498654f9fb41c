/** `health` for Prometheus: the books of the process, of the destinations and of the store. */

import type { CommitHealth, Health, ProcessHealth } from '../model/health.ts';
import { expositionOf } from './prometheus-format.ts';
import type { Family, Sample } from './prometheus-format.ts';
import { DROP_REASONS, NOTICE_REASONS, boundedReasons } from './prometheus-reasons.ts';
import { counter, gauge, secondsOf } from './prometheus-series.ts';
import { destinationFamilies, storeFamilies } from './prometheus-store.ts';

/**
 * Writes `health` in the text format of Prometheus, version 0.0.4.
 *
 * What is not known is left out: the process in the CLI, and the counts of a store that is not open,
 * which would look like counters that were set back.
 */
export function prometheusText({ process, destinations, store }: Health): string {
  return expositionOf([
    ...(process ? processFamilies(process) : []),
    ...destinationFamilies(destinations, store.version !== null),
    ...storeFamilies(store),
  ]);
}

function processFamilies(books: ProcessHealth): readonly Family[] {
  const { received, stored, duplicate, dropped, inMemory, oldestInMemoryMs, notices } = books;
  return [
    counter('facts_received_total', 'Facts that this process saw.', received),
    counter('facts_stored_total', 'Facts that were recorded.', stored),
    counter('facts_duplicate_total', 'Facts that were recorded before.', duplicate),
    counter('facts_dropped_total', 'Facts that were lost, by reason.', [
      ...byReason(dropped, DROP_REASONS),
    ]),
    gauge('facts_in_memory', 'Facts that wait to be recorded.', inMemory),
    gauge(
      'oldest_in_memory_seconds',
      'Age of the oldest fact that waits to be recorded; 0 if none does.',
      secondsOf(oldestInMemoryMs),
    ),
    counter('notices_total', 'What was noticed and cost no fact, by reason.', [
      ...byReason(notices, NOTICE_REASONS),
    ]),
    gauge(
      'quarantined_patterns',
      'Patterns of the options that ran too long and are left out.',
      books.quarantinedPatterns?.length ?? 0,
    ),
    ...commitFamilies(books.commits),
  ];
}

function byReason(counts: ProcessHealth['dropped'], known: readonly string[]): readonly Sample[] {
  return boundedReasons(counts, known).map(([reason, value]) => ({ labels: { reason }, value }));
}

function commitFamilies({ count, sumMs, maxMs, buckets }: CommitHealth): readonly Family[] {
  const steps = buckets.map((bucket) => [String(bucket.leMs / 1_000), bucket.count] as const);
  const samples = [...steps, ['+Inf', count] as const].map(([le, value]) => {
    return { suffix: '_bucket', labels: { le }, value };
  });
  return [
    {
      name: 'bot_analytics_commit_duration_seconds',
      type: 'histogram',
      help: 'How long the store took to record a batch and commit it.',
      samples: [
        ...samples,
        { suffix: '_sum', value: secondsOf(sumMs) },
        { suffix: '_count', value: count },
      ],
    },
    gauge(
      'commit_duration_max_seconds',
      'The longest commit since the process started.',
      secondsOf(maxMs),
    ),
  ];
}
