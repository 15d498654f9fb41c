/**
 * What one destination of this process holds of the outbox, and how it lets go of it.
 *
 * A settlement that the store could not take is kept and given again before anything else is claimed,
 * so that a locked database does not make delivered events go out twice.
 */

import type { EpochMs } from '../model/time.ts';
import type { Outbox, OutboxEvent, Settlement } from '../record/store.ts';

export interface Hold {
  /** Settles and gives back what is left of before, then leases what is due. */
  claim(limit: number, leaseMs: number): Promise<readonly OutboxEvent[]>;
  settle(settlements: readonly Settlement[]): Promise<void>;
  /** Releases what was claimed and not settled. */
  giveBack(): Promise<void>;
}

export interface HoldDeps {
  readonly outbox: Outbox;
  readonly destination: string;
  readonly owner: string;
  readonly now: () => EpochMs;
}

export function hold({ outbox, destination, owner, now }: HoldDeps): Hold {
  let unsettled: readonly Settlement[] = [];
  let heldCount = 0;

  async function settle(settlements: readonly Settlement[]): Promise<void> {
    const all = [...unsettled, ...settlements];
    unsettled = []; // taken: a settlement under way must not be given by the other request as well
    if (all.length === 0) return;
    try {
      await outbox.settle({ destination, owner, settlements: all, now: now() });
      heldCount -= all.length;
    } catch (error) {
      unsettled = [...all, ...unsettled];
      throw error;
    }
  }

  async function giveBack(): Promise<void> {
    await settle([]);
    if (heldCount <= 0) return;
    await outbox.release({ destination, owner });
    heldCount = 0;
  }

  return {
    settle,
    giveBack,
    async claim(limit, leaseMs) {
      await giveBack();
      const events = await outbox.claim({ destination, owner, limit, leaseMs, now: now() });
      heldCount = events.length;
      return events;
    },
  };
}
