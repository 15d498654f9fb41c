/** A round: one claim of the outbox, worked through. */

import { AnalyticsError } from '../model/errors.ts';
import type { EpochMs } from '../model/time.ts';
import type { OutboxEvent, Settlement } from '../record/store.ts';
import { attempt, dead, type AttemptDeps, type AttemptResult } from './attempt.ts';
import { backoffMs } from './backoff.ts';
import { DELIVERY_TIMEOUT_MS } from './deliver.ts';
import type { EncodedRequest } from './destination.ts';
import { encodeSafely } from './encode-safely.ts';
import type { Hold } from './hold.ts';

/** A claim is held for two deadlines: one to send in, one for the last answer. */
const LEASE_MS = 2 * DELIVERY_TIMEOUT_MS;

/** Time kept free at the end of a lease, to settle in. */
const SETTLE_MS = 1_000;

/** A paused destination is tried again after this time: somebody may have mfailed it. */
const PAUSE_MS = 5 * 60_000;

export interface RoundDeps extends AttemptDeps {
  readonly hold: Hold;
  readonly now: () => EpochMs;
  readonly random: () => number;
  /** No new request once it says so; the signal then ends those under way. */
  readonly stopping: () => boolean;
}

/** Why a round ended early: the destination is left alone for `waitMs`. */
export interface Failed {
  readonly state: 'retrying' | 'paused';
  readonly problem: string;
  readonly waitMs: number;
  /** It was the store that failed, not the destination. */
  readonly isStoreFailure?: boolean | undefined;
}

/** How a round ended. */
export type RoundResult =
  | {
      readonly state: 'ok';
      readonly claimed: number;
      /** Requests that there were to send; without one nothing is known about the destination. */
      readonly requests: number;
    }
  | Failed;

/**
 * Claims what is due, sends it and settles every event by itself. What could not be sent is released.
 *
 * A store that fails ends the round; what is settled by then is remembered by the hold.
 *
 * @param failures rounds that failed in a row before this one
 */
export async function workRound(deps: RoundDeps, failures: number): Promise<RoundResult> {
  const backoff = backoffMs(failures + 1, deps.random);
  try {
    return await workClaim(deps, backoff);
  } catch (error) {
    const code = AnalyticsError.is(error) ? error.code : 'INTERNAL';
    const problem = `the outbox could not be used (${code})`;
    return { state: 'retrying', problem, waitMs: backoff, isStoreFailure: true };
  }
}

async function workClaim(deps: RoundDeps, backoff: number): Promise<RoundResult> {
  const claimedAt = deps.now();
  const events = await deps.hold.claim(deps.destination.claimLimit, LEASE_MS);
  if (events.length === 0) return { state: 'ok', claimed: 0, requests: 0 };
  const requests = await prepare(events, deps);
  const failed = await sendAll(requests, { ...deps, claimedAt, backoff });
  await deps.hold.giveBack();
  return failed ?? { state: 'ok', claimed: events.length, requests: requests.length };
}

/** Settles what is too old or cannot be encoded, and returns the requests for the rest. */
async function prepare(
  events: readonly OutboxEvent[],
  { destination, eventNow, hold }: RoundDeps,
): Promise<readonly EncodedRequest[]> {
  const at = eventNow();
  const isExpired = ({ event }: OutboxEvent): boolean => at - event.at > destination.maxAgeMs;
  const fresh = events.filter((event) => !isExpired(event));
  // those that failed before go last: what a server cannot digest must not keep the others back
  fresh.sort((a, b) => a.attempts - b.attempts);
  const { requests, rejected } = encodeSafely(destination, fresh, at);
  await hold.settle([...events.filter(isExpired).map(expired), ...rejected.map(dead)]);
  return requests;
}

interface SendDeps extends RoundDeps {
  readonly claimedAt: EpochMs;
  readonly backoff: number;
}

/** Works the queue off, a few requests at a time, until one of them ends the round. */
async function sendAll(
  requests: readonly EncodedRequest[],
  deps: SendDeps,
): Promise<Failed | undefined> {
  const queue = [...requests];
  let failed: Failed | undefined;
  const lastStart = deps.claimedAt + LEASE_MS - DELIVERY_TIMEOUT_MS - SETTLE_MS;
  const mayGoOn = (): boolean => !failed && !deps.stopping() && deps.now() <= lastStart;
  async function work(): Promise<void> {
    while (mayGoOn()) {
      const request = queue.shift();
      if (!request) return;
      const result = await attempt(request, deps);
      if (deps.signal.aborted && result.later) return; // cut off by us: no attempt is counted
      queue.unshift(...result.unsent);
      failed = worse(failed, endOf(result, deps.backoff));
      await deps.hold.settle(settlementsOf(request, result, deps.backoff));
    }
  }
  await allSettled(Array.from({ length: deps.destination.concurrency }, work));
  return failed;
}

function endOf({ later, pause }: AttemptResult, backoff: number): Failed | undefined {
  if (pause) return { state: 'paused', problem: pause.problem, waitMs: PAUSE_MS };
  if (!later) return undefined;
  const waitMs = Math.max(backoff, later.retryAfterMs);
  return { state: 'retrying', problem: later.problem, waitMs };
}

function worse(a: Failed | undefined, b: Failed | undefined): Failed | undefined {
  if (!a || !b) return a ?? b;
  return b.waitMs > a.waitMs ? b : a;
}

function settlementsOf(
  { events }: EncodedRequest,
  { later, settlements }: AttemptResult,
  backoff: number,
): readonly Settlement[] {
  if (!later) return settlements;
  const afterMs = Math.max(backoff, later.retryAfterMs);
  return events.map(({ delivery, seq }) => ({ delivery, seq, outcome: 'retry', afterMs }));
}

function expired({ delivery, seq }: OutboxEvent): Settlement {
  return { delivery, seq, outcome: 'expired' };
}

/** Waits for all, then throws what the first that failed threw: none is left running unseen. */
async function allSettled(running: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(running)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
