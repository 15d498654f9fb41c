/** Puts the dispatcher and the destinations on a store. */

import { deliver } from '../forward/deliver.ts';
import type { Destination } from '../forward/destination.ts';
import { custom } from '../forward/destinations/custom.ts';
import type { AskCustom } from '../forward/destinations/custom.ts';
import { destination } from '../forward/destinations/destinations.ts';
import { createDispatcher } from '../forward/dispatcher.ts';
import type { Dispatcher } from '../forward/dispatcher.ts';
import { overHttp } from '../forward/http-destination.ts';
import type { DestinationSettings, RecorderSettings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { Store } from '../record/store.ts';
import { randomId } from './ids.ts';
import { outboxKey } from './outbox-key.ts';
import type { FromRecorder } from './protocol.ts';

/** Who dispatches, and whom it tells. */
export interface DispatchingDeps {
  readonly writer: string;
  readonly tell: (message: FromRecorder) => void;
  /** The bot's clock. */
  readonly now: () => EpochMs;
  /** Calls the functions of the developer's own destinations; without it these are left alone. */
  readonly ask?: AskCustom | undefined;
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
    destinations: active.flatMap((each) => {
      const made = destinationOf(each, store, deps.ask);
      return made ? [{ ...made, name: outboxKey(each, settings.interpret.botId) }] : [];
    }),
    // its own: what a recorder held that has died is none of its successor's
    owner: `${deps.writer}-${randomId()}`,
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

function destinationOf(
  settings: DestinationSettings,
  store: Store,
  ask: AskCustom | undefined,
): Destination | undefined {
  const deriveKey = (purpose: string): string => store.deriveKey(purpose);
  if ('isCustom' in settings) {
    return ask && custom(settings, { key: deriveKey(`custom ${settings.name}`), ask });
  }
  return overHttp(destination(settings, { deriveKey }), deliver);
}
