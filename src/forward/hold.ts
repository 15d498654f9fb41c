/**
 * What one destination of this process holds of the outbox, and how it lets go of it.
 *
 * A settlement that the store could not take is kept and given again before anything else is claimed,
 * so that a locked database does not make delivered events go out twice.
 */

import type { EpochMs } from '../model/time.ts';
import { isPassing } from '../record/loss.ts';
import type { ClaimQuery, Outbox, OutboxEvent, SettleQuery, Settlement } from '../record/outbox.ts';

export interface Hold {
  /** Settles and gives back what is left of before, then leases what is due. */
  claim(wanted: Wanted): Promise<readonly OutboxEvent[]>;
  /** Holds on to what was claimed. */
  renew(leaseMs: number): Promise<void>;
  /** When the lease of what was claimed ends. */
  heldUntil(): EpochMs;
  /** Nothing more of what was claimed is to be sent: some of it may be gone. */
  letGo(): void;
  settle(settlements: readonly Settlement[]): Promise<void>;
  /** Says that events are about to be sent. */
  begin(events: readonly OutboxEvent[]): Promise<void>;
  /** Releases what was claimed and not settled. */
  giveBack(): Promise<void>;
}

/** What is to be claimed. */
type Wanted = Pick<ClaimQuery, 'limit' | 'leaseMs' | 'withUserFacts' | 'marksBegun'>;

export interface HoldDeps {
  readonly outbox: Outbox;
  readonly destination: string;
  readonly owner: string;
  readonly now: () => EpochMs;
}

export function hold({ outbox, destination, owner, now }: HoldDeps): Hold {
  const own = { destination, owner };
  let unsettled: readonly Settlement[] = [];
  let held = { isAny: false, until: -Infinity, isStale: false };

  async function settle(settlements: readonly Settlement[]): Promise<void> {
    const all = [...unsettled, ...settlements];
    unsettled = []; // taken: a settlement under way must not be given by the other request as well
    if (all.length === 0) return;
    try {
      await outbox.settle({ ...own, settlements: all, now: now() });
    } catch (error) {
      const left = isPassing(error) ? all : await settleOneByOne(outbox, { ...own, all, now });
      unsettled = [...left, ...unsettled];
      if (left.length > 0) throw error;
    }
  }

  async function giveBack(): Promise<void> {
    await settle([]);
    if (held.isAny) await outbox.release(own);
    held = { ...held, isAny: false, isStale: false };
  }

  return {
    settle,
    giveBack,
    heldUntil: () => (held.isStale ? -Infinity : held.until),
    letGo: () => void (held = { ...held, isStale: true }),
    begin: (events) => outbox.settle({ ...own, settlements: events.map(begun), now: now() }),
    async claim(wanted) {
      await giveBack();
      const events = await outbox.claim({ ...wanted, ...own, now: now() });
      held = { ...held, isAny: events.length > 0, until: now() + wanted.leaseMs };
      return events;
    },
    async renew(leaseMs) {
      const at = now();
      const isHeld = (await outbox.renew({ ...own, leaseMs, now: at })) > 0;
      // if not, somebody else has taken it over: we were stuck for too long
      held = { ...held, until: isHeld ? at + leaseMs : -Infinity };
    },
  };
}

function begun({ delivery, seq }: OutboxEvent): Settlement {
  return { delivery, seq, outcome: 'begun' };
}

/**
 * Settles what cannot be settled together: one of them cannot be written, and would keep all others
 * back for ever. That one is given up. Returns those for which the store is not available just now.
 */
async function settleOneByOne(
  outbox: Outbox,
  {
    all,
    now,
    ...own
  }: Omit<SettleQuery, 'now' | 'settlements'> & {
    readonly all: readonly Settlement[];
    readonly now: () => EpochMs;
  },
): Promise<readonly Settlement[]> {
  const left: Settlement[] = [];
  const settle = async (one: Settlement, orElse?: Settlement): Promise<void> => {
    try {
      await outbox.settle({ ...own, settlements: [one], now: now() });
    } catch (error) {
      if (isPassing(error)) left.push(one);
      else if (orElse) await settle(orElse);
    }
  };
  for (const one of all) {
    const { delivery, seq } = one;
    await settle(one, { delivery, seq, outcome: 'dead', reason: 'internal' });
  }
  return left;
}
