/** What is asked about the outbox, by the bot's code or the command line, and the answers. */

import { invalid } from '../model/option-issues.ts';
import type { RecorderSettings } from '../model/settings.ts';
import type {
  DeadLetter,
  DeadLetterFilter,
  OutboxAdmin,
  OutboxReads,
  WaitingCounts,
} from '../record/outbox.ts';
import type { ReadableStore } from '../record/store.ts';
import { byOwnName, outboxKey } from './outbox-key.ts';

/** Of whom; everything that is left out = all. */
export interface OutboxFilter {
  /** As in `health()`: `mixpanel`, or `mixpanel#1f0c9a3b` of another bot or account. */
  readonly destination?: string | undefined;
  /** Why events died. */
  readonly reason?: string | undefined;
  /** Of dead letters. */
  readonly ids?: readonly number[] | undefined;
}

export type OutboxQuestion =
  | (OutboxFilter & { readonly type: 'list'; readonly limit: number })
  | (OutboxFilter & { readonly type: 'retry' | 'dropDead' })
  | { readonly type: 'dropWaiting'; readonly destination?: string | undefined };

/** What waits, and what died. */
export interface OutboxList {
  readonly waiting: readonly WaitingCounts[];
  /** The latest first, at most as many as asked for. */
  readonly dead: readonly DeadLetter[];
  /** All that fit. */
  readonly deadTotal: number;
}

export interface OutboxRetried {
  /** Dead letters that wait again. */
  readonly retried: number;
  /** Those whose event is no longer kept. */
  readonly gone: number;
}

export interface OutboxDropped {
  readonly dropped: number;
}

export type OutboxAnswer = OutboxList | OutboxRetried | OutboxDropped;

/** What a store has to have for it; `outboxAdmin` only to change something. */
export interface OutboxDesk extends Pick<ReadableStore, 'counts'> {
  readonly outboxReads: OutboxReads;
  readonly outboxAdmin?: OutboxAdmin | undefined;
}

/**
 * Answers a question.
 * @param settings of the bot, whose destinations go by their own names; without, all go by their keys
 * @throws AnalyticsError `INVALID_OPTIONS` if the destination is none of the bot's, and never got an event
 */
export async function answerOutbox(
  store: OutboxDesk,
  settings: RecorderSettings | undefined,
  question: OutboxQuestion,
): Promise<OutboxAnswer> {
  const names = await namesOf(store, settings);
  const destinations = keysOf(question.destination, names);
  if (question.type === 'list') return list(store, { ...question, destinations }, names);
  const { outboxAdmin: admin } = store;
  if (!admin) throw new TypeError('the outbox can only be read');
  if (question.type === 'dropWaiting') return { dropped: await admin.cancelWaiting(destinations) };
  const filter = { destinations, reason: question.reason, ids: question.ids };
  if (question.type === 'retry') return admin.retryDead(filter, Date.now());
  return { dropped: await admin.dropDead(filter) };
}

/** Names of destinations as people know them, by their keys in the outbox. */
type Names = ReadonlyMap<string, string>;

async function namesOf(store: OutboxDesk, settings: RecorderSettings | undefined): Promise<Names> {
  const keys = Object.keys((await store.counts()).destinations);
  const byKey = Object.fromEntries(keys.map((key) => [key, key]));
  const named = settings ? byOwnName(byKey, settings) : byKey;
  return new Map([
    ...Object.entries(named).map(([name, key]): [string, string] => [key, name]),
    ...ownNames(settings), // those that have got nothing yet are no mistake
  ]);
}

function ownNames(settings: RecorderSettings | undefined): readonly [string, string][] {
  if (!settings) return [];
  const { destinations, interpret } = settings;
  return destinations.map((each) => [outboxKey(each, interpret.botId), each.name]);
}

/** An own name or a whole key first; else all of that kind, whichever bot's. */
function keysOf(destination: string | undefined, names: Names): readonly string[] | undefined {
  if (destination === undefined) return undefined;
  const entries = [...names];
  const exact = entries.filter(([key, name]) => key === destination || name === destination);
  const found =
    exact.length > 0 ? exact : entries.filter(([key]) => key.split('#')[0] === destination);
  if (found.length > 0) return found.map(([key]) => key);
  const known = entries.length > 0 ? `known are ${[...names.values()].join(', ')}` : 'none has yet';
  const problem = `must be a destination that has got events: ${known}`;
  throw invalid([{ path: 'destination', value: destination, problem }]);
}

async function list(
  { outboxReads }: OutboxDesk,
  { limit, ...filter }: DeadLetterFilter & { readonly limit: number },
  names: Names,
): Promise<OutboxList> {
  const nameOf = (key: string): string => names.get(key) ?? key;
  const waiting = await outboxReads.waiting();
  const { destinations } = filter;
  const { letters, total } = await outboxReads.deadLetters(filter, limit);
  return {
    waiting: waiting
      .filter(({ destination }) => destinations?.includes(destination) ?? true)
      .map((counts) => ({ ...counts, destination: nameOf(counts.destination) })),
    dead: letters.map((letter) => ({ ...letter, destination: nameOf(letter.destination) })),
    deadTotal: total,
  };
}
