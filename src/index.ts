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
export type { ExportedReport, ExportFormat, ExportResult } from './export/job.ts';
export type { ExportOptions } from './export/options.ts';
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
export type {
  CaptureText,
  Clock,
  Durability,
  SqliteDescriptor,
  StoreDescriptor,
} from './model/settings.ts';
export type { HandoverSign } from './model/turn.ts';
export type {
  Extras,
  GroupedListReport,
  GroupedReport,
  Groups,
  ListReport,
  ReportHead,
  Series,
  SeriesReport,
} from './report/answer.ts';
export type { UserCounts } from './report/questions/active-users.ts';
export type {
  AudienceFilters,
  AudienceOptions,
  AudiencePage,
  AudienceReport,
  AudienceSummary,
  AudienceUser,
} from './report/questions/audience.ts';
export type {
  AutomationCounts,
  AutomationFormula,
  AutomationOptions,
  AutomationReport,
  AutomationRow,
  AutomationSummary,
  GroupedAutomationReport,
} from './report/questions/automation.ts';
export type {
  AverageConversationsReport,
  GroupedAverageConversationsReport,
} from './report/questions/average-conversations.ts';
export type {
  BusiestPeriodOptions,
  BusiestPeriodReport,
} from './report/questions/busiest-period.ts';
export type {
  ClicksOptions,
  ClicksReport,
  ClicksRow,
  ClicksSummary,
  GroupedClicksReport,
} from './report/questions/clicks.ts';
export type { Change } from './report/compare.ts';
export type {
  ConversationMessagesOptions,
  ConversationMessagesReport,
  GroupedConversationMessagesReport,
} from './report/questions/conversation-messages.ts';
export type {
  ConversationUsersReport,
  GroupedConversationUsersReport,
} from './report/questions/conversation-users.ts';
export type {
  ConversationsReport,
  GroupedConversationsReport,
} from './report/questions/conversations.ts';
export type {
  DialogCounts,
  DialogsReport,
  DialogsRow,
  GroupedDialogsReport,
} from './report/questions/dialogs.ts';
export type {
  DropOffReport,
  DropOffRow,
  DropOffSummary,
  GroupedDropOffReport,
} from './report/questions/drop-off.ts';
export type {
  Evaluation,
  EvaluationReport,
  EvaluationRow,
  EvaluationShare,
  EvaluationSummary,
  GroupedEvaluationReport,
} from './report/questions/evaluation.ts';
export type {
  FeedbackChat,
  FeedbackChats,
  FeedbackChatsFilter,
  FeedbackCounts,
  FeedbackReport,
  FeedbackReportOptions,
  FeedbackRow,
  FeedbackSummary,
  GroupedFeedbackReport,
} from './report/questions/feedback.ts';
export type { ReportFilters } from './report/filters.ts';
export type {
  GroupedHandoverReport,
  HandoverCounts,
  HandoverReport,
  HandoverSeriesRow,
  HandoverSummary,
} from './report/questions/handover.ts';
export type {
  InteractionRow,
  InteractionsOptions,
  InteractionsReport,
} from './report/questions/interactions.ts';
export type {
  GroupedLanguagesReport,
  LanguageCounts,
  LanguagesReport,
  LanguagesRow,
} from './report/questions/languages.ts';
export type {
  GroupedMarkSeriesReport,
  GroupedMarksReport,
  MarkRow,
  MarkSeriesReport,
  MarkSeriesRow,
  MarkSeriesSummary,
  MarksMethod,
  MarksOptions,
  MarksReport,
  MarksSummary,
} from './report/questions/marks.ts';
export type {
  GroupedMessagesReport,
  MessageCounts,
  MessagesReport,
  MessagesRow,
  MessagesSummary,
  PerUser,
} from './report/questions/messages.ts';
export type {
  OneOrMany,
  RangeOptions,
  ReportGroup,
  ReportPeriod,
  SeriesOptions,
  SessionSeriesOptions,
} from './report/options.ts';
export type { Outcome } from './report/questions/outcome.ts';
export type {
  GroupedOutcomesReport,
  OutcomeCounts,
  OutcomesReport,
  OutcomesRow,
  OutcomesSummary,
} from './report/questions/outcomes.ts';
export type {
  GroupedPhrasesReport,
  PhraseLine,
  PhrasesOptions,
  PhrasesReport,
  PhrasesSummary,
} from './report/questions/phrases.ts';
export type { PlatformCounts } from './report/questions/platform-counts.ts';
export type {
  GroupedPlatformsReport,
  PlatformsReport,
  PlatformsRow,
  PlatformsSummary,
} from './report/questions/platforms.ts';
export type { PointRow, PointSummary } from './report/questions/points.ts';
export type { Rate } from './report/rate.ts';
export type { ReportName } from './report/registry.ts';
export type { AudienceMethod, Reports, SeriesMethod } from './report/reports.ts';
export type {
  GroupedResponseTimesReport,
  ResponseTimes,
  ResponseTimesKey,
  ResponseTimesOptions,
  ResponseTimesReport,
  ResponseTimesRow,
} from './report/questions/response-times.ts';
export type {
  GroupedRetentionReport,
  RetentionOptions,
  RetentionReport,
  RetentionRow,
  RetentionSummary,
} from './report/questions/retention.ts';
export type {
  GroupedSessionsReport,
  SessionCounts,
  SessionsOptions,
  SessionsReport,
  SessionsRow,
  SessionsSummary,
} from './report/questions/sessions.ts';
export type {
  GroupedTrafficReport,
  TrafficMeasure,
  TrafficOptions,
  TrafficReport,
  TrafficSummary,
} from './report/questions/traffic.ts';
export type {
  GroupedUsersReport,
  UsersReport,
  UsersRow,
  UsersSummary,
} from './report/questions/users.ts';
export type { TrafficCell, TrafficGrid } from './report/questions/week-grid.ts';
export type { AudienceProfile } from './record/audience.ts';
export type { Audience, AudienceKey } from './runtime/audience.ts';
export type { FlushOptions, Leftover } from './runtime/pipeline.ts';

/**
 * Names a SQLite store: one file, one process that writes.
 * @param options.path file, created if missing; `:memory:` for tests
 */
export function sqlite(options: { readonly path: string }): SqliteDescriptor {
  return { kind: 'sqlite', options };
}
