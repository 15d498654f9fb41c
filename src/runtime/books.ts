/** Puts the books together: those of this process, of the store, and how the destinations are. */

import type { DestinationHealth, Health, ProcessHealth, StoreHealth } from '../model/health.ts';
import { present } from '../model/present.ts';
import type { ResolvedOptions } from '../model/resolve.ts';
import type { RecorderSettings } from '../model/settings.ts';
import type { StoreCounts } from '../record/store.ts';
import { storeHealth } from '../report/health.ts';
import { byOwnName } from './outbox-key.ts';
import type { RecorderState } from './protocol.ts';

/** What is known of a store that is not open. */
const UNOPENED: StoreCounts = {
  version: 0,
  facts: 0,
  users: 0,
  segments: 0,
  lostAtMost: 0,
  destinations: {},
};

/** Answers `health()`. `state` is absent while the recorder is being started again. */
export function healthOf(
  options: ResolvedOptions,
  process: ProcessHealth,
  state: RecorderState | undefined,
): Health {
  const recorder = settingsNow(options, state);
  const active = recorder.destinations.filter((each) => each.active).map(({ name }) => name);
  const known = state?.counts ?? UNOPENED;
  const counts = { ...known, destinations: byOwnName(known.destinations, recorder) };
  const { destinations, store } = storeHealth(counts, recorder.store.kind, active, options.clock());
  return {
    process: withQuarantine(process, state),
    destinations: withLanes(destinations, byOwnName(state?.destinations ?? {}, recorder)),
    store: withState({ ...store, version: state?.counts ? store.version : null }, state),
  };
}

/** The settings, with the destinations as the recorder has them by now. */
export function settingsNow(
  { recorder }: Pick<ResolvedOptions, 'recorder'>,
  state: RecorderState | undefined,
): RecorderSettings {
  return { ...recorder, destinations: state?.own ?? recorder.destinations };
}

function withQuarantine(process: ProcessHealth, state: RecorderState | undefined): ProcessHealth {
  const { quarantinedPatterns = [] } = state ?? {};
  return quarantinedPatterns.length > 0 ? { ...process, quarantinedPatterns } : process;
}

function withLanes(
  destinations: Readonly<Record<string, DestinationHealth>>,
  lanes: RecorderState['destinations'],
): Record<string, DestinationHealth> {
  return Object.fromEntries(
    Object.entries(destinations).map(([name, health]) => {
      const lane = Object.hasOwn(lanes, name) ? lanes[name] : undefined;
      return [name, lane ? { ...health, state: lane.state, ...present(lane) } : health];
    }),
  );
}

function withState(store: StoreHealth, state: RecorderState | undefined): StoreHealth {
  if (!state)
    return { ...store, state: 'degraded', problem: 'the recorder is being started again' };
  return { ...store, state: state.state, ...present({ problem: state.problem }) };
}
