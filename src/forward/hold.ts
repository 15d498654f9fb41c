/**
 * What one destination of this process holds of the outbox, and how it lets go of it.
 *
 * A settlement that the store could not take is kept and given again before anything else is claimed,
 * so that a locked database does not make delivered events go out twice.
 */

import type { EpochMs } from '../model/time.ts';
import type { ClaimQuery, Outbox, OutboxEvent, Settlement } from '../record/outbox.ts';

export interface Hold {
  /** Settles and gives back what is left of before, then leases what is due. */
  claim(wanted: Wanted): Promise<readonly OutboxEvent[]>;
  /** Holds on to what was claimed. */
  renew(leaseMs: number): Promise<void>;
  /** When the lease of what was claimed ends. */
  heldUntil(): EpochMs;
  settle(settlements: readonly Settlement[]): Promise<void>;
  /** Releases what was claimed and not settled. */
  giveBack(): Promise<void>;
}

/** What is to be claimed. */
type Wanted = Pick<ClaimQuery, 'limit' | 'leaseMs' | 'withUserFacts'>;

export interface HoldDeps {
  readonly outbox: Outbox;
  readonly destination: string;
  readonly owner: string;
  readonly now: () => EpochMs;
}

export function hold({ outbox, destination, owner, now }: HoldDeps): Hold {
  const own = { destination, owner };
  let unsettled: readonly Settlement[] = [];
  let held = { count: 0, until: -Infinity };

  async function settle(settlements: readonly Settlement[]): Promise<void> {
    const all = [...unsettled, ...settlements];
    unsettled = []; // taken: a settlement under way must not be given by the other request as well
    if (all.length === 0) return;
    try {
      await outbox.settle({ ...own, settlements: all, now: now() });
      held = { ...held, count: held.count - all.length };
    } catch (error) {
      unsettled = [...all, ...unsettled];
      throw error;
    }
  }

  async function giveBack(): Promise<void> {
    await settle([]);
    if (held.count <= 0) return;
    await outbox.release(own);
    held = { ...held, count: 0 };
  }

  return {
    settle,
    giveBack,
    heldUntil: () => held.until,
    async claim(wanted) {
      await giveBack();
      const at = now();
      const events = await outbox.claim({ ...wanted, ...own, now: at });
      held = { count: events.length, until: at + wanted.leaseMs };
      return events;
    },
    async renew(leaseMs) {
      const at = now();
      await outbox.renew({ ...own, leaseMs, now: at });
      held = { ...held, until: at + leaseMs };
    },
  };
}
