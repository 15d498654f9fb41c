/** Puts the dispatcher and the built-in destinations on a store. */

import { destination } from '../forward/destinations/destinations.ts';
import { createDispatcher } from '../forward/dispatcher.ts';
import type { Dispatcher } from '../forward/dispatcher.ts';
import type { RecorderSettings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { Store } from '../record/store.ts';
import { outboxKey } from './outbox-key.ts';
import type { FromRecorder } from './protocol.ts';

/** Who dispatches, and whom it tells. */
export interface DispatchingDeps {
  readonly writer: string;
  readonly tell: (message: FromRecorder) => void;
  /** The bot's clock. */
  readonly now: () => EpochMs;
}

/** Makes the dispatcher of the active destinations, or `undefined` if there is none. */
export function dispatcherOf({
  store,
  settings,
  deps,
}: {
  readonly store: Store;
  readonly settings: RecorderSettings;
  readonly deps: DispatchingDeps;
}): Dispatcher | undefined {
  const active = settings.destinations.filter((each) => each.active);
  if (active.length === 0) return undefined;
  return createDispatcher({
    outbox: store.outbox,
    destinations: active.map((each) => ({
      ...destination(each, { deriveKey: (purpose) => store.deriveKey(purpose) }),
      name: outboxKey(each, settings.interpret.botId),
    })),
    owner: deps.writer,
    now: Date.now,
    eventNow: deps.now,
    onProblem: (key, problem) => {
      const name = key.split('#')[0] ?? key;
      deps.tell({
        type: 'problem',
        error: { code: 'DELIVERY_PAUSED', problem: `${name}: ${problem}`, details: { name } },
      });
    },
  });
}
