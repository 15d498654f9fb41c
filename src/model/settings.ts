/**
 * Options after checking, as they cross into threads: plain data, defaults filled in.
 * `model/options.ts` makes them out of what the developer wrote.
 */

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

export type StoreDescriptor = SqliteDescriptor;

/** `balanced`: at most 100 ms of turns in memory. `strict`: on disk before it counts as recorded. */
export type Durability = 'balanced' | 'strict';

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

export interface Ga4Settings {
  readonly name: 'ga4';
  readonly active: boolean;
  readonly measurementId: string;
  readonly apiSecret: string;
  /** Base address without a trailing slash, e.g. `https://region1.google-analytics.com`. */
  readonly endpoint: string;
}

export interface UaSettings {
  readonly name: 'ua';
  readonly active: boolean;
  readonly trackingId: string;
  /** The collector's full address, e.g. `https://collector.example/com.google.analytics/v1`. */
  readonly collectorUrl: string;
}

export interface MixpanelSettings {
  readonly name: 'mixpanel';
  readonly active: boolean;
  readonly token: string;
  /** Base address without a trailing slash, e.g. `https://api-eu.mixpanel.com`. */
  readonly endpoint: string;
}

export type DestinationSettings = Ga4Settings | UaSettings | MixpanelSettings;

/** Everything that the recorder needs, structured-cloneable. */
export interface RecorderSettings {
  readonly store: StoreDescriptor;
  /** Key of the pseudonyms; without one the store makes its own. */
  readonly idKey?: string | undefined;
  readonly durability: Durability;
  readonly interpret: InterpretSettings;
  readonly patterns: TextPatterns;
  readonly destinations: readonly DestinationSettings[];
}

/** Tells the time. The `clock` option, or the system's. */
export type Clock = () => EpochMs;
