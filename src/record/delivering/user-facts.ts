/** What destinations may be told of the users of events. */

import type { OutboxEvent, UserFacts } from '../outbox.ts';

/** A user on one channel, test traffic apart. */
export interface UserChannelRow {
  readonly channel: string;
  readonly firstActAt: number | null;
  readonly lastActAt: number | null;
  readonly received: number;
  readonly sessions: number;
}

/**
 * What is known of a user, with all traits.
 * @param channels by name of the channel, so that every store tells the same
 * @param traits JSON of an object; absent = none
 */
export function userFacts(
  channels: readonly UserChannelRow[],
  traits: string | undefined,
): UserFacts {
  const first = extreme(channels, 'firstActAt', (a, b) => a < b);
  const last = extreme(channels, 'lastActAt', (a, b) => a > b);
  return {
    ...(first && { firstActAt: first.at, firstChannel: first.channel }),
    ...(last && { lastActAt: last.at, lastChannel: last.channel }),
    received: channels.reduce((sum, { received }) => sum + received, 0),
    sessions: channels.reduce((sum, { sessions }) => sum + sessions, 0),
    traits: JSON.parse(traits ?? '{}') as UserFacts['traits'],
  };
}

function extreme(
  channels: readonly UserChannelRow[],
  field: 'firstActAt' | 'lastActAt',
  isBetter: (a: number, b: number) => boolean,
): { readonly at: number; readonly channel: string } | undefined {
  let found: { readonly at: number; readonly channel: string } | undefined;
  for (const row of channels) {
    const at = row[field];
    if (at !== null && (!found || isBetter(at, found.at))) found = { at, channel: row.channel };
  }
  return found;
}

/** Asks for each user once; of the traits, only those that an event's shape names are told, of users who agreed. */
export function withUserFacts(
  events: readonly OutboxEvent[],
  factsOf: (user: number) => UserFacts,
): readonly OutboxEvent[] {
  const known = new Map<number, UserFacts>();
  return events.map((outboxEvent) => {
    const { event, shape } = outboxEvent;
    if (event.user === undefined) return outboxEvent;
    const facts = known.get(event.user) ?? factsOf(event.user);
    known.set(event.user, facts);
    // what is known of somebody is told where they agreed to be known
    const names = outboxEvent.identity ? (shape.traits ?? []) : [];
    return { ...outboxEvent, userFacts: withTraits(facts, names) };
  });
}

function withTraits(facts: UserFacts, names: readonly string[]): UserFacts {
  const told = names.flatMap((name): [string, string | number | boolean][] => {
    const value = Object.hasOwn(facts.traits, name) ? facts.traits[name] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  return { ...facts, traits: Object.fromEntries(told) };
}
