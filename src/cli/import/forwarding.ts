/** Sends what an import has put into the outbox. */

import { errorFromRecord } from '../../model/errors.ts';
import type { DestinationStatus } from '../../model/health.ts';
import type { Clock, RecorderSettings } from '../../model/settings.ts';
import type { DestinationCounts, Store } from '../../record/store.ts';
import { dispatcherOf } from '../../runtime/dispatching.ts';
import { outboxKey } from '../../runtime/outbox-key.ts';

/** Time to finish what is under way when the time is over. */
const STOP_MS = 5_000;

/** What became of the events of a destination since a moment; `pending` is all that waits. */
interface Counts {
  readonly delivered: number;
  readonly expired: number;
  readonly dead: number;
  readonly pending: number;
}

export interface Forwarded extends Counts {
  /** How it stood with the destination at the end; `paused`: it refuses us. */
  readonly state: DestinationStatus;
}

export interface ForwardingDeps {
  readonly store: Store;
  readonly settings: RecorderSettings;
  readonly writer: string;
  readonly now: Clock;
  readonly timeoutMs: number;
  /** Told about destinations that refuse. */
  readonly onProblem: (problem: string) => void;
}

/** Works through the outbox of the active destinations; returns what became of it, by destination. */
export async function forward(deps: ForwardingDeps): Promise<Record<string, Forwarded>> {
  const { store, settings, writer, now, timeoutMs, onProblem } = deps;
  const before = await store.counts();
  const dispatcher = dispatcherOf({
    store,
    settings,
    deps: {
      writer,
      now,
      tell: (message) => {
        if (message.type === 'problem') onProblem(errorFromRecord(message.error).message);
      },
    },
  });
  await dispatcher?.drain(timeoutMs);
  await dispatcher?.stop(STOP_MS);
  const status = dispatcher?.status() ?? {};
  const after = await store.counts();
  const active = settings.destinations.filter((each) => each.active);
  return Object.fromEntries(
    active.map((each) => {
      const key = outboxKey(each, settings.interpret.botId);
      const counts = difference(before.destinations[key], after.destinations[key]);
      return [each.name, { ...counts, state: status[key]?.state ?? 'ok' }];
    }),
  );
}

function difference(
  before: DestinationCounts | undefined,
  after: DestinationCounts | undefined,
): Counts {
  const [was, is] = [sumsOf(before), sumsOf(after)];
  return {
    delivered: is.delivered - was.delivered,
    expired: is.expired - was.expired,
    dead: is.dead - was.dead,
    pending: is.pending,
  };
}

/** A destination that never got an event has no books. */
function sumsOf(counts: DestinationCounts | undefined): Counts {
  if (!counts) return { delivered: 0, expired: 0, dead: 0, pending: 0 };
  const { delivered, expired, pending } = counts;
  const dead = Object.values(counts.dead).reduce((sum, events) => sum + events, 0);
  return { delivered, expired, dead, pending };
}
