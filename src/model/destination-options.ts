/** What a developer may configure about destinations, as documented interfaces. */

import type { DialogForm, EventNaming, IdMerge, UserIdMode } from './payload-shape.ts';

/** A destination for Google Analytics, or for a collector that speaks Universal Analytics. */
export interface GoogleAnalyticsOptions {
  /**
   * `G-…` is sent by GA4's Measurement Protocol and needs `apiSecret`; `UA-…` by the Universal
   * Analytics protocol, which Google no longer accepts, and needs `collectorUrl`.
   * Environment: `BOT_ANALYTICS_GA_TRACKING_ID`.
   */
  readonly trackingId?: string | undefined;
  /** Measurement Protocol API secret of the GA4 data stream. Environment: `BOT_ANALYTICS_GA_API_SECRET`. */
  readonly apiSecret?: string | undefined;
  /**
   * Events are sent only while this is `true`; what happens meanwhile is never sent later.
   * Environment: `BOT_ANALYTICS_GA_ACTIVE`.
   * @defaultValue false
   */
  readonly active?: boolean | undefined;
  /**
   * Where GA4 processes the events: `eu` = `region1.google-analytics.com`.
   * Environment: `BOT_ANALYTICS_GA_REGION`.
   * @defaultValue 'us'
   */
  readonly region?: 'us' | 'eu' | undefined;
  /**
   * Base address instead of Google's (a proxy, a gateway). https, or http on loopback.
   * Environment: `BOT_ANALYTICS_GA_ENDPOINT`.
   */
  readonly endpoint?: string | undefined;
  /**
   * Full address of the collector for a `UA-…` id. https, or http on loopback.
   * Environment: `BOT_ANALYTICS_GA_COLLECTOR_URL`.
   */
  readonly collectorUrl?: string | undefined;
  /**
   * Neither GA4 nor a UA collector knows copies of an event. After a failure that does not say whether
   * the events arrived (a timeout, a broken connection), `retry` sends them again, so that some may
   * count twice; `drop` gives them up (dead, reason `ambiguous`), so that some may be missing.
   * @defaultValue 'retry'
   */
  readonly onAmbiguous?: 'retry' | 'drop' | undefined;
  /**
   * What the start of a dialog is in GA4: a `page_view`, which fills *Pages and screens*, or an event
   * `bot_dialog_started`.
   * @defaultValue 'page_view'
   */
  readonly dialogs?: DialogForm | undefined;
  /**
   * Whether Google may use the events for advertising and its personalisation, for GA4. Only users
   * can agree to that.
   * @defaultValue { adUserData: 'denied', adPersonalization: 'denied' }
   */
  readonly consent?: AdConsent | undefined;
  /** Whether, and how, users are told apart by who they are: see {@link UserIdMode}. @defaultValue 'pseudonym' */
  readonly userId?: UserIdMode | undefined;
  /**
   * Names of traits (`analytics.audience.set`) that GA4 is told as user properties: at most 20.
   * @defaultValue []
   */
  readonly traits?: readonly string[] | undefined;
}

/** What Google may use events for. */
export interface AdConsent {
  /** @defaultValue 'denied' */
  readonly adUserData?: 'granted' | 'denied' | undefined;
  /** @defaultValue 'denied' */
  readonly adPersonalization?: 'granted' | 'denied' | undefined;
}

/** A destination for Mixpanel. */
export interface MixpanelOptions {
  /** Project token. Environment: `BOT_ANALYTICS_MIXPANEL_TOKEN`. */
  readonly token?: string | undefined;
  /**
   * Events are sent only while this is `true`; what happens meanwhile is never sent later.
   * Environment: `BOT_ANALYTICS_MIXPANEL_ACTIVE`.
   * @defaultValue false
   */
  readonly active?: boolean | undefined;
  /**
   * Data residency of the project. Environment: `BOT_ANALYTICS_MIXPANEL_REGION`.
   * @defaultValue 'us'
   */
  readonly region?: 'us' | 'eu' | 'in' | undefined;
  /**
   * Base address instead of Mixpanel's (a proxy, a gateway). https, or http on loopback.
   * Environment: `BOT_ANALYTICS_MIXPANEL_ENDPOINT`.
   */
  readonly endpoint?: string | undefined;
  /**
   * Signs in with a service account instead of the token; the token still names the project.
   */
  readonly serviceAccount?: MixpanelServiceAccount | undefined;
  /**
   * GDPR OAuth token of an owner or admin of the project (Personal Settings > Data & Privacy; it expires
   * after a year): with it `analytics.forget()` has Mixpanel delete the user.
   * Environment: `BOT_ANALYTICS_MIXPANEL_GDPR_TOKEN`.
   */
  readonly gdprToken?: string | undefined;
  /**
   * Names of events: `Message Received`, or `message_received`. Decide once: Mixpanel joins neither
   * with the other.
   * @defaultValue 'title'
   */
  readonly naming?: EventNaming | undefined;
  /**
   * How the project joins what somebody did before and after they were named: *Simplified ID Merge*
   * (projects since April 2024), or *Original ID Merge*. See Project Settings > Identity Merge.
   * @defaultValue 'simplified'
   */
  readonly idMerge?: IdMerge | undefined;
  /**
   * Also keeps Mixpanel's user profiles up to date (first and last seen, totals, last ratings …).
   * @defaultValue true
   */
  readonly profiles?: boolean | undefined;
  /** Whether, and how, users are told apart by who they are: see {@link UserIdMode}. @defaultValue 'pseudonym' */
  readonly userId?: UserIdMode | undefined;
  /**
   * Names of traits (`analytics.audience.set`) that the profiles are told: at most 20.
   * @defaultValue []
   */
  readonly traits?: readonly string[] | undefined;
}

/** A service account of Mixpanel: Organization Settings > Service Accounts. */
export interface MixpanelServiceAccount {
  readonly username: string;
  readonly secret: string;
  /** Number of the project: Project Settings > Overview. */
  readonly projectId: string | number;
}

/** Limits of what waits for one destination. Beyond, the oldest events are expired, and counted. */
export interface OutboxOptions {
  /** @defaultValue 1000000 */
  readonly maxEvents?: number | undefined;
  /** About what they take in the store. @defaultValue 536870912 (512 MB) */
  readonly maxBytes?: number | undefined;
  /** Since they were recorded; at least a minute. @defaultValue 604800000 (7 days) */
  readonly maxAgeMs?: number | undefined;
}
