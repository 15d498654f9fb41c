/** `analytics.reports`: the questions as typed methods. */

import type {
  AutomationOptions,
  AutomationReport,
  GroupedAutomationReport,
} from './questions/automation.ts';
import type {
  AverageConversationsReport,
  GroupedAverageConversationsReport,
} from './questions/average-conversations.ts';
import type { BusiestPeriodOptions, BusiestPeriodReport } from './questions/busiest-period.ts';
import type { ClicksOptions, ClicksReport, GroupedClicksReport } from './questions/clicks.ts';
import type {
  ConversationMessagesOptions,
  ConversationMessagesReport,
  GroupedConversationMessagesReport,
} from './questions/conversation-messages.ts';
import type {
  ConversationUsersReport,
  GroupedConversationUsersReport,
} from './questions/conversation-users.ts';
import type { ConversationsReport, GroupedConversationsReport } from './questions/conversations.ts';
import type { DialogsReport, GroupedDialogsReport } from './questions/dialogs.ts';
import type { EvaluationReport, GroupedEvaluationReport } from './questions/evaluation.ts';
import type {
  FeedbackReportOptions,
  FeedbackReport,
  GroupedFeedbackReport,
} from './questions/feedback.ts';
import type { GroupedHandoverReport, HandoverReport } from './questions/handover.ts';
import type { InteractionsOptions, InteractionsReport } from './questions/interactions.ts';
import type { GroupedLanguagesReport, LanguagesReport } from './questions/languages.ts';
import type { MarksMethod } from './questions/marks.ts';
import type { GroupedMessagesReport, MessagesReport } from './questions/messages.ts';
import type { DropOffReport, GroupedDropOffReport } from './questions/drop-off.ts';
import type { GroupedOutcomesReport, OutcomesReport } from './questions/outcomes.ts';
import type {
  GroupedResponseTimesReport,
  ResponseTimesOptions,
  ResponseTimesReport,
} from './questions/response-times.ts';
import type {
  GroupedRetentionReport,
  RetentionOptions,
  RetentionReport,
} from './questions/retention.ts';
import type { AudienceOptions, AudiencePage, AudienceReport } from './questions/audience.ts';
import type { GroupedPhrasesReport, PhrasesOptions, PhrasesReport } from './questions/phrases.ts';
import type { GroupedPlatformsReport, PlatformsReport } from './questions/platforms.ts';
import type {
  GroupedSessionsReport,
  SessionsOptions,
  SessionsReport,
} from './questions/sessions.ts';
import type { GroupedTrafficReport, TrafficOptions, TrafficReport } from './questions/traffic.ts';
import type { GroupedUsersReport, UsersReport } from './questions/users.ts';
import type { RangeOptions, ReportGroup, SeriesOptions, SessionSeriesOptions } from './options.ts';
import type { ReportName } from './registry.ts';
import { REPORT_NAMES } from './registry.ts';

/**
 * One report: with `group` it answers with `groups` in place of `data`.
 * @throws AnalyticsError `INVALID_REPORT_OPTIONS`; `details.issues` lists what is wrong
 */
export interface SeriesMethod<Options extends RangeOptions, Plain, Grouped> {
  (options?: Options & { readonly group?: undefined }): Promise<Plain>;
  (options: Options & { readonly group: ReportGroup }): Promise<Grouped>;
  (options?: Options): Promise<Plain | Grouped>;
}

/** The audience, page by page: the first one has the summary. */
export interface AudienceMethod {
  (options?: AudienceOptions & { readonly cursor?: undefined }): Promise<AudienceReport>;
  (options: AudienceOptions): Promise<AudiencePage>;
}

