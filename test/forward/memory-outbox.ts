/** An outbox in memory, written from the contract of `record/store.ts`: rows of events, leases, books. */

import type { AnalyticsEvent } from '../../src/model/event.ts';
import { AnalyticsError } from '../../src/model/errors.ts';
import { FIRST_SHAPE } from '../../src/model/payload-shape.ts';
import type { Outbox, OutboxEvent, Settlement } from '../../src/record/outbox.ts';

interface Row {
  readonly delivery: number;
  readonly seq: number;
  readonly event: AnalyticsEvent;
  readonly userKey?: string | undefined;
  state: 'pending' | 'delivered' | 'dead' | 'expired';
  reason?: string;
  detail?: string | undefined;
  attempts: number;
  dueAt: number;
  heldBy?: string | undefined;
  heldUntil: number;
  /** How often it was sent without an answer. */
  ambiguous: number;
  trimmed?: readonly string[] | undefined;
}

export interface MemoryOutbox extends Outbox {
  /** Puts a batch in; returns its rows. */
  add(destination: string, events: readonly AnalyticsEvent[], userKey?: string): void;
  rows(destination: string): readonly Row[];
  /** Ids of the events in a state. */
  ids(destination: string, state: Row['state']): readonly string[];
  /** Makes the next calls of a method fail. */
  failNext(method: 'claim' | 'settle' | 'release', times: number): void;
  /** Calls so far, by method. */
  readonly calls: Record<'claim' | 'settle' | 'release', number>;
}

export function memoryOutbox(): MemoryOutbox {
  const byDestination = new Map<string, Row[]>();
  const failures = { claim: 0, settle: 0, release: 0 };
  const calls = { claim: 0, settle: 0, release: 0 };
  let deliveries = 0;
  const rows = (destination: string): Row[] => byDestination.get(destination) ?? [];

  function enter(method: 'claim' | 'settle' | 'release'): void {
    calls[method] += 1;
    if (failures[method] === 0) return;
    failures[method] -= 1;
    throw new AnalyticsError('STORE_UNAVAILABLE', 'database is locked');
  }

  return {
    calls,
    rows,
    ids: (destination, state) =>
      rows(destination)
        .filter((row) => row.state === state)
        .map((row) => row.event.id),
    failNext(method, times) {
      failures[method] = times;
    },
    add(destination, events, userKey) {
      const delivery = (deliveries += 1);
      const added = events.map((event, seq): Row => ({
        delivery,
        seq,
        event,
        userKey,
        state: 'pending',
        attempts: 0,
        dueAt: 0,
        heldUntil: 0,
        ambiguous: 0,
      }));
      byDestination.set(destination, [...rows(destination), ...added]);
    },
    async claim({ destination, owner, limit, leaseMs, now }) {
      enter('claim');
      const due = rows(destination)
        .filter((row) => row.state === 'pending' && row.dueAt <= now)
        .filter((row) => row.heldBy === undefined || row.heldUntil <= now)
        .slice(0, limit);
      return due.map((row): OutboxEvent => {
        row.heldBy = owner;
        row.heldUntil = now + leaseMs;
        const { delivery, seq, event, userKey, attempts } = row;
        const shape = FIRST_SHAPE;
        return { delivery, seq, event, attempts, shape, ...(userKey && { userKey }) };
      });
    },
    async settle({ destination, owner, settlements, now }) {
      enter('settle');
      for (const settlement of settlements) {
        const row = rows(destination).find(
          ({ delivery, seq }) => delivery === settlement.delivery && seq === settlement.seq,
        );
        if (!row || row.heldBy !== owner || row.state !== 'pending') continue;
        if (settlement.outcome === 'begun') continue;
        row.heldBy = undefined;
        apply(row, settlement, now);
      }
    },
    async renew({ destination, owner, leaseMs, now }) {
      for (const row of rows(destination)) {
        if (row.heldBy === owner) row.heldUntil = now + leaseMs;
      }
      return rows(destination).filter((row) => row.heldBy === owner).length;
    },
    async expire() {
      return 0; // nothing waits too long here
    },
    async release({ destination, owner }) {
      enter('release');
      for (const row of rows(destination)) if (row.heldBy === owner) row.heldBy = undefined;
    },
  };
}

function apply(
  row: Row,
  settlement: Exclude<Settlement, { readonly outcome: 'begun' }>,
  now: number,
): void {
  if ('isAmbiguous' in settlement && settlement.isAmbiguous) row.ambiguous += 1;
  if (settlement.outcome === 'delivered') row.trimmed = settlement.trimmed;
  if (settlement.outcome === 'retry') {
    row.attempts += 1;
    row.dueAt = now + settlement.afterMs;
    return;
  }
  row.state = settlement.outcome;
  if (settlement.outcome === 'dead') {
    row.reason = settlement.reason;
    row.detail = settlement.detail;
  }
}
