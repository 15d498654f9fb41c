/**
 * Options after checking, as they cross into threads: plain data, defaults filled in.
 * `model/options.ts` makes them out of what the developer wrote.
 */

import type { PropertyValue } from './call.ts';
import type { AdConsent } from './destination-options.ts';
import type { PayloadShape } from './payload-shape.ts';
import type { RetentionSettings } from './retention.ts';
import { DAY_MS } from './time.ts';
import type { EpochMs } from './time.ts';
import type { Recognizer } from './turn.ts';

/** The path that stands for a store in memory. */
export const MEMORY = ':memory:';

/** Where the numbers are kept. What `sqlite({…})` returns; the recorder's thread opens it. */
export interface SqliteDescriptor {
  readonly kind: 'sqlite';
  readonly options: {
    /** File, or `:memory:` (which always runs inline). */
    readonly path: string;
  };
}

/** A certificate and the like, as PEM. */
export interface TlsSettings {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** `false` trusts whoever answers. @defaultValue true */
  readonly rejectUnauthorized?: boolean | undefined;
  readonly servername?: string | undefined;
}

/** How a PostgreSQL server is reached; what is absent is taken from `PG…` variables, as every client does. */
export interface PostgresSettings {
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** The password is asked for when a connection is made. */
  readonly asksPassword?: true | undefined;
  readonly ssl?: boolean | TlsSettings | undefined;
  /** Where the tables are. */
  readonly schema: string;
  /** Most connections of one process, for recording and delivering; reports have as many. */
  readonly connections: number;
}

/** What `postgres({…})` returns, less its functions. */
export interface PostgresDescriptor {
  readonly kind: 'postgres';
  readonly options: PostgresSettings;
}

export type StoreDescriptor = SqliteDescriptor | PostgresDescriptor;

/**
 * `balanced`: at most 100 ms of turns in memory. `strict`: on disk before it counts as recorded. `memory`:
 * nothing is written to a disk.
 */
export type Durability = 'balanced' | 'strict' | 'memory';

/** A text, compared without regard to case and white space, or a pattern that is looked for in one. */
export type TextPattern =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly source: string; readonly flags: string };

/** Lists of patterns that the developer configures, by the option's name. */
export interface TextPatterns {
  readonly fallbackTexts: readonly TextPattern[];
  readonly handoverPhrases: readonly TextPattern[];
}
export type PatternList = keyof TextPatterns;

/** What is kept of the texts of users: nothing, what redaction leaves of them, or all. */
export type CaptureText = 'off' | 'redacted' | 'full';

/** What `interpret/` needs to know about the bot. */
export interface InterpretSettings {
  readonly botId: string;
  readonly botVersion: string;
  /** Inactivity timeout of sessions; `channels` by base channel. May be `Infinity`. */
  readonly sessionTimeoutMs: {
    readonly default: number;
    readonly channels: Readonly<Record<string, number>>;
  };
  /** Commands whose messages are of class system, lower case, e.g. `/start`. */
  readonly systemCommands: readonly string[];
  /** Score from which a recognizer's result counts, 0..1, as the developer set it: before its own and the default. */
  readonly thresholds: Readonly<Partial<Record<Recognizer, number>>>;
  /** Whether the texts of received messages are kept. */
  readonly captureText: CaptureText;
}

/** What the settings of every built-in destination may say. */
interface CommonSettings {
  readonly active: boolean;
  /** What its payloads are made by, besides the `properties` option. */
  readonly shape?: Omit<PayloadShape, 'version' | 'properties'> | undefined;
}

export interface Ga4Settings extends CommonSettings {
  readonly name: 'ga4';
  readonly measurementId: string;
  readonly apiSecret: string;
  /** Base address without a trailing slash, e.g. `https://region1.google-analytics.com`. */
  readonly endpoint: string;
  readonly onAmbiguous?: 'retry' | 'drop' | undefined;
  readonly consent?: AdConsent | undefined;
}

export interface UaSettings extends CommonSettings {
  readonly name: 'ua';
  readonly onAmbiguous?: 'retry' | 'drop' | undefined;
  readonly trackingId: string;
  /** The collector's full address, e.g. `https://collector.example/com.google.analytics/v1`. */
  readonly collectorUrl: string;
}

export interface MixpanelSettings extends CommonSettings {
  /** Events, or the profiles of users, which are a destination of their own in the outbox. */
  readonly name: 'mixpanel' | 'mixpanel_profiles';
  readonly token: string;
  /** Base address without a trailing slash, e.g. `https://api-eu.mixpanel.com`. */
  readonly endpoint: string;
  readonly serviceAccount?:
    { readonly username: string; readonly secret: string; readonly projectId: string } | undefined;
  /** By which it is asked to delete users, and where: a base address without a trailing slash. */
  readonly gdpr?: { readonly token: string; readonly endpoint: string } | undefined;
}

export type BuiltInSettings = Ga4Settings | UaSettings | MixpanelSettings;

/** A destination of the developer's own, as far as it crosses into threads: without its function. */
export interface CustomSettings extends CommonSettings {
  readonly name: string;
  readonly isCustom: true;
  /** It can be asked to forget users. */
  readonly forgets?: true | undefined;
  readonly batchSize: number;
  readonly timeoutMs: number;
  readonly maxEventAgeMs: number;
  readonly onAmbiguous: 'retry' | 'drop';
}

export type DestinationSettings = BuiltInSettings | CustomSettings;

/** Destinations that can be set up while the bot runs, by the names of their options. */
export const SETTABLE = ['googleAnalytics', 'mixpanel'] as const;
export type SettableName = (typeof SETTABLE)[number];

/** Names that they have in `health()`. */
export const NAMES_OF: Readonly<Record<SettableName, readonly BuiltInSettings['name'][]>> = {
  googleAnalytics: ['ga4', 'ua'],
  mixpanel: ['mixpanel', 'mixpanel_profiles'],
};

/** Options of a destination as they were written: plain data. */
export type OptionFields = Readonly<Record<string, unknown>>;

/** What code and environment say of a destination: nobody changes that while the bot runs. */
export interface FixedFields {
  readonly fields: OptionFields;
  /** By field: the variable of the environment that says it; absent = the code does. */
  readonly variables: Readonly<Record<string, string>>;
}

/** More than one of an option, or one, or none. */
export type FixedDestinations = Readonly<Partial<Record<SettableName, readonly FixedFields[]>>>;

/** What may wait for one destination; beyond, the oldest is expired and counted. */
export interface OutboxLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  /** Since it was recorded. */
  readonly maxAgeMs: number;
}

/** A million events, 512 MB, 7 days. */
export const DEFAULT_OUTBOX_LIMITS: OutboxLimits = {
  maxEvents: 1_000_000,
  maxBytes: 512 * 1_024 * 1_024,
  maxAgeMs: 7 * DAY_MS,
};

/** Everything that the recorder needs, structured-cloneable. */
export interface RecorderSettings {
  readonly store: StoreDescriptor;
  /** Key of the pseudonyms; without one the store makes its own. */
  readonly idKey?: string | undefined;
  readonly durability: Durability;
  readonly interpret: InterpretSettings;
  readonly patterns: TextPatterns;
  readonly destinations: readonly DestinationSettings[];
  /** What code and environment say of those that can be set up while the bot runs; absent = nothing. */
  readonly fixed?: FixedDestinations | undefined;
  /** Sent with every event. */
  readonly properties: Readonly<Record<string, PropertyValue>>;
  readonly outbox: OutboxLimits;
  readonly retention: RetentionSettings;
}

/** Tells the time. The `clock` option, or the system's. */
export type Clock = () => EpochMs;
