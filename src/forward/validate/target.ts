/** A destination as it is validated, and what is said of each the same way. */

import type { PayloadShape, UserIdMode } from '../../model/payload-shape.ts';
import type { DestinationSettings } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Deliver } from '../delivery.ts';
import type { Connect } from './connect.ts';

/** A destination of the settings, and what its payloads are made by. */
export interface Target<Settings extends DestinationSettings = DestinationSettings> {
  readonly settings: Settings;
  readonly shape: PayloadShape;
}

/** The ways out. */
export interface CheckDeps {
  readonly deliver: Deliver;
  readonly connect: Connect;
  /** The time of the sample events. */
  readonly now: EpochMs;
}

/** Says whether anything is sent, and where. */
export function wiring({ active }: Pick<DestinationSettings, 'active'>, where: string): string {
  return active
    ? `active: events are sent ${where}`
    : `not active: nothing is sent, and what happens meanwhile never will be (active: true sends events ${where})`;
}

const USER_IDS: Readonly<Record<UserIdMode, string>> = {
  none: 'users whom your code names are not told apart by that',
  pseudonym: 'users whom your code names, and who agree, are known by a pseudonym',
  raw: 'users whom your code names, and who agree, are known by the id that your code gives',
};

/**
 * Says what goes with events because of the settings.
 * @param room what is said of properties that may find none
 */
export function sharing(shape: PayloadShape, room = ''): string[] {
  const { userId = 'pseudonym', properties = {} } = shape;
  const names = Object.keys(properties);
  const shared = names.length > 0 ? [`sent with every event: ${names.join(', ')}${room}`] : [];
  return [USER_IDS[userId], ...shared, ...telling(shape)];
}

/** Says which traits are told. */
export function telling({ traits = [] }: PayloadShape): string[] {
  return traits.length > 0
    ? [`traits that are told of users who agreed: ${traits.join(', ')}`]
    : [];
}
