/** What is kept of what is said about a user, besides the tags. */

import { AnalyticsError } from '../../model/errors.ts';
import { PROFILE_LIMITS } from '../audience.ts';
import type { AudienceProfile } from '../audience.ts';
import { storable } from '../sums.ts';

/** `traits` is a JSON object. */
export interface ProfileRow {
  readonly role: string | null;
  readonly subscriber: number;
  readonly traits: string;
}

const NO_PROFILE: ProfileRow = { role: null, subscriber: 0, traits: '{}' };

/**
 * Returns what is kept after something was said; what it does not mention stays.
 * @throws AnalyticsError `INVALID_OPTIONS` if the traits become too many
 */
export function changedProfile(
  before: ProfileRow | undefined,
  { role, subscriber, traits = {} }: AudienceProfile,
): ProfileRow {
  const known = before ?? NO_PROFILE;
  return {
    role: role === undefined ? known.role : role && storable(role),
    subscriber: subscriber === undefined ? known.subscriber : Number(subscriber),
    traits: mergedTraits(known.traits, traits),
  };
}

function mergedTraits(before: string, changes: NonNullable<AudienceProfile['traits']>): string {
  const merged = new Map<string, unknown>(Object.entries(JSON.parse(before) as object));
  for (const [name, value] of Object.entries(changes)) {
    const key = storable(name);
    if (value === null) merged.delete(key);
    else merged.set(key, typeof value === 'string' ? storable(value) : value);
  }
  if (merged.size > PROFILE_LIMITS.traits) throw tooManyTraits(merged.size);
  return JSON.stringify(Object.fromEntries(merged));
}

function tooManyTraits(count: number): AnalyticsError {
  const problem = `with those that are kept already there would be ${count}, at most ${PROFILE_LIMITS.traits} are kept: take some away with null`;
  return new AnalyticsError('INVALID_OPTIONS', `traits: ${problem}`, {
    details: { issues: [{ path: 'traits', problem }] },
  });
}
