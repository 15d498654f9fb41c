/** What a destination of the developer's own is, and what it is given. */

import type { PropertyValue } from './call.ts';
import type { AnalyticsEvent, EventData, ForwardableKind } from './event.ts';
import type { UserIdMode } from './payload-shape.ts';
import type { EpochMs } from './time.ts';

/** An event as a destination of the developer's own is given it. Frozen, plain data, no texts of users. */
export type DestinationEvent = {
  [K in ForwardableKind]: DestinationEventBase & {
    readonly kind: K;
    readonly data: DestinationData<K>;
  };
}[ForwardableKind];

/** What an event of a kind says, without what leads to the texts of users where these are kept. */
export type DestinationData<K extends ForwardableKind> = Omit<EventData[K], 'phrase'>;

/** What every event says. */
export interface DestinationEventBase {
  /** The same in every copy of it: what a receiver knows copies by. At most 36 characters of `[0-9a-z-]`. */
  readonly id: string;
  readonly at: EpochMs;
  /** The user did it. */
  readonly act: AnalyticsEvent['act'];
  /** Pseudonym of the channel's user, of this destination's own: 32 hex digits; absent where nobody is known. */
  readonly userKey?: string | undefined;
  /** Who that is, where the bot's code said so and they agreed: see `userId`. */
  readonly userId?: string | undefined;
  /** Pseudonym of the conversation, of this destination's own: 32 hex digits. */
  readonly conversationKey?: string | undefined;
  readonly sessionId?: string | undefined;
  /** When the session began; the same for all its events. */
  readonly sessionOpenedAt?: EpochMs | undefined;
  /** Time since the event before it in the session, in milliseconds. */
  readonly sincePreviousMs?: number | undefined;
  /** This and what follows is `unknown` where nobody told it. */
  readonly bot: string;
  readonly botVersion: string;
  readonly channel: string;
  readonly locale: string;
  readonly device: string;
  readonly browser: string;
  /** The `properties` option, as it was when the event was recorded. */
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

/**
 * What became of a batch. Problems and details are shown to people, in `health()` and on the command
 * line: no credentials. They are clipped at 200 characters. An answer of any other shape counts as
 * none: the same is sent again later.
 */
export type DeliveryResult =
  /** Taken in, except for those that are named by their ids: they become dead letters. */
  | {
      readonly outcome: 'delivered';
      readonly rejected?: readonly DeliveryRejection[] | undefined;
    }
  /** Not now: the same again later, not before `afterMs` if given (at most 15 minutes). */
  | {
      readonly outcome: 'retry';
      readonly problem: string;
      readonly afterMs?: number | undefined;
      /** It may have arrived all the same. */
      readonly isAmbiguous?: boolean | undefined;
    }
  /**
   * Too much at once, or one of them is at fault: each half is sent on its own. A single event becomes
   * a dead letter for this reason.
   */
  | { readonly outcome: 'split'; readonly reason: string; readonly detail?: string | undefined }
  /** Not until somebody mends the settings: all is kept, and tried again after five minutes. */
  | { readonly outcome: 'pause'; readonly problem: string };

/** An event that the destination refuses for good. */
export interface DeliveryRejection {
  readonly id: string;
  /**
   * A code of few values, since the books count by it: `too_large`. At most 64 characters of
   * `[A-Za-z0-9_]`; others become `_`.
   */
  readonly reason: string;
  readonly detail?: string | undefined;
}

/** What `deliver` is told besides the events. */
export interface DeliveryContext {
  /**
   * Aborted at the deadline, and when the bot shuts down: hand it to `fetch`. What is answered after
   * that is ignored, and the events are sent again.
   */
  readonly signal: AbortSignal;
  /** 1 if none of these events was ever sent; else 1 more than the failed tries of one of them. */
  readonly attempt: number;
}

/** Whom a destination is to forget: by all ids that its events have carried; lists may be empty. */
export interface ForgottenUser {
  /** `event.userKey`: one for each of the user's channels. */
  readonly userKeys: readonly string[];
  /** `event.userId`. */
  readonly userIds: readonly string[];
  /** `event.conversationKey`, of the conversations in which nobody else took part. */
  readonly conversationKeys: readonly string[];
}

/** What became of a user to be forgotten. The words in it as in {@link DeliveryResult}. */
export type ForgetResult =
  | { readonly outcome: 'done' }
  /** Not now: the same again later, not before `afterMs` if given (at most 15 minutes). */
  | {
      readonly outcome: 'retry';
      readonly problem: string;
      readonly afterMs?: number | undefined;
    }
  /** It cannot be done by a program: somebody has to. */
  | { readonly outcome: 'manual'; readonly problem: string };

/** A destination of the developer's own. */
export interface CustomDestination {
  /** In the outbox, in `health()` and in the CLI: 1 to 32 characters of `[a-z0-9_-]`, a letter first. */
  readonly name: string;
  /** What happens while it is not active is never sent later. @defaultValue true */
  readonly active?: boolean | undefined;
  /**
   * Sends a batch, on the bot's thread: it must wait for its network, and never compute for long. What
   * it resolves with is settled event by event; nothing = `{ outcome: 'delivered' }`. If it throws,
   * rejects or overruns the deadline, the events are sent again later, so the receiver may get copies:
   * it knows them by `event.id`. It is called without `this`, one batch after the other; the next
   * begins while one is still running only if that has overrun its deadline.
   */
  readonly deliver: (
    events: readonly DestinationEvent[],
    context: DeliveryContext,
  ) => Promise<DeliveryResult | void> | DeliveryResult | void;
  /**
   * Removes all that it holds of a user, for `analytics.forget()`; nothing = `{ outcome: 'done' }`. Called
   * like `deliver`, and again after a failure, also if the bot was restarted in between: asking twice
   * must do no harm. Without it somebody has to do that by hand.
   */
  readonly forget?:
    | ((
        user: ForgottenUser,
        context: DeliveryContext,
      ) => Promise<ForgetResult | void> | ForgetResult | void)
    | undefined;
  /** Most events of a batch: 1 to 1,000. @defaultValue 100 */
  readonly batchSize?: number | undefined;
  /** Deadline of a batch, in milliseconds: 100 to 60,000. @defaultValue 10000 */
  readonly timeoutMs?: number | undefined;
  /** Older events are not sent any more, but `expired`; in milliseconds. @defaultValue Infinity */
  readonly maxEventAgeMs?: number | undefined;
  /** Only events of these kinds; absent = all that leave the store. */
  readonly kinds?: readonly ForwardableKind[] | undefined;
  /** @defaultValue 'pseudonym' */
  readonly userId?: UserIdMode | undefined;
  /** What becomes of events that may have arrived: sent again, or given up. @defaultValue 'retry' */
  readonly onAmbiguous?: 'retry' | 'drop' | undefined;
}
