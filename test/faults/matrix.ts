/**
 * What may go wrong, what is expected then, and which tests show it: the fault matrix of this
 * project, as a table for people and for the test that keeps it true.
 *
 * Who adds a fault adds a row, or a file to a row. Numbers are never reused.
 */

export interface FaultRow {
  readonly row: number;
  readonly fault: string;
  /** What happens instead of harm, and what the tests assert of it. */
  readonly expected: string;
  /** Test files, from the root of the project. */
  readonly tests: readonly string[];
}

export const FAULT_ROWS: readonly FaultRow[] = [
  {
    row: 1,
    fault: 'our own code throws, at any of its functions, or code that it is given',
    expected:
      'replies, ids and errors are those of a run without us; the loss is counted or told; the error of the bot reaches onTurnError as the same object',
    tests: [
      'test/faults/injection.test.ts',
      'test/hosts/differential.test.ts',
      'test/capture/middleware.test.ts',
      'test/capture/user-functions.test.ts',
      'test/runtime/custom-deliveries.test.ts',
    ],
  },
  {
    row: 2,
    fault: 'our own code hangs: a store, a destination, a function of the developer',
    expected: 'a turn waits for nothing of ours; flush(), health() and close() come to an end',
    tests: [
      'test/faults/hanging.test.ts',
      'test/faults/injection.test.ts',
      'test/faults/thread-deaths.test.ts',
    ],
  },
  {
    row: 3,
    fault: 'a slow store',
    expected: 'what comes waits up to the bound, and is counted beyond; no turn waits',
    tests: [
      'test/faults/full-disk.test.ts',
      'test/faults/hanging.test.ts',
      'test/runtime/sender.test.ts',
    ],
  },
  {
    row: 4,
    fault: 'a locked database',
    expected: 'nothing is lost while the queue is below its bound, and the bot is not held up',
    tests: ['test/faults/store.test.ts', 'test/faults/full-disk.test.ts'],
  },
  {
    row: 5,
    fault: 'a full disk',
    expected: 'no batch is recorded in part; all are when there is room, by itself',
    tests: ['test/faults/full-disk.test.ts'],
  },
  {
    row: 6,
    fault: 'writes and syncs that fail',
    expected: 'what was acknowledged is there, once; the rest is tried again',
    tests: ['test/faults/full-disk.test.ts', 'test/faults/traced.test.ts'],
  },
  {
    row: 7,
    fault:
      'a damaged file, before the start or while the bot runs; one that is deleted or replaced',
    expected:
      'it is set aside as it is, 95 % of the rows are saved when a page is spoilt, what is told is true, books balance; what was never ours is left alone',
    tests: [
      'test/faults/damaged-store.test.ts',
      'test/faults/damaged-bot.test.ts',
      'test/record/sqlite/mending.test.ts',
      'test/record/sqlite/salvage.test.ts',
      'test/runtime/mender.test.ts',
    ],
  },
  {
    row: 8,
    fault: 'destinations that are down, refuse or have no name',
    expected:
      'events wait, with growing pauses, each destination for itself; all arrive when it is back',
    tests: [
      'test/forward/dispatcher.test.ts',
      'test/forward/backoff.test.ts',
      'test/faults/forwarding.test.ts',
    ],
  },
  {
    row: 9,
    fault: 'destinations that are slow, silent or drip',
    expected: 'each request ends at its deadline, body included',
    tests: [
      'test/forward/deliver.test.ts',
      'test/forward/exchange.test.ts',
      'test/forward/faulty/delivery.test.ts',
    ],
  },
  {
    row: 10,
    fault: '429 and 503 with a time to wait',
    expected: 'nothing is sent before it; other destinations are not held up',
    tests: ['test/forward/retry-after.test.ts', 'test/forward/dispatcher.test.ts'],
  },
  {
    row: 11,
    fault: 'answers that are partial, senseless, too large, unauthorised or elsewhere',
    expected: 'exactly what is refused is a dead letter; a redirect is not followed',
    tests: ['test/forward/faulty/faulty-collector.test.ts', 'test/forward/faulty/delivery.test.ts'],
  },
  {
    row: 12,
    fault: 'requests that may have arrived',
    expected:
      'sent again under the same id and time, or given up, as the setting says; copies are counted',
    tests: [
      'test/forward/faulty/counting.test.ts',
      'test/forward/exchange.test.ts',
      'test/faults/forwarding.test.ts',
    ],
  },
  {
    row: 13,
    fault: 'clocks that jump, channels whose clock is wrong, days of 23 and 25 hours',
    expected:
      'nothing lasts less than nothing, believable times are kept, days add up to the total in every zone',
    tests: [
      'test/faults/clock.test.ts',
      'test/capture/timestamp.test.ts',
      'test/capture/middleware.test.ts',
      'test/report/buckets.test.ts',
      'test/report/range.test.ts',
    ],
  },
  {
    row: 14,
    fault: 'activities that are delivered again',
    expected: 'each counts once, across instances and restarts',
    tests: [
      'test/faults/redelivery.test.ts',
      'test/record/contract.ts',
      'test/record/sqlite/recording.test.ts',
    ],
  },
  {
    row: 16,
    fault: 'activities of many megabytes and hundreds of thousands of objects',
    expected: 'what is captured, looked at and kept in memory is bounded',
    tests: ['test/faults/huge.test.ts', 'test/capture/hostile.test.ts'],
  },
  {
    row: 17,
    fault: 'hostile objects: cyclic, deep, throwing, revoked',
    expected: 'the bot is as without us; a field that cannot be read costs that field',
    tests: ['test/faults/hostile-values.test.ts', 'test/capture/hostile.test.ts'],
  },
  {
    row: 18,
    fault: 'keys and ids named __proto__ and constructor',
    expected: 'no prototype is written to, and they are ids like others',
    tests: ['test/faults/hostile-values.test.ts', 'test/capture/hostile.test.ts'],
  },
  {
    row: 19,
    fault: 'NUL, half surrogate pairs, direction marks, ids that are very long or no strings',
    expected: 'words are clean, users are not merged, stores agree',
    tests: [
      'test/faults/hostile-values.test.ts',
      'test/capture/canonical.test.ts',
      'test/record/contract.ts',
    ],
  },
  {
    row: 20,
    fault: 'NaN, Infinity and Invalid Date',
    expected: 'the time of receipt stands in; a number that is none is refused',
    tests: [
      'test/faults/hostile-values.test.ts',
      'test/capture/timestamp.test.ts',
      'test/capture/calls.test.ts',
    ],
  },
  {
    row: 21,
    fault: 'configured patterns that run away',
    expected: 'no turn and no thread is lost; the pattern is quarantined and named in health()',
    tests: ['test/faults/patterns.test.ts', 'test/runtime/patterns.test.ts'],
  },
  {
    row: 22,
    fault: 'SIGKILL at any moment',
    expected: 'nothing that was recorded is lost or counted twice, without a step by hand',
    tests: [
      'test/faults/kills.test.ts',
      'test/faults/crash.test.ts',
      'test/faults/forwarding.test.ts',
    ],
  },
  {
    row: 23,
    fault: 'the power fails',
    expected:
      'each state that may be left is one moment of the recording; strict: nothing that was acknowledged is lost',
    tests: [
      'test/faults/crash-states.test.ts',
      'test/faults/traced.test.ts',
      'test/faults/durability.test.ts',
    ],
  },
  {
    row: 24,
    fault: 'the end: SIGTERM, close() twice, destinations that are dead, a locked store',
    expected:
      'close() settles, the process ends by itself in 5.5 s, a healthy store has everything',
    tests: [
      'test/faults/endings.test.ts',
      'test/faults/crash.test.ts',
      'test/e2e/pipeline.test.ts',
    ],
  },
  {
    row: 25,
    fault: 'several processes on one file',
    expected:
      'they wait for each other; a session, a redelivery and an event count once; one forwards',
    tests: ['test/faults/several-processes.test.ts', 'test/faults/lost.test.ts'],
  },
  {
    row: 26,
    fault: 'a network file system',
    expected: 'a rollback journal, a warning, and the same rules of the store',
    tests: ['test/record/sqlite/file-system.test.ts'],
  },
  {
    row: 27,
    fault: 'a file of an older or newer release, an upgrade that is interrupted',
    expected: 'upgraded in full or not at all, with a copy; a newer one is left alone',
    tests: [
      'test/record/sqlite/upgrade.test.ts',
      'test/record/sqlite/opening.test.ts',
      'test/faults/kills.test.ts',
    ],
  },
  {
    row: 28,
    fault: 'a backup while turns are recorded',
    expected: 'every copy is whole, and says how many facts it holds',
    tests: ['test/e2e/erasure.test.ts', 'test/faults/kills.test.ts'],
  },
  {
    row: 29,
    fault: 'millions of users',
    expected: 'they fit into a heap of 128 MB, which does not grow with them',
    tests: ['test/faults/memory.test.ts'],
  },
  {
    row: 30,
    fault: 'a destination that is down for days',
    expected: 'what waits is bounded by number, bytes and age; the oldest is counted expired',
    tests: ['test/record/postgres/outbox.test.ts'],
  },
  {
    row: 31,
    fault: 'instances that are frozen after each answer, and killed there',
    expected: 'with `await analytics.flush()` no completed turn is lost or counted twice',
    tests: ['test/faults/frozen.test.ts'],
  },
  {
    row: 32,
    fault: 'PostgreSQL that crashes, is halted, locked or loses connections',
    expected: 'each transaction is tried again as a whole; nothing is lost or counted twice',
    tests: [
      'test/faults/postgres.test.ts',
      'test/record/postgres/pooler.test.ts',
      'test/faults/kills.test.ts',
    ],
  },
  {
    row: 33,
    fault: 'two registrations, two copies of the package, a hot reload',
    expected: 'turns count once, and the second is told about',
    tests: ['test/faults/double-use.test.ts', 'test/capture/middleware.test.ts'],
  },
  {
    row: 34,
    fault: 'the recorder thread dies, again and again, or cannot be started',
    expected:
      'it is started again, with longer pauses; what was not confirmed is recorded once; after five deaths within a minute all is kept in memory and health() says so',
    tests: [
      'test/faults/thread-deaths.test.ts',
      'test/faults/thread.test.ts',
      'test/runtime/deaths.test.ts',
      'test/runtime/sender.test.ts',
    ],
  },
];
