/** One parcel, sent once: what becomes of its events, and what that says about the destination. */

import type { EpochMs } from '../model/time.ts';
import type { OutboxEvent, Settlement } from '../record/outbox.ts';
import type { Destination, Parcel, Rejection, Verdict } from './destination.ts';
import { encodeHalves } from './encode-safely.ts';

/** `unsent` events are sent next; `later` and `pause` end the round. */
export interface AttemptResult {
  readonly settlements: readonly Settlement[];
  readonly unsent: readonly Parcel[];
  /** Tried again later, not before `afterMs` if the destination said so. */
  readonly later?: Later;
  readonly pause?: { readonly problem: string };
}

export interface Later {
  readonly problem: string;
  readonly afterMs: number;
  /** Its events may have arrived. */
  readonly isAmbiguous: boolean;
}

export interface AttemptDeps {
  readonly destination: Destination;
  readonly eventNow: () => EpochMs;
  readonly signal: AbortSignal;
}

/** Sends a parcel and draws the consequences. Never rejects. */
export async function attempt(parcel: Parcel, deps: AttemptDeps): Promise<AttemptResult> {
  const verdict = await safely(() => deps.destination.send(parcel, deps.signal));
  switch (verdict.outcome) {
    case 'delivered':
      return { settlements: accepted(parcel, verdict.rejected), unsent: [] };
    case 'retry':
      return later(parcel, verdict, deps.destination);
    case 'split':
      return split(parcel, verdict, deps);
    case 'pause':
      return { settlements: [], unsent: [], pause: { problem: verdict.problem } };
  }
}

/** Says that an event is given up. */
export function dead({ event, reason, detail }: Rejection): Settlement {
  const { delivery, seq } = event;
  return { delivery, seq, outcome: 'dead', reason, ...(detail !== undefined && { detail }) };
}

/** Says that an event is given up because it may have arrived. */
export function deadAmbiguous({ delivery, seq }: OutboxEvent, detail: string): Settlement {
  return { delivery, seq, outcome: 'dead', reason: 'ambiguous', detail };
}

async function safely(send: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await send();
  } catch {
    return { outcome: 'retry', problem: 'sending failed within', isAmbiguous: true };
  }
}

function accepted(
  { events, trimmed }: Parcel,
  rejected: readonly Rejection[],
): readonly Settlement[] {
  const refused = new Map(rejected.map((rejection) => [rejection.event, rejection]));
  return events.map((event): Settlement => {
    const rejection = refused.get(event);
    if (rejection) return dead(rejection);
    const { delivery, seq } = event;
    const changes = trimmed?.get(event);
    return { delivery, seq, outcome: 'delivered', ...(changes && { trimmed: changes }) };
  });
}

function later(
  { events }: Parcel,
  { problem, afterMs = 0, ...verdict }: Extract<Verdict, { readonly outcome: 'retry' }>,
  { onAmbiguous }: Destination,
): AttemptResult {
  const isAmbiguous = verdict.isAmbiguous === true;
  const isDropped = isAmbiguous && onAmbiguous === 'drop';
  return {
    settlements: isDropped
      ? events.map((event) => ({ ...deadAmbiguous(event, problem), isAmbiguous: true as const }))
      : [],
    unsent: [],
    later: { problem, afterMs, isAmbiguous },
  };
}

function split(
  { events }: Parcel,
  { reason, detail }: { readonly reason: string; readonly detail?: string | undefined },
  { destination, eventNow }: AttemptDeps,
): AttemptResult {
  const [only] = events;
  if (events.length === 1 && only) {
    return { settlements: [dead({ event: only, reason, detail })], unsent: [] };
  }
  const { requests, rejected } = encodeHalves(destination, events, eventNow());
  return { settlements: rejected.map(dead), unsent: requests };
}
