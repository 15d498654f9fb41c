/** What a developer may configure, as documented interfaces: the contract that the schema is held to. */

import type { PropertyValue } from './call.ts';
import type { CustomDestination } from './custom-destination.ts';
import type {
  GoogleAnalyticsOptions,
  MixpanelOptions,
  OutboxOptions,
} from './destination-options.ts';
import type { AnalyticsError } from './errors.ts';
import type { PostgresStore } from './postgres-options.ts';
import type { RetentionOptions } from './retention.ts';
import type { CaptureText, Clock, Durability, SqliteDescriptor } from './settings.ts';
import type { Consent, HandoverSign } from './turn.ts';

/**
 * What `isTest`, `identify`, `consent`, `clientInfo` and `handoverSign` are given: a frozen copy of an activity,
 * so that nothing that is done to it reaches the bot. They run on the bot's thread, in every turn:
 * keep them quick and synchronous.
 */
export interface ActivityView {
  /** `outgoing` is what the bot sends: `handoverSign` alone sees it. */
  readonly direction: 'incoming' | 'outgoing';
  /** E.g. `message`, `event`, `conversationUpdate`. */
  readonly type: string;
  readonly name: string | undefined;
  /** The whole id, e.g. `msteams:copilot`. */
  readonly channelId: string;
  readonly conversationId: string | undefined;
  /** `from.id` of the activity that came in. */
  readonly userId: string | undefined;
  /** Clipped at 4,096 characters. */
  readonly text: string | undefined;
  readonly locale: string | undefined;
  /**
   * A frozen copy of plain data: at most 8 levels deep and 1,000 values in all, texts clipped at
   * 4,096 characters. Read it before the function returns: later it is `undefined`.
   */
  readonly channelData: unknown;
  /** Copied as `channelData` is. */
  readonly value: unknown;
}

/** What the `clientInfo` option may know of the user's side; at most 128 characters each. */
export interface ClientInfo {
  readonly device?: string | undefined;
  readonly browser?: string | undefined;
  readonly locale?: string | undefined;
}

/**
 * Score, 0 to 1, from which what a recognizer found counts as understood. One that is left out is
 * 0.5; that of a knowledge base is what its trace names, else 0.3. What is set here wins.
 */
export interface ThresholdOptions {
  readonly luis?: number | undefined;
  /** Conversational language understanding. */
  readonly clu?: number | undefined;
  /** QnA Maker and custom question answering. */
  readonly qna?: number | undefined;
  readonly orchestrator?: number | undefined;
  /** The regular expressions of adaptive dialogs. */
  readonly regex?: number | undefined;
  /** Any other recognizer of adaptive dialogs. */
  readonly adaptive?: number | undefined;
  /** What merely looks like a recognizer's result. */
  readonly other?: number | undefined;
}

/** Where the plug-in writes its few lines; `console` fits. */
export interface Logger {
  warn(message: string): void;
  error(message: string): void;
}

