/** Brings the outbox to its destinations: a lane for each, started, drained and stopped together. */

import type { EpochMs } from '../model/time.ts';
import { trustedClock } from '../model/trusted-clock.ts';
import type { Outbox } from '../record/outbox.ts';
import type { Destination } from './destination.ts';
import { hold } from './hold.ts';
import { lane, type Lane } from './lane.ts';
import { MAX_TIMER_MS } from './sleeper.ts';
import type { LaneStatus } from './standing.ts';

/** How often the outbox is looked at unasked: for what another process left, or a retry of it. */
export const POLL_MS = 2_000;

/** Time for lanes to give back what they hold after their requests were cut off. */
const GRACE_MS = 250;

export interface DispatcherDeps {
  readonly outbox: Outbox;
  readonly destinations: readonly Destination[];
  /** Who claims: unique per process. */
  readonly owner: string;
  /** The system's time: leases and retries. */
  readonly now: () => EpochMs;
  /** The bot's time: the age of events. */
  readonly eventNow: () => EpochMs;
  /** Told once when a destination is paused; the problem holds no credentials. May throw. */
  readonly onProblem: (destination: string, problem: string) => void;
  /** @defaultValue `Math.random` */
  readonly random?: (() => number) | undefined;
  /** @defaultValue 2 s */
  readonly pollMs?: number | undefined;
}

export interface Dispatcher {
  /** A batch was committed: something may be due. */
  wake(): void;
  /**
   * Something was removed from the outbox: what is claimed and not on its way yet is given back, and
   * claimed anew as far as it is still there.
   */
  reclaim(): void;
  /**
   * Works until nothing is due or the time is over. It waits for a retry that falls within the time,
   * and not for one that does not.
   */
  drain(timeoutMs: number): Promise<void>;
  /**
   * Claims nothing any more, waits for what is under way, at most `timeoutMs`, cuts it off then, and
   * releases what was claimed. Always settles, at most 250 ms late; calling it again waits as well.
   */
  stop(timeoutMs: number): Promise<void>;
  status(): Readonly<Record<string, LaneStatus>>;
}

/** Opens a lane for each destination and begins with what waits from before. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const cutOff = new AbortController();
  const trustedNow = trustedClock(deps.eventNow);
  let isStopping = false;
  const open = (destination: Destination): Lane =>
    lane({
      ...deps,
      destination,
      trustedNow,
      hold: hold({ ...deps, destination: destination.name }),
      random: deps.random ?? Math.random,
      pollMs: deps.pollMs ?? POLL_MS,
      signal: cutOff.signal,
      stopping: () => isStopping,
      onPaused: (problem) => tell(deps, destination.name, problem),
    });
  const lanes = deps.destinations.map(
    (destination) => [destination.name, open(destination)] as const,
  );

  return {
    wake: () => lanes.forEach(([, { wake }]) => wake()),
    reclaim: () => lanes.forEach(([, { reclaim }]) => reclaim()),
    async drain(timeoutMs) {
      await Promise.all(lanes.map(([, { drain }]) => drain(timeoutMs)));
    },
    async stop(timeoutMs) {
      isStopping = true;
      lanes.forEach(([, { wake }]) => wake());
      const ended = Promise.all(lanes.map((each) => each[1].ended));
      if (await endsWithin(ended, timeoutMs)) return;
      cutOff.abort();
      await endsWithin(ended, GRACE_MS);
    },
    status: () => Object.fromEntries(lanes.map(([name, { status }]) => [name, status()])),
  };
}

function tell({ onProblem }: DispatcherDeps, name: string, problem: string): void {
  try {
    onProblem(name, problem);
  } catch {
    // whoever listens must not stop the forwarding
  }
}

/** Tells whether a promise settled in time. */
function endsWithin(ended: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), Math.min(ms, MAX_TIMER_MS));
    void ended.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
