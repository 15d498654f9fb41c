/**
 * The way of one destination: rounds as long as something is due, then sleep until it is woken, until
 * the retry is due, or until the next look. Each destination has a lane, so that none delays another.
 */

import { drains } from './drains.ts';
import { workRound, type RoundDeps } from './round.ts';
import { sleeper } from './sleeper.ts';
import { FRESH, isNews, learn, unskewed, type LaneStatus, type Standing } from './standing.ts';

export interface Lane {
  /** Something may be due. A wait after a failure is not cut short. */
  wake(): void;
  /** Ends the round: what it has not sent yet is claimed anew. */
  reclaim(): void;
  /** Settles when nothing is due, when nothing can become due before `timeoutMs`, or then. */
  drain(timeoutMs: number): Promise<void>;
  status(): LaneStatus;
  /** Settles when the lane, told by `stopping`, has ended and given back what it held. */
  readonly ended: Promise<void>;
}

export interface LaneDeps extends RoundDeps {
  readonly pollMs: number;
  /** Told when the destination is paused, and not again while it stays so. Must not throw. */
  readonly onPaused: (problem: string) => void;
}

/** Opens the lane of a destination and begins at once. */
export function lane(deps: LaneDeps): Lane {
  const sleep = sleeper();
  const waiting = drains();
  let standing: Standing = FRESH;

  async function run(): Promise<void> {
    while (!deps.stopping()) {
      standing = unskewed(standing, deps.now());
      const restMs = standing.resumeAt - deps.now();
      if (restMs <= 0) await step();
      else await rest(restMs);
    }
    waiting.finish(() => true);
    await deps.hold.giveBack().catch(() => undefined); // the lease ends by itself
  }

  /** Waits after a failure; whoever drains and cannot wait that long is let go. */
  async function rest(restMs: number): Promise<void> {
    waiting.finish(({ until }) => until < standing.resumeAt);
    await sleep.pause(restMs);
  }

  async function step(): Promise<void> {
    const present = waiting.present();
    sleep.reset(); // what is committed from here on wakes the next sleep
    const result = await workRound(deps, standing.failures);
    if (isNews(standing, result)) deps.onPaused(result.problem);
    standing = learn(standing, result, deps.now());
    // one round after the other, even of a store that answers at once, must not take the thread
    if (result.state !== 'ok' || result.claimed > 0) return sleep.breathe();
    waiting.finish((drain) => present.has(drain));
    await sleep.until(deps.pollMs);
  }

  const drain = (timeoutMs: number): Promise<void> => {
    const drained = deps.stopping() ? undefined : waiting.wait(timeoutMs, deps.now());
    sleep.wake();
    return drained ?? Promise.resolve();
  };
  const reclaim = (): void => {
    deps.hold.letGo();
    sleep.wake();
  };
  return { wake: sleep.wake, reclaim, drain, status: () => standing.status, ended: run() };
}