/** All options of {@link createBotAnalytics}; all of them may be left out. */
export interface AnalyticsOptions {
  /**
   * Where the numbers are kept: a path, or `sqlite({ path })`; `:memory:` for tests. For several
   * instances the address of a PostgreSQL server (`postgres://…`), or `postgres({ url })`, from
   * `botbuilder-analytics/postgres`.
   * Environment: `BOT_ANALYTICS_STORE`.
   * @defaultValue './bot-analytics.db'
   */
  readonly store?: string | SqliteDescriptor | PostgresStore | undefined;
  /** One destination, or one for each of GA4 and a UA collector. */
  readonly googleAnalytics?: GoogleAnalyticsOptions | readonly GoogleAnalyticsOptions[] | undefined;
  readonly mixpanel?: MixpanelOptions | undefined;
  /** Destinations of your own; their `deliver` runs on the bot's thread. */
  readonly destinations?: readonly CustomDestination[] | undefined;
  /**
   * Sent with every event, to every destination: `{ environment: 'production', utm_source: 'fair' }`.
   * At most 20; an event's own property of the same name wins.
   * @defaultValue {}
   */
  readonly properties?: Readonly<Record<string, PropertyValue>> | undefined;
  /** What may wait for a destination that is down. */
  readonly outbox?: OutboxOptions | undefined;
  /** For how long what is kept: events for 90 days, what reports are answered from for ever. */
  readonly retention?: RetentionOptions | undefined;
  /**
   * Name of the bot, so that several can share a store; R3's `storyId`. At most 64 characters.
   * @defaultValue 'bot'
   */
  readonly botId?: string | undefined;
  /**
   * Version of the bot: reports can be filtered and grouped by it. At most 64 characters.
   * @defaultValue 'unknown'
   */
  readonly botVersion?: string | undefined;
  /**
   * Silence, in milliseconds, after which a session ends: 1 minute to 24 hours, or `Infinity`.
   * A number, or one per base channel with `default` for the rest.
   * @defaultValue 1800000 (30 minutes, as GA4)
   */
  readonly sessionTimeoutMs?: number | Readonly<Record<string, number>> | undefined;
  /**
   * Secret that turns users' and conversations' ids into pseudonyms, at least 32 characters. It
   * belongs to the store: the same one for ever, and for all instances that share it. Without one
   * the store makes its own. Environment: `BOT_ANALYTICS_ID_KEY`.
   */
  readonly idKey?: string | undefined;
  /**
   * Messages of class system: a command alone, or before a space. Case does not matter.
   * @defaultValue ['/start']
   */
  readonly systemCommands?: readonly string[] | undefined;
  /**
   * Answers of the bot that mean "I did not understand". A string is the whole answer, without
   * regard to case, surrounding and repeated white space; a RegExp is looked for in it. At most 200.
   * A RegExp that runs for more than 50 ms on one text, twice, is left out from then on, and told; all
   * of them get at most about 2 s of a batch of turns.
   * @defaultValue []
   */
  readonly fallbackTexts?: readonly (string | RegExp)[] | undefined;
  /**
   * Messages of the user that ask for a human, in the same way as `fallbackTexts`.
   * @defaultValue []
   */
  readonly handoverPhrases?: readonly (string | RegExp)[] | undefined;
  /**
   * Whether the texts that users send are kept in the store, for the report `phrases`: at most 256
   * characters of each. `redacted` = with `[email]`, `[phone]`, `[card]` and `[iban]` in the place of
   * e-mail addresses, phone numbers, payment cards and IBANs, and with what `redact` makes of them
   * before. Names, addresses and whatever else people write stay in it. Texts are never forwarded.
   * Environment: `BOT_ANALYTICS_CAPTURE_TEXT`.
   * @defaultValue 'off'
   */
  readonly captureText?: CaptureText | undefined;
  /**
   * Whether the names of users (`from.name`, at most 128 characters) are kept in the store, for the
   * report `audience`. They are never forwarded. Environment: `BOT_ANALYTICS_CAPTURE_NAMES`.
   * @defaultValue false
   */
  readonly captureNames?: boolean | undefined;
  /**
   * Takes out of a text what must not be kept, before the redaction that is built in. Asked only with
   * `captureText: 'redacted'`, with at most 4,096 characters, on the bot's thread: keep it quick and
   * synchronous. A text for which it throws, or answers no text, is not kept.
   */
  readonly redact?: ((text: string) => string) | undefined;
  /** How sure a recognizer has to be, per recognizer. */
  readonly thresholds?: ThresholdOptions | undefined;
  /**
   * `balanced`: at most 100 ms of turns are in memory. `strict`: a turn counts as recorded when it is on disk.
   * `memory`: nothing is written to a disk, wherever `store` points to; reports answer for as long as the
   * process lives. Not with PostgreSQL, where it always is on disk.
   * @defaultValue 'balanced'
   */
  readonly durability?: Durability | undefined;
  /** Marks test traffic, besides the channel `emulator`, which always is. */
  readonly isTest?: ((activity: ActivityView) => boolean) | undefined;
  /** Tells device, browser and locale of the user, e.g. from what a web page puts into `channelData`. */
  readonly clientInfo?: ((activity: ActivityView) => ClientInfo | undefined) | undefined;
  /**
   * Tells what a message or event means for a handover to a human, where neither the SDK's events nor
   * Omnichannel's tags do. Sees what comes in and what the bot sends.
   */
  readonly handoverSign?: ((activity: ActivityView) => HandoverSign | undefined) | undefined;
  /**
   * Answers votes (Teams' `message/submitAction`) with status 200 if the bot does not: without an
   * answer Teams tells its user that the app cannot be reached.
   * @defaultValue false
   */
  readonly acknowledgeFeedback?: boolean | undefined;
  /**
   * What the user of an activity agreed to. `full`: destinations may know who they are, where the bot
   * names them (`identify`); `anonymous`: pseudonyms only; `none`: their messages are counted of nobody,
   * nothing about them is remembered, and no destination is told. Nothing = `anonymous`; if it throws, or
   * answers anything else (a promise, too), that counts as `none`.
   * @defaultValue () => 'anonymous'
   */
  readonly consent?: ((activity: ActivityView) => Consent | undefined) | undefined;
  /** Names the person behind a channel's user; several channel users of one name are one user from then on. */
  readonly identify?: ((activity: ActivityView) => string | undefined) | undefined;
  /**
   * Record and report in threads of their own. `false` runs everything on the bot's thread.
   * @defaultValue true
   */
  readonly thread?: boolean | undefined;
  /** Told about everything that goes wrong while the bot runs. Never receives text or credentials. */
  readonly onError?: ((error: AnalyticsError) => void) | undefined;
  /**
   * Receives each kind of problem at most once a minute.
   * @defaultValue console
   */
  readonly logger?: Logger | undefined;
  /** Tells the time, epoch ms: tests and samples play days in a second. @defaultValue Date.now */
  readonly clock?: Clock | undefined;
}
