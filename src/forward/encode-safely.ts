/** Encodes whatever can be: one event that a destination cannot encode must not keep the others back. */

import type { EpochMs } from '../model/time.ts';
import type { OutboxEvent } from '../record/outbox.ts';
import type { Destination, Encoded } from './destination.ts';

/**
 * Encodes events; those for which the destination throws are rejected with `encode_failed`.
 *
 * They are found by halving, so that the good ones still travel in few requests.
 */
export function encodeSafely(
  destination: Destination,
  events: readonly OutboxEvent[],
  at: EpochMs,
): Encoded {
  if (events.length === 0) return { requests: [], rejected: [] };
  try {
    return destination.encode(events, at);
  } catch (error) {
    const [only] = events;
    if (events.length === 1 && only) return { requests: [], rejected: [failed(only, error)] };
    return encodeHalves(destination, events, at);
  }
}

/** Encodes each half on its own. */
export function encodeHalves(
  destination: Destination,
  events: readonly OutboxEvent[],
  at: EpochMs,
): Encoded {
  const middle = Math.ceil(events.length / 2);
  const first = encodeSafely(destination, events.slice(0, middle), at);
  const second = encodeSafely(destination, events.slice(middle), at);
  return {
    requests: [...first.requests, ...second.requests],
    rejected: [...first.rejected, ...second.rejected],
  };
}

function failed(event: OutboxEvent, error: unknown) {
  // the name only: a message may quote what the event holds
  const detail = error instanceof Error ? error.name : typeof error;
  return { event, reason: 'encode_failed', detail };
}
