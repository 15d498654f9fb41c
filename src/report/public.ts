/** The public names of reports, one by one. */

export type {
  Extras,
  GroupedListReport,
  GroupedReport,
  Groups,
  ListReport,
  ReportHead,
  Series,
  SeriesReport,
} from './answer.ts';
export type { UserCounts } from './questions/user-counts.ts';
export type {
  AudienceFilters,
  AudienceOptions,
  AudiencePage,
  AudienceReport,
  AudienceSummary,
  AudienceUser,
} from './questions/audience.ts';
export type {
  AutomationCounts,
  AutomationFormula,
  AutomationOptions,
  AutomationReport,
  AutomationRow,
  AutomationSummary,
  GroupedAutomationReport,
} from './questions/automation.ts';
export type {
  AverageConversationsReport,
  GroupedAverageConversationsReport,
} from './questions/average-conversations.ts';
export type { BusiestPeriodOptions, BusiestPeriodReport } from './questions/busiest-period.ts';
export type {
  ClicksOptions,
  ClicksReport,
  ClicksRow,
  ClicksSummary,
  GroupedClicksReport,
} from './questions/clicks.ts';
export type { Change } from './compare.ts';
export type {
  ConversationMessagesOptions,
  ConversationMessagesReport,
  GroupedConversationMessagesReport,
} from './questions/conversation-messages.ts';
export type {
  ConversationUsersReport,
  GroupedConversationUsersReport,
} from './questions/conversation-users.ts';
export type { ConversationsReport, GroupedConversationsReport } from './questions/conversations.ts';
export type {
  DialogCounts,
  DialogsReport,
  DialogsRow,
  GroupedDialogsReport,
} from './questions/dialogs.ts';
export type {
  DropOffReport,
  DropOffRow,
  DropOffSummary,
  GroupedDropOffReport,
} from './questions/drop-off.ts';
export type {
  Evaluation,
  EvaluationReport,
  EvaluationRow,
  EvaluationShare,
  EvaluationSummary,
  GroupedEvaluationReport,
} from './questions/evaluation.ts';
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
} from './questions/feedback.ts';
export type { ReportFilters } from './filters.ts';
export type {
  GroupedHandoverReport,
  HandoverCounts,
  HandoverReport,
  HandoverSeriesRow,
  HandoverSummary,
} from './questions/handover.ts';
export type {
  InteractionRow,
  InteractionsOptions,
  InteractionsReport,
} from './questions/interactions.ts';
export type {
  GroupedLanguagesReport,
  LanguageCounts,
  LanguagesReport,
  LanguagesRow,
} from './questions/languages.ts';
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
} from './questions/marks.ts';
export type {
  GroupedMessagesReport,
  MessageCounts,
  MessagesReport,
  MessagesRow,
  MessagesSummary,
} from './questions/messages.ts';
export type { PerUser } from './questions/per-user.ts';
export type {
  OneOrMany,
  RangeOptions,
  ReportGroup,
  ReportPeriod,
  SeriesOptions,
  SessionSeriesOptions,
} from './options.ts';
export type { Outcome } from './questions/outcome.ts';
export type {
  GroupedOutcomesReport,
  OutcomeCounts,
  OutcomesReport,
  OutcomesRow,
  OutcomesSummary,
} from './questions/outcomes.ts';
export type {
  GroupedPhrasesReport,
  PhraseLine,
  PhrasesOptions,
  PhrasesReport,
  PhrasesSummary,
} from './questions/phrases.ts';
export type { PlatformCounts } from './questions/platform-counts.ts';
export type {
  GroupedPlatformsReport,
  PlatformsReport,
  PlatformsRow,
  PlatformsSummary,
} from './questions/platforms.ts';
export type { PointRow, PointSummary } from './questions/points.ts';
export type { Rate } from './rate.ts';
export type { ReportName } from './registry.ts';
export type { AudienceMethod, Reports, SeriesMethod } from './reports.ts';
export type {
  GroupedResponseTimesReport,
  ResponseTimes,
  ResponseTimesKey,
  ResponseTimesOptions,
  ResponseTimesReport,
  ResponseTimesRow,
} from './questions/response-times.ts';
export type {
  GroupedRetentionReport,
  RetentionOptions,
  RetentionReport,
  RetentionRow,
  RetentionSummary,
} from './questions/retention.ts';
export type {
  GroupedSessionsReport,
  SessionCounts,
  SessionsOptions,
  SessionsReport,
  SessionsRow,
  SessionsSummary,
} from './questions/sessions.ts';
export type {
  GroupedTrafficReport,
  TrafficMeasure,
  TrafficOptions,
  TrafficReport,
  TrafficSummary,
} from './questions/traffic.ts';
export type { GroupedUsersReport, UsersReport, UsersRow, UsersSummary } from './questions/users.ts';
export type { TrafficCell, TrafficGrid } from './questions/week-grid.ts';
