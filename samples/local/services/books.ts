/** What a service made of all requests so far. */

import type { Fields } from '../judge/fields.ts';
import type { ProfileUpdate } from '../judge/mixpanel-profiles.ts';
import type { CollectedRequest } from '../loopback.ts';
import type { Outcome, Service } from './service.ts';

export interface Books {
  /** What the service counts: Mixpanel's events without copies, all of GA4 and UA. */
  readonly events: readonly unknown[];
  /** What the service took in, every copy of it. */
  readonly copies: readonly unknown[];
  /** Profile updates that were taken in, every copy of them. */
  readonly profiles: readonly ProfileUpdate[];
  /** What they add up to, by distinct id. */
  readonly profilesById: ReadonlyMap<string, Fields>;
  /** What broke a published limit, in words. */
  readonly violations: readonly string[];
  /** Gives a request to the service and keeps what becomes of it. */
  take(request: CollectedRequest): Outcome;
}

export function openBooks(service: Service): Books {
  const events: unknown[] = [];
  const copies: unknown[] = [];
  const profiles: ProfileUpdate[] = [];
  const profilesById = new Map<string, Fields>();
  const violations: string[] = [];
  return {
    events,
    copies,
    profiles,
    profilesById,
    violations,
    take(request) {
      const outcome = service(request);
      events.push(...(outcome.events ?? []));
      copies.push(...(outcome.copies ?? []));
      violations.push(...(outcome.violations ?? []));
      for (const update of outcome.profiles ?? []) {
        const { $distinct_id: id } = update;
        profiles.push(update);
        profilesById.set(id, updated(profilesById.get(id) ?? {}, update));
      }
      return outcome;
    },
  };
}

/** Returns the properties of a profile after an update, as Mixpanel keeps them. */
function updated(profile: Fields, update: ProfileUpdate): Fields {
  const { $set = {}, $set_once = {}, $union = {} } = update;
  const unions = Object.entries($union).map(([name, values]): [string, unknown] => {
    const kept = profile[name];
    const before: readonly unknown[] = Array.isArray(kept) ? kept : [];
    return [name, [...new Set([...before, ...values])]];
  });
  return { ...$set_once, ...profile, ...Object.fromEntries(unions), ...$set };
}
