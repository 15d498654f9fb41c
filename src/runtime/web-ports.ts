/**
 * What pages need from inside of a bot's analytics and nobody else does. It is found under a symbol that
 * every copy of this package knows: `botbuilder-analytics/web` is a bundle of its own, and shares no module
 * with that of the bot.
 */

import type { AnalyticsError } from '../model/errors.ts';
import type { ResolvedOptions } from '../model/resolve.ts';
import type { RetentionSettings } from '../model/retention.ts';
import type { CaptureText, StoreDescriptor } from '../model/settings.ts';
import type { Access } from '../record/access.ts';
import type { DestinationFunctions } from './destination-functions.ts';
import type { Reporter } from './reporter.ts';

export interface WebPorts {
  /** Waits for a store that is being opened or locked, ten seconds each. */
  readonly access: Access;
  readonly destinations: DestinationFunctions;
  /**
   * A key of its own for a purpose: 64 hex digits, the same in every instance.
   * @throws AnalyticsError `STORE_UNAVAILABLE`, `CLOSED`
   */
  deriveKey(purpose: string): Promise<string>;
  /** Reports as somebody may see them, who is no reader of texts perhaps. */
  readonly report: Reporter['ask'];
  readonly export: Reporter['export'];
  readonly segments: Reporter['segments'];
  /** Tells the bot's own `onError`, or its log. */
  readonly onError: (error: AnalyticsError) => void;
  readonly settings: SettingsSummary;
}

/** What is set up, as a page may show it: no secret is in it. */
export interface SettingsSummary {
  readonly store: StoreSummary;
  /** What the bot's code says; absent where only the store is seen. */
  readonly bot?: BotSummary | undefined;
}

export interface StoreSummary {
  readonly kind: StoreDescriptor['kind'];
  /** The path of a file, or server, database and schema, as far as the options name them. */
  readonly place: string;
}

export interface BotSummary {
  readonly botId: string;
  readonly retention: RetentionSettings;
  readonly captureText: CaptureText;
  readonly captureNames: boolean;
}

const PORTS = Symbol.for('botbuilder-analytics.web');

/** Puts the ports on the analytics, where nobody comes across them. */
export function withWebPorts<Analytics extends object>(
  analytics: Analytics,
  ports: WebPorts,
): Analytics {
  return Object.defineProperty(analytics, PORTS, { value: ports });
}

/** The ports of the analytics; `undefined` if it is none of ours, or an older release's. */
export function webPortsOf(analytics: object): WebPorts | undefined {
  return (analytics as { readonly [PORTS]?: WebPorts })[PORTS];
}

/** Says what is set up. */
export function settingsSummary({ recorder, captureNames }: ResolvedOptions): SettingsSummary {
  const { store, retention, interpret } = recorder;
  const { botId, captureText } = interpret;
  return { store: storeSummary(store), bot: { botId, retention, captureText, captureNames } };
}

/** Says where the store is. */
export function storeSummary(store: StoreDescriptor): StoreSummary {
  return { kind: store.kind, place: placeOf(store) };
}

function placeOf(store: StoreDescriptor): string {
  if (store.kind === 'sqlite') return store.options.path;
  const { host, port, database, schema } = store.options;
  const server = [host, port].filter((part) => part !== undefined).join(':');
  return [server, database, `schema ${schema}`].filter(Boolean).join(', ');
}
