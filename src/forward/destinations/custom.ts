/**
 * A destination of the developer's own: events in plain words for a function that somebody else
 * calls, and what its answer means for them.
 */

import type { DestinationEvent } from '../../model/custom-destination.ts';
import { present } from '../../model/present.ts';
import type { CustomSettings } from '../../model/settings.ts';
import type { OutboxEvent } from '../../record/outbox.ts';
import type { Destination, Parcel, Rejection, Verdict } from '../destination.ts';
import type { CustomAnswer, CustomRejection, NoResult } from './custom-answer.ts';
import { deviceId, pseudonyms } from './pseudonym.ts';
import type { Pseudonyms } from './pseudonym.ts';

/** Has a batch sent by the function of this destination. Settles at the deadline, or soon after the signal. */
export type AskCustom = (
  name: string,
  events: readonly DestinationEvent[],
  options: AskOptions,
) => Promise<CustomAnswer>;

export interface AskOptions {
  /** From 1. */
  readonly attempt: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface CustomDeps {
  /** Its own, for the pseudonyms. */
  readonly key: string;
  readonly ask: AskCustom;
}

/** Events that are claimed at a time, if a batch is smaller. */
const CLAIM_LIMIT = 500;

/** A batch, as the outbox and as the function knows its events. */
interface CustomParcel extends Parcel {
  readonly batch: readonly DestinationEvent[];
}

/** Makes the destination that the settings describe. */
export function custom(settings: CustomSettings, { key, ask }: CustomDeps): Destination {
  const { name, batchSize, timeoutMs, maxEventAgeMs, onAmbiguous } = settings;
  const names = pseudonyms(key);
  const parcelOf = (events: readonly OutboxEvent[]): CustomParcel => ({
    events,
    batch: events.map((event) => destinationEvent(event, names)),
  });
  return {
    name,
    claimLimit: Math.max(batchSize, CLAIM_LIMIT),
    concurrency: 1,
    maxAgeMs: maxEventAgeMs,
    maxAheadMs: Infinity,
    onAmbiguous,
    encode: (events) => ({ requests: slices(events, batchSize).map(parcelOf), rejected: [] }),
    async send(parcel, signal) {
      const { events, batch } = parcel as CustomParcel; // what `encode` made
      const attempt = 1 + Math.max(...events.map(({ attempts }) => attempts));
      const answer = await ask(name, batch, { attempt, timeoutMs, signal });
      return verdictOf(answer, events, settings);
    },
  };
}

function slices<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** Says an event in plain words: no number of the store, no key that another destination shares. */
export function destinationEvent(outboxEvent: OutboxEvent, names: Pseudonyms): DestinationEvent {
  const { event, shape, userKey } = outboxEvent;
  const { id, kind, at, act, sessionId, sessionOpenedAt, sincePreviousMs } = event;
  const { bot, botVersion, channel, locale, device, browser } = event.segment;
  const told = {
    id,
    kind,
    at,
    act,
    ...present({
      userKey: userKey === undefined ? undefined : deviceId(names.device(outboxEvent)),
      userId: names.userId(outboxEvent),
      conversationKey: names.conversation(outboxEvent),
      sessionId,
      sessionOpenedAt,
      sincePreviousMs,
    }),
    bot,
    botVersion,
    channel,
    locale,
    device,
    browser,
    properties: { ...shape.properties },
    data: withoutPhrase(event.data),
  };
  return told as DestinationEvent; // kind and data are those of one event
}

/** The key of a text is the same wherever it goes: two receivers could find each other's users by it. */
function withoutPhrase(data: OutboxEvent['event']['data']): object {
  if (!('phrase' in data)) return data;
  const { phrase: _, ...told } = data;
  return told;
}

/** What the answer means for the events of a batch. */
function verdictOf(
  answer: CustomAnswer,
  events: readonly OutboxEvent[],
  { name, timeoutMs }: Pick<CustomSettings, 'name' | 'timeoutMs'>,
): Verdict {
  switch (answer.outcome) {
    case 'delivered':
      return { outcome: 'delivered', rejected: rejections(answer.rejected, events) };
    case 'retry': {
      const { problem = `${name} asked for another try, and said no more`, afterMs } = answer;
      const isAmbiguous = answer.isAmbiguous || undefined;
      return { outcome: 'retry', problem, ...present({ afterMs, isAmbiguous }) };
    }
    case 'split':
      return answer;
    case 'pause':
      return { outcome: 'pause', problem: answer.problem ?? `${name} paused, and said no more` };
    case 'not_asked':
      return { outcome: 'retry', problem: `${name} ${answer.why}` };
    default:
      return ambiguous(`${name} ${whatHappened(answer, timeoutMs)}`);
  }
}

/** Says why there is no result, in words that follow the name of the destination. */
export function whatHappened(answer: NoResult, timeoutMs: number): string {
  switch (answer.outcome) {
    case 'not_asked':
      return answer.why;
    case 'unreadable':
      return 'answered something that is no DeliveryResult';
    case 'failed':
      return `threw ${answer.error}`;
    case 'overdue':
      return `did not answer within ${timeoutMs} ms`;
    case 'cut_off':
      return 'was cut off when the bot shut down';
  }
}

function ambiguous(problem: string): Verdict {
  return { outcome: 'retry', problem, isAmbiguous: true };
}

function rejections(
  rejected: readonly CustomRejection[],
  events: readonly OutboxEvent[],
): readonly Rejection[] {
  const byId = new Map(events.map((event) => [event.event.id, event]));
  return rejected.flatMap(({ id, ...refusal }) => {
    const event = byId.get(id);
    return event ? [{ event, ...refusal }] : [];
  });
}
