/** For whom events are recorded, and what is frozen with them. */

import { PROFILE_KINDS } from '../forward/destinations/mixpanel-profile-properties.ts';
import type { PayloadShape } from '../model/payload-shape.ts';
import { present } from '../model/present.ts';
import type { DestinationSettings, RecorderSettings } from '../model/settings.ts';
import type { RecordDeps } from '../record/store.ts';
import { outboxKey } from './outbox-key.ts';

/** The part of the recording that is about destinations: those that are active. */
export function targetsOf(
  settings: RecorderSettings,
): Pick<RecordDeps, 'destinations' | 'shapes' | 'keepsRawIds' | 'outboxLimits' | 'systemNow'> {
  const active = settings.destinations
    .filter((each) => each.active)
    .map((each) => [outboxKey(each, settings.interpret.botId), each] as const);
  return {
    destinations: active.map(([key]) => key),
    shapes: Object.fromEntries(active.map(([key, each]) => [key, shapeOf(each, settings)])),
    keepsRawIds: active.some(([, { shape }]) => shape?.userId === 'raw'),
    outboxLimits: settings.outbox,
    systemNow: Date.now,
  };
}

/** The version of the mapping, what the settings say about the payload, and the kinds that are wanted. */
export function shapeOf(
  { name, shape }: DestinationSettings,
  { properties }: RecorderSettings,
): PayloadShape {
  const hasProperties = Object.keys(properties).length > 0;
  return {
    version: 1,
    ...present(shape ?? {}),
    ...(name === 'mixpanel_profiles' && { kinds: PROFILE_KINDS }),
    ...(hasProperties && { properties }),
  };
}
