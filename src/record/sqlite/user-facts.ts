/** Adds to events what the store knows of their users. */

import type { OutboxEvent, UserFacts } from '../outbox.ts';
import type { Journal } from './journal.ts';

/** Reads each user once; of the traits, only those that an event's shape names are told, of users who agreed. */
export function withUserFacts(
  events: readonly OutboxEvent[],
  { userFacts }: Pick<Journal, 'userFacts'>,
): readonly OutboxEvent[] {
  const known = new Map<number, UserFacts>();
  return events.map((outboxEvent) => {
    const { event, shape } = outboxEvent;
    if (event.user === undefined) return outboxEvent;
    const facts = known.get(event.user) ?? userFacts(event.user);
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
