/** A round: one claim of the outbox, worked through. */

import { AnalyticsError } from '../model/errors.ts';
import { HOUR_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { TrustedClock } from '../model/trusted-clock.ts';
import type { OutboxEvent, Settlement } from '../record/outbox.ts';
import { attempt, dead, deadAmbiguous } from './attempt.ts';
import type { AttemptDeps, AttemptResult } from './attempt.ts';
import { backoffMs } from './backoff.ts';
import type { Parcel } from './destination.ts';
import { encodeSafely } from './encode-safely.ts';
import type { Hold } from './hold.ts';

/**
 * A claim is held for a short while and renewed as long as somebody works on it: where its holder
 * dies, another goes on within ten seconds.
 */
export const LEASE_MS = 7_000;
const RENEW_MS = 2_000;

/** Time kept free at the end of a lease that could not be renewed, to settle in. */
const SETTLE_MS = 1_000;

/** A paused destination is tried again after this time: somebody may have mended it. */
const PAUSE_MS = 5 * 60_000;

/** What has failed so often travels apart from the rest, in case it is at fault itself. */
const SUSPECT_ATTEMPTS = 5;

export interface RoundDeps extends AttemptDeps {
  readonly hold: Hold;
  readonly now: () => EpochMs;
  /** The bot's time as far as it is believed: by it events are too old. Looked at in every round. */
  readonly trustedNow: TrustedClock;
  readonly random: () => number;
  /** No new request once it says so; the signal then ends those under way. */
  readonly stopping: () => boolean;
}

/** Why a round ended early: the destination is left alone for `waitMs`. */
export interface Failed {
  readonly state: 'retrying' | 'paused';
  readonly problem: string;
  readonly waitMs: number;
  /** Something else was taken in the same round: it is not down. */
  readonly hasDelivered: boolean;
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
 * @param failures rounds that failed in a row before this one; after one, parcels go out one by one,
 *   and the first that fails again ends the round
 */
export async function workRound(deps: RoundDeps, failures: number): Promise<RoundResult> {
  try {
    return await workClaim(deps, failures);
  } catch (error) {
    const code = AnalyticsError.is(error) ? error.code : 'INTERNAL';
    const problem = `the outbox could not be used (${code})`;
    const waitMs = backoffMs(failures + 1, deps.random);
    return { state: 'retrying', problem, waitMs, hasDelivered: false, isStoreFailure: true };
  }
}

async function workClaim(deps: RoundDeps, failures: number): Promise<RoundResult> {
  const trusted = deps.trustedNow();
  const events = await deps.hold.claim({
    limit: deps.destination.claimLimit,
    leaseMs: LEASE_MS,
    withUserFacts: deps.destination.needsUserFacts,
    marksBegun: deps.destination.onAmbiguous === 'drop',
  });
  if (events.length === 0) return { state: 'ok', claimed: 0, requests: 0 };
  const timer = setInterval(() => {
    // a store that fails just now is asked again; without a lease nothing new is begun
    void deps.hold.renew(LEASE_MS).catch(() => undefined);
  }, RENEW_MS).unref();
  try {
    const requests = await prepare(events, deps, trusted);
    const failed = await sendAll(requests, deps, failures);
    await deps.hold.giveBack();
    return failed ?? { state: 'ok', claimed: events.length, requests: requests.length };
  } finally {
    clearInterval(timer);
  }
}

/** Settles what cannot be sent, or not yet, and returns the parcels of the rest. */
async function prepare(
  events: readonly OutboxEvent[],
  { destination, eventNow, hold }: RoundDeps,
  trusted: EpochMs,
): Promise<readonly Parcel[]> {
  const at = eventNow();
  const settlements: Settlement[] = [];
  const fresh: OutboxEvent[] = [];
  const suspects: OutboxEvent[] = [];
  for (const event of events) {
    const settlement = unsendable(event, { destination, at, trusted });
    if (settlement) settlements.push(settlement);
    else (isSuspect(event, destination) ? suspects : fresh).push(event);
  }
  // those that failed before go last: what a server cannot digest must not keep the others back
  if (!destination.isOrdered) fresh.sort((a, b) => a.attempts - b.attempts);
  const parcels = [fresh, suspects].map((some) => encodeSafely(destination, some, at));
  for (const { rejected } of parcels) settlements.push(...rejected.map(dead));
  await hold.settle(settlements);
  return parcels.flatMap(({ requests }) => requests);
}

function isSuspect(
  { attempts }: OutboxEvent,
  { isOrdered = false }: RoundDeps['destination'],
): boolean {
  return !isOrdered && attempts >= SUSPECT_ATTEMPTS;
}

/** The bot's clock, and what is believed of it. */
interface Times {
  readonly at: EpochMs;
  readonly trusted: EpochMs;
}

/**
 * What becomes of an event that is too old, dated too far ahead, or perhaps delivered already. One that is
 * too old by a clock that is not believed waits: if that is right after all, it would not be taken.
 */
function unsendable(
  outboxEvent: OutboxEvent,
  { destination, at, trusted }: Pick<RoundDeps, 'destination'> & Times,
): Settlement | undefined {
  const { delivery, seq, event, isUncertain } = outboxEvent;
  const { maxAgeMs, maxAheadMs, onAmbiguous } = destination;
  if (trusted - event.at > maxAgeMs) return { delivery, seq, outcome: 'expired' };
  if (isUncertain && onAmbiguous === 'drop') {
    return deadAmbiguous(outboxEvent, 'whoever was sending it has died');
  }
  const isTooOld = at - event.at > maxAgeMs;
  const afterMs = isTooOld ? HOUR_MS : event.at - at - maxAheadMs;
  return afterMs > 0
    ? { delivery, seq, outcome: 'retry', afterMs: Math.min(afterMs, HOUR_MS) }
    : undefined;
}

/** Works the queue off, a few parcels at a time, until one of them ends the round. */
async function sendAll(
  parcels: readonly Parcel[],
  deps: RoundDeps,
  failures: number,
): Promise<Failed | undefined> {
  const queue = [...parcels];
  let failed: Failed | undefined;
  let hasDelivered = false;
  const mayGoOn = (): boolean =>
    !failed && !deps.stopping() && deps.now() < deps.hold.heldUntil() - SETTLE_MS;
  async function work(): Promise<void> {
    while (mayGoOn()) {
      const parcel = queue.shift();
      if (!parcel) return;
      if (deps.destination.onAmbiguous === 'drop') await deps.hold.begin(parcel.events);
      const result = await attempt(parcel, deps);
      queue.unshift(...result.unsent);
      hasDelivered ||= result.settlements.some(({ outcome }) => outcome === 'delivered');
      const end = endOf(
        result,
        backoffMs(hasDelivered ? 1 : failures + 1, deps.random),
        hasDelivered,
      );
      failed = worse(failed, end);
      await deps.hold.settle(settlementsOf(parcel, result, { ...deps, end }));
    }
  }
  const workers = failures > 0 ? 1 : deps.destination.concurrency;
  await allSettled(Array.from({ length: workers }, work));
  return failed;
}

function endOf(
  { later, pause }: AttemptResult,
  backoff: number,
  hasDelivered: boolean,
): Failed | undefined {
  if (pause) return { state: 'paused', problem: pause.problem, waitMs: PAUSE_MS, hasDelivered };
  if (!later) return undefined;
  const waitMs = Math.max(backoff, later.afterMs);
  return { state: 'retrying', problem: later.problem, waitMs, hasDelivered };
}

function worse(a: Failed | undefined, b: Failed | undefined): Failed | undefined {
  if (!a || !b) return a ?? b;
  return b.waitMs > a.waitMs ? b : a;
}

function settlementsOf(
  { events }: Parcel,
  { later, settlements }: AttemptResult,
  context: Pick<RoundDeps, 'signal' | 'random'> & { readonly end: Failed | undefined },
): readonly Settlement[] {
  if (!later || settlements.length > 0) return settlements;
  const isAmbiguous = later.isAmbiguous && { isAmbiguous: true as const };
  return events.map(({ delivery, seq, attempts }) => {
    const afterMs = retryWaitMs(attempts, context);
    return { delivery, seq, outcome: 'retry', afterMs, ...isAmbiguous };
  });
}

/**
 * Events wait as long as their destination is left alone. Where it takes others, these may be at
 * fault themselves, and wait the longer the more often they have failed.
 */
function retryWaitMs(
  attempts: number,
  { end, signal, random }: Parameters<typeof settlementsOf>[2],
): number {
  if (signal.aborted || !end) return 0; // cut off by us: due again at once
  return end.hasDelivered ? Math.max(end.waitMs, backoffMs(attempts + 1, random)) : end.waitMs;
}

/** Waits for all, then throws what the first that failed threw: none is left running unseen. */
async function allSettled(running: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(running)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
