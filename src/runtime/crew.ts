/** Those who work on a store while it is open, besides who records: they deliver, settle, sweep, erase and attend. */

import type { RecorderSettings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { RecordDeps, Store } from '../record/store.ts';
import type { DeliveryDesk } from './delivery-desk.ts';
import { attending } from './attending.ts';
import { dispatching } from './dispatching.ts';
import type { Dispatching } from './dispatching.ts';
import { erasing, refusal } from './erasing.ts';
import type { Erasing } from './erasing.ts';
import type { FromRecorder } from './protocol.ts';
import { settling } from './settling.ts';
import { sweeping } from './sweeping.ts';
import { within } from './within.ts';

export interface CrewDeps {
  readonly settings: RecorderSettings;
  readonly writer: string;
  readonly tell: (message: FromRecorder) => void;
  /** The bot's clock. */
  readonly now: () => EpochMs;
  /** As they are now. */
  readonly recordDeps: () => RecordDeps;
  readonly deliveries: DeliveryDesk;
}

export interface Crew {
  readonly dispatcher: Dispatching;
  readonly erasing: Erasing;
  /** Works through what is due; what is to be delivered within the time. */
  drain(timeoutMs: number): Promise<void>;
  /** Goes on with these destinations. */
  retarget(settings: RecorderSettings): void;
  /** Waits for what is under way, at most so long. */
  stop(timeoutMs: number): Promise<void>;
  /** Begins nothing any more. */
  rest(): void;
}

/** Has them begin. */
export function crewOn(store: Store, deps: CrewDeps): Crew {
  const { settings, now, recordDeps, deliveries, tell } = deps;
  const { onItemError: onError } = recordDeps();
  const dispatcher = dispatching(store, settings, { ...deps, ask: deliveries.ask });
  const settles = settling({ store, recordDeps, now, onSettled: () => dispatcher.wake() });
  const attends = attending({ ...deps, writers: store.writers });
  const sweeps = sweeping({ store, settings, now, onError });
  const erases = erasing({
    store: { erasure: store.maintenance.erasure, deriveKey: store.deriveKey },
    settings,
    now,
    askForget: deliveries.askForget,
    onErased: () => dispatcher.reclaim(),
    onRefused: (key, problem) => tell({ type: 'problem', error: refusal(key, problem) }),
  });
  return {
    dispatcher,
    erasing: erases,
    async drain(timeoutMs) {
      await settles.run();
      await Promise.all([dispatcher.drain(timeoutMs), erases.run()]);
    },
    retarget(next) {
      dispatcher.retarget(next);
      erases.retarget(next);
    },
    async stop(timeoutMs) {
      const begun = within(timeoutMs, attends.begun);
      await Promise.all([dispatcher.stop(timeoutMs), erases.stop(timeoutMs), begun]);
    },
    rest() {
      settles.stop();
      sweeps.stop();
      attends.stop();
      void erases.stop(0);
    },
  };
}
