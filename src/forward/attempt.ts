/** One request, sent once: what becomes of its events, and what that says about the destination. */

import type { EpochMs } from '../model/time.ts';
import type { OutboxEvent, Settlement } from '../record/store.ts';
import type { Answer, Deliver } from './delivery.ts';
import type { Destination, EncodedRequest, Rejection, Verdict } from './destination.ts';
import { encodeHalves } from './encode-safely.ts';

/** `unsent` events are sent next; `later` and `pause` end the round. */
export interface AttemptResult {
  readonly settlements: readonly Settlement[];
  readonly unsent: readonly EncodedRequest[];
  /** Tried again later, not before `retryAfterMs` if the server said so. */
  readonly later?: { readonly problem: string; readonly retryAfterMs: number };
  readonly pause?: { readonly problem: string };
}

export interface AttemptDeps {
  readonly destination: Destination;
  readonly deliver: Deliver;
  readonly eventNow: () => EpochMs;
  readonly signal: AbortSignal;
}

/** Sends a request and judges the answer. Never rejects. */
export async function attempt(request: EncodedRequest, deps: AttemptDeps): Promise<AttemptResult> {
  const answer = await safely(() => deps.deliver(request, { signal: deps.signal }));
  const verdict = judge(deps.destination, request, answer);
  switch (verdict.outcome) {
    case 'delivered':
      return { settlements: accepted(request.events, verdict.rejected), unsent: [] };
    case 'retry': {
      const retryAfterMs = 'status' in answer ? (answer.retryAfterMs ?? 0) : 0;
      const later = { problem: verdict.problem, retryAfterMs };
      return { settlements: [], unsent: [], later };
    }
    case 'split':
      return split(request, verdict, deps);
    case 'pause':
      return { settlements: [], unsent: [], pause: { problem: verdict.problem } };
  }
}

/** Says that an event is given up. */
export function dead({ event, reason, detail }: Rejection): Settlement {
  const { delivery, seq } = event;
  return { delivery, seq, outcome: 'dead', reason, ...(detail !== undefined && { detail }) };
}

async function safely(send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch {
    return { error: 'ambiguous', code: 'deliver_failed' };
  }
}

function judge(destination: Destination, request: EncodedRequest, answer: Answer): Verdict {
  try {
    return destination.decode(request, answer);
  } catch {
    return { outcome: 'retry', problem: 'the answer could not be read' };
  }
}

function accepted(events: readonly OutboxEvent[], rejected: readonly Rejection[]): Settlement[] {
  const refused = new Map(rejected.map((rejection) => [rejection.event, rejection]));
  return events.map((event) => {
    const rejection = refused.get(event);
    if (rejection) return dead(rejection);
    return { delivery: event.delivery, seq: event.seq, outcome: 'delivered' };
  });
}

function split(
  { events }: EncodedRequest,
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