/** The local query helper. Every method answers from the store; none waits for what is still in memory. */
export interface Reports {
  /** Who is new, who came back, how many: daily, weekly, monthly. */
  readonly users: SeriesMethod<SeriesOptions, UsersReport, GroupedUsersReport>;
  /** Sessions with and without messages, their length, the bounce rate. */
  readonly sessions: SeriesMethod<SessionsOptions, SessionsReport, GroupedSessionsReport>;
  /** Messages received by class, messages sent, the fallback rate. */
  readonly messages: SeriesMethod<SeriesOptions, MessagesReport, GroupedMessagesReport>;
  /** Sessions that the bot settled on its own, and the automation rate. */
  readonly automation: SeriesMethod<AutomationOptions, AutomationReport, GroupedAutomationReport>;
  /** Ratings (CSAT, NPS): means, score, distribution. */
  readonly evaluation: SeriesMethod<
    SessionSeriesOptions,
    EvaluationReport,
    GroupedEvaluationReport
  >;
  /** What users talk about; with `value` the series of one topic. */
  readonly topics: MarksMethod;
  /** What sessions led to; with `value` the series of one result. */
  readonly results: MarksMethod;
  /** What was done in sessions; with `value` the series of one action. */
  readonly actions: MarksMethod;
  /** Requests for a human and what became of them. */
  readonly handover: SeriesMethod<SessionSeriesOptions, HandoverReport, GroupedHandoverReport>;
  /** Votes on messages of the bot; with `chats` the sessions behind them. */
  readonly feedback: SeriesMethod<FeedbackReportOptions, FeedbackReport, GroupedFeedbackReport>;
  /** Messages, or sessions started, by hour of the week. */
  readonly traffic: SeriesMethod<TrafficOptions, TrafficReport, GroupedTrafficReport>;
  /** Buttons and links, the most clicked first. */
  readonly clicks: SeriesMethod<ClicksOptions, ClicksReport, GroupedClicksReport>;
  /** Dialogs: how often they were opened, how they ended, votes within them. */
  readonly dialogs: SeriesMethod<RangeOptions, DialogsReport, GroupedDialogsReport>;
  /** Channels: active, new, accumulated and churned users, messages. */
  readonly platforms: SeriesMethod<SeriesOptions, PlatformsReport, GroupedPlatformsReport>;
  /** Of those who came first on a day or in a week, how many come back, and when. */
  readonly retention: SeriesMethod<RetentionOptions, RetentionReport, GroupedRetentionReport>;
  /** What became of sessions: escalated, resolved, abandoned; containment. */
  readonly outcomes: SeriesMethod<SessionSeriesOptions, OutcomesReport, GroupedOutcomesReport>;
  /** In which dialog and step sessions end that came to nothing. */
  readonly dropOff: SeriesMethod<RangeOptions, DropOffReport, GroupedDropOffReport>;
  /** How long users wait for an answer: mean, p50, p95, p99 by channel or dialog. */
  readonly responseTimes: SeriesMethod<
    ResponseTimesOptions,
    ResponseTimesReport,
    GroupedResponseTimesReport
  >;
  /** Sessions started, one number per bucket (R3). */
  readonly conversations: SeriesMethod<
    SeriesOptions,
    ConversationsReport,
    GroupedConversationsReport
  >;
  /** Distinct active users, one number per bucket (R3). */
  readonly conversationUsers: SeriesMethod<
    SeriesOptions,
    ConversationUsersReport,
    GroupedConversationUsersReport
  >;
  /** Messages received and sent, one number per bucket (R3). */
  readonly conversationMessages: SeriesMethod<
    ConversationMessagesOptions,
    ConversationMessagesReport,
    GroupedConversationMessagesReport
  >;
  /** Sessions started per active user, one number per bucket (R3). */
  readonly averageConversations: SeriesMethod<
    SeriesOptions,
    AverageConversationsReport,
    GroupedAverageConversationsReport
  >;
  /** Messages by hour of the week, as R3 lists them. */
  readonly busiestPeriod: (options?: BusiestPeriodOptions) => Promise<BusiestPeriodReport>;
  /** What is used most, as R3 lists it. */
  readonly interactions: (options?: InteractionsOptions) => Promise<InteractionsReport>;
  /** What users say most often: texts where they are kept, else intents. */
  readonly phrases: SeriesMethod<PhrasesOptions, PhrasesReport, GroupedPhrasesReport>;
  /** Who has ever talked to the bot, or heard of it, the last seen first; in pages. */
  readonly audience: AudienceMethod;
  /** Users, sessions and messages by locale. */
  readonly languages: SeriesMethod<RangeOptions, LanguagesReport, GroupedLanguagesReport>;
}

/** Makes the methods out of a way to ask: the report thread, or `runReport` inline. */
export function reports(ask: (name: ReportName, options: unknown) => Promise<unknown>): Reports {
  const methods = REPORT_NAMES.map((name) => [name, (options?: unknown) => ask(name, options)]);
  // each method is the report of its name, whose result the table of reports defines
  return Object.fromEntries(methods) as Reports;
}
