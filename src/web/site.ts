/** What every part of the pages is handed: the bot's numbers, who may see them, and how they are set up. */

import type { BotAnalytics } from '../analytics.ts';
import type { WebPorts } from '../runtime/web-ports.ts';
import type { Identified } from './auth/visitor.ts';
import type { CheckedWebOptions } from './options.ts';

/** What the pages use of a bot's analytics, or of a store alone. */
export interface WebAnalytics extends Pick<
  BotAnalytics,
  'audience' | 'forget' | 'health' | 'metrics'
> {
  readonly outbox: Pick<BotAnalytics['outbox'], 'list'>;
}

export interface Site {
  readonly analytics: WebAnalytics;
  readonly ports: WebPorts;
  readonly options: CheckedWebOptions;
  /** The system's clock, in epoch ms. */
  readonly now: () => number;
}

/** What the request's handlers find in their context. */
export interface SiteEnv {
  readonly Variables: {
    /** Who is asking; set by the guard of whatever needs a scope. */
    visitor: Identified;
  };
}
