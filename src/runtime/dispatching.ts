/** Puts dispatchers and the destinations on a store. */

import { deliver } from '../forward/deliver.ts';
import type { Destination } from '../forward/destination.ts';
import { custom } from '../forward/destinations/custom.ts';
import type { AskCustom } from '../forward/destinations/custom.ts';
import { destination } from '../forward/destinations/destinations.ts';
import { createDispatcher } from '../forward/dispatcher.ts';
import type { Dispatcher } from '../forward/dispatcher.ts';
import { overHttp } from '../forward/http-destination.ts';
import type { DestinationSettings, RecorderSettings } from '../model/settings.ts';
import { MINUTE_MS } from '../model/time.ts';
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

/** Dispatches to the destinations that are active now. */
export interface Dispatching extends Dispatcher {
  /**
   * Goes on with these: where nothing has changed, as before. To those that are not active any more no
   * request is begun; what waits for them stays.
   */
  retarget(settings: RecorderSettings): void;
}

/** A destination that is active, and who dispatches to it. */
interface Own {
  /** What it is made of, as text. */
  readonly made: string;
  readonly dispatcher: Dispatcher;
}

/** Time for a request to a destination that is not active any more to end by itself. */
const ENDING_MS = MINUTE_MS;

/** Begins with the active destinations of the settings: each has a dispatcher of its own. */
export function dispatching(
  store: Store,
  settings: RecorderSettings,
  deps: DispatchingDeps,
): Dispatching {
  let owns: ReadonlyMap<string, Own> = new Map();
  const ending = new Set<Dispatcher>();
  const end = (dispatcher: Dispatcher): void => {
    ending.add(dispatcher);
    void dispatcher.stop(ENDING_MS).finally(() => ending.delete(dispatcher));
  };
  const retarget = (next: RecorderSettings): void => {
    const before = owns;
    const active = next.destinations.filter((each) => each.active);
    const entries = active.flatMap((each): [string, Own][] => {
      const key = outboxKey(each, next.interpret.botId);
      const made = JSON.stringify(each);
      const known = before.get(key);
      if (known?.made === made) return [[key, known]];
      const dispatcher = dispatcherOf({ store, settings: { ...next, destinations: [each] }, deps });
      return dispatcher ? [[key, { made, dispatcher }]] : [];
    });
    owns = new Map(entries);
    for (const [key, own] of before) if (owns.get(key) !== own) end(own.dispatcher);
  };
  const all = (): readonly Dispatcher[] => [...owns.values()].map(({ dispatcher }) => dispatcher);
  retarget(settings);
  return {
    retarget,
    wake: () => all().forEach((each) => each.wake()),
    reclaim: () => [...all(), ...ending].forEach((each) => each.reclaim()),
    async drain(timeoutMs) {
      await Promise.all(all().map((each) => each.drain(timeoutMs)));
    },
    async stop(timeoutMs) {
      await Promise.all([...all(), ...ending].map((each) => each.stop(timeoutMs)));
    },
    status: () => Object.assign({}, ...all().map((each) => each.status())) as LaneStatuses,
  };
}

type LaneStatuses = ReturnType<Dispatcher['status']>;

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
