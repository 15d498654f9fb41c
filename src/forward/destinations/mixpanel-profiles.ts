/**
 * Mixpanel's user profiles: https://docs.mixpanel.com/reference/profile-set
 *
 * A destination of its own in the outbox, so that a profile that is refused keeps no event back.
 * Only changes that may be repeated are sent; totals are those of our store.
 */

import type { AnalyticsEvent } from '../../model/event.ts';
import type { MixpanelSettings } from '../../model/settings.ts';
import type { OutboxEvent } from '../../record/outbox.ts';
import type { EncodedRequest, HttpDestination } from '../http-destination.ts';
import { clipUnits } from './clip.ts';
import { mixpanelSecrets, mixpanelTarget } from './mixpanel.ts';
import { readAnswer } from './mixpanel-answer.ts';
import { mixpanelBuilder } from './mixpanel-builder.ts';
import type { MixpanelBuilder, ProfileChange } from './mixpanel-builder.ts';
import { identityOf } from './mixpanel-identity.ts';
import { fitProperties, MAX_TEXT } from './mixpanel-limits.ts';
import { EVENT_PROPERTIES, FACT_PROPERTIES } from './mixpanel-profile-properties.ts';
import { pseudonyms } from './pseudonym.ts';
import type { Pseudonyms } from './pseudonym.ts';
import { hostOf } from './verdict.ts';

/** Published: 2,000 entries; a profile is three at most, and a few kB. */
const PROFILES_PER_REQUEST = 600;

/** Published: fewer than 255 values in a list. */
const MAX_VALUES = 250;

/** A request, and the events that each entry of it is made of. */
interface ProfileRequest extends EncodedRequest {
  readonly records: readonly (readonly OutboxEvent[])[];
}

/** Makes the destination for profiles. `key` is that of Mixpanel's events, so that both name the same users. */
export function mixpanelProfiles(settings: MixpanelSettings, key: string): HttpDestination {
  const build = mixpanelBuilder(settings.token).profile;
  const names = pseudonyms(key);
  const target = mixpanelTarget(settings, '/engage');
  const answered = { host: hostOf(settings.endpoint), secrets: mixpanelSecrets(settings) };
  return {
    name: settings.name,
    claimLimit: 2_000,
    concurrency: 1,
    isOrdered: true, // what comes later has the last word
    maxAgeMs: Infinity,
    maxAheadMs: Infinity,
    onAmbiguous: 'retry',
    needsUserFacts: true,
    encode(events) {
      const profiles = profilesOf(events, names);
      const requests: ProfileRequest[] = [];
      for (let first = 0; first < profiles.length; first += PROFILES_PER_REQUEST) {
        const entries = profiles
          .slice(first, first + PROFILES_PER_REQUEST)
          .flatMap((profile) => entriesOf(profile, build));
        requests.push({
          ...target,
          events: [...new Set(entries.flatMap((entry) => entry.events))],
          records: entries.map((entry) => entry.events),
          body: JSON.stringify(entries.map(({ payload }) => payload)),
        });
      }
      const nobodys = events.filter(({ userKey }) => userKey === undefined);
      return { requests, rejected: nobodys.map((event) => ({ event, reason: 'no_user' })) };
    },
    decode: (request, answer) => readAnswer(request as ProfileRequest, answer, answered),
  };
}

/** What the events of one user change about their profile. */
interface Profile {
  readonly distinctId: string;
  readonly events: OutboxEvent[];
  readonly changes: Readonly<Record<ProfileChange, Map<string, unknown>>>;
}

function profilesOf(events: readonly OutboxEvent[], names: Pseudonyms): readonly Profile[] {
  const profiles = new Map<string, Profile>();
  const inOrder = events
    .filter(({ userKey }) => userKey !== undefined)
    .toSorted((a, b) => a.event.at - b.event.at);
  for (const event of inOrder) {
    const { distinctId } = identityOf(event, names);
    const profile: Profile = profiles.get(distinctId) ?? {
      distinctId,
      events: [],
      changes: { $set: new Map(), $set_once: new Map(), $union: new Map() },
    };
    profiles.set(distinctId, profile);
    profile.events.push(event);
    addEvent(profile, event.event);
    addFacts(profile, event);
  }
  return [...profiles.values()];
}

function addEvent(profile: Profile, event: AnalyticsEvent): void {
  for (const { kind, name, change, of } of EVENT_PROPERTIES) {
    if (kind !== event.kind) continue;
    const value = of(event);
    if (value !== undefined) addValue(profile, { name, change, value });
  }
}

function addFacts(profile: Profile, { userFacts }: OutboxEvent): void {
  if (!userFacts) return;
  for (const { name, change, of } of FACT_PROPERTIES) {
    const value = of(userFacts);
    if (value !== undefined) addValue(profile, { name, change, value });
  }
  for (const [name, value] of Object.entries(userFacts.traits)) {
    addValue(profile, { name: name.replace(/^\$/, ''), change: '$set', value });
  }
}

interface Change {
  readonly name: string;
  readonly change: ProfileChange;
  readonly value: string | number | boolean;
}

function addValue({ changes }: Profile, { name, change, value }: Change): void {
  const values = changes[change];
  if (change === '$union') {
    const list = (values.get(name) as Set<unknown> | undefined) ?? new Set();
    if (list.size < MAX_VALUES) values.set(name, list.add(clipUnits(String(value), MAX_TEXT)));
  } else if (change === '$set' || !values.has(name)) {
    values.set(name, value);
  }
}

/** An entry of the body, and the events that it is made of. */
interface Entry {
  readonly payload: object;
  readonly events: readonly OutboxEvent[];
}

function entriesOf(
  { distinctId, events, changes }: Profile,
  build: MixpanelBuilder['profile'],
): readonly Entry[] {
  const entry = (change: ProfileChange, properties: object): Entry[] =>
    Object.keys(properties).length === 0
      ? []
      : [{ events, payload: build(change, distinctId, properties) }];
  const single = (change: '$set' | '$set_once'): object =>
    fitProperties(Object.fromEntries(changes[change]) as Parameters<typeof fitProperties>[0])
      .properties;
  const lists = [...changes.$union].map(([name, set]) => [name, [...(set as Set<unknown>)]]);
  return [
    ...entry('$set', single('$set')),
    ...entry('$set_once', single('$set_once')),
    ...entry('$union', Object.fromEntries(lists) as object),
  ];
}
