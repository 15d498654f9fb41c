/** The public names, one by one. */

import type { SqliteDescriptor } from './model/settings.ts';

export { createBotAnalytics } from './analytics.ts';
export { AnalyticsError } from './model/errors.ts';

export type { BotAnalytics } from './analytics.ts';
export type { AnalyticsMiddleware, TurnContextLike } from './capture/sdk.ts';
export type {
  ClickDetails,
  FeedbackOptions,
  HandoverOptions,
  RecognizedOptions,
  TurnAnalytics,
} from './capture/turn-analytics.ts';
export type { ErrorCode } from './model/errors.ts';
export type { Health } from './model/health.ts';
export type {
  ActivityView,
  AnalyticsOptions,
  ClientInfo,
  GoogleAnalyticsOptions,
  Logger,
  MixpanelOptions,
  ThresholdOptions,
} from './model/options.ts';
export type { Clock, Durability, SqliteDescriptor, StoreDescriptor } from './model/settings.ts';
export type { HandoverSign } from './model/turn.ts';
export type { ConversationsReport, GroupedConversationsReport } from './report/conversations.ts';
export type { GroupedHandoverReport, HandoverReport } from './report/handover.ts';
export type { GroupedMessagesReport, MessagesReport } from './report/messages.ts';
export type { SeriesOptions, SessionSeriesOptions } from './report/options.ts';
export type { GroupedPlatformsReport, PlatformsReport } from './report/platforms.ts';
export type { Reports } from './report/reports.ts';
export type { GroupedSessionsReport, SessionsOptions, SessionsReport } from './report/sessions.ts';
export type { GroupedUsersReport, UsersReport } from './report/users.ts';
export type { FlushOptions, Leftover } from './runtime/pipeline.ts';

/**
 * Names a SQLite store: one file, one process that writes.
 * @param options.path file, created if missing; `:memory:` for tests
 */
export function sqlite(options: { readonly path: string }): SqliteDescriptor {
  return { kind: 'sqlite', options };
}
