/**
 * What pages need, over a store alone. It is no recorder: one would seal days, and remove what is older
 * than its own settings say, which are not those of the bot.
 */

import type { AnalyticsError } from '../../model/errors.ts';
import type { RecorderSettings } from '../../model/settings.ts';
import { prometheusText } from '../../report/prometheus.ts';
import { accessThrough, answerAccess } from '../../runtime/access-desk.ts';
import { audience, checkedPerson } from '../../runtime/audience.ts';
import type { DestinationFunctions } from '../../runtime/destination-functions.ts';
import { answerOutbox } from '../../runtime/outbox-desk.ts';
import { outboxFunctions } from '../../runtime/outbox-functions.ts';
import { threadReporter } from '../../runtime/reporter.ts';
import { storeDestinations } from '../../runtime/store-destinations.ts';
import { storeSummary, withWebPorts } from '../../runtime/web-ports.ts';
import type { WebPorts } from '../../runtime/web-ports.ts';
import type { WebAnalytics } from '../../web/index.ts';
import { eraseFrom } from '../erase/erasing.ts';
import type { CliIo } from '../io.ts';
import { healthOf } from '../store-health.ts';
import { reporters } from './reporters.ts';
import { heldStores } from './stores.ts';
import type { HeldStores } from './stores.ts';

export interface Observer {
  readonly analytics: WebAnalytics;
  readonly access: WebPorts['access'];
  close(): Promise<void>;
}

/** Longest wait for a report that is being asked when the pages are closed. */
const STOP_MS = 300;

/**
 * Opens a store to be looked at.
 * @param onError told what nobody who asks may know
 * @throws AnalyticsError `STORE_MISSING`, `STORE_OUTDATED`, `STORE_KEY_MISMATCH`, another `STORE_…`, `DRIVER_MISSING`
 */
export async function observe(
  settings: RecorderSettings,
  io: Pick<CliIo, 'env' | 'now'>,
  onError: (error: AnalyticsError) => void,
): Promise<Observer> {
  const stores = heldStores(settings);
  await stores.use(async () => undefined); // what is wrong with it is told now, not by each page
  const opened = Promise.resolve();
  const reporter = reporters(() =>
    threadReporter({ descriptor: settings.store, clock: io.now, opened }),
  );
  const access = accessThrough((call) =>
    stores.use((store) => answerAccess(store.access.access, call)),
  );
  const analytics = withWebPorts(analyticsOver(stores, settings, io), {
    access,
    destinations: destinationsOver(stores, settings),
    deriveKey: (purpose) => stores.use((store) => store.access.deriveKey(purpose)),
    report: reporter.ask,
    export: reporter.export,
    segments: reporter.segments,
    onError,
    settings: { store: storeSummary(settings.store) },
  });
  const close = async (): Promise<void> => {
    await reporter.stop(STOP_MS);
    await stores.close();
  };
  return { analytics, access, close };
}

function analyticsOver(
  stores: HeldStores,
  settings: RecorderSettings,
  io: Pick<CliIo, 'env' | 'now'>,
): WebAnalytics {
  const health = () => stores.use(({ reader }) => healthOf(reader, io));
  const { list } = outboxFunctions((question) =>
    stores.use(({ reader }) => answerOutbox(reader, undefined, question)),
  );
  return {
    health,
    metrics: async () => prometheusText(await health()),
    outbox: { list },
    audience: audience((person, profile) =>
      stores.use(({ people }) => people.setProfile(person, profile)),
    ),
    async forget(user) {
      const who = { person: checkedPerson(user), at: io.now() };
      return stores.use(({ people }) => eraseFrom(people, settings, who));
    },
  };
}

function destinationsOver(stores: HeldStores, settings: RecorderSettings): DestinationFunctions {
  const use = <Result>(work: (functions: DestinationFunctions) => Promise<Result>) =>
    stores.use(({ access }) => work(storeDestinations(access, settings)));
  return {
    list: () => use((functions) => functions.list()),
    set: (...asked) => use((functions) => functions.set(...asked)),
    test: (destination) => use((functions) => functions.test(destination)),
  };
}
