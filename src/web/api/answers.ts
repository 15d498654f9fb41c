/**
 * What is answered over HTTP, as types: the JSON schemas of the OpenAPI document are made of them
 * (`npm run schemas`).
 */

import type { Health } from '../../model/health.ts';
import type {
  AudiencePage,
  AudienceReport,
  AutomationReport,
  AverageConversationsReport,
  BusiestPeriodReport,
  ClicksReport,
  ConversationMessagesReport,
  ConversationUsersReport,
  ConversationsReport,
  DialogsReport,
  DropOffReport,
  EvaluationReport,
  FeedbackReport,
  GroupedAutomationReport,
  GroupedAverageConversationsReport,
  GroupedClicksReport,
  GroupedConversationMessagesReport,
  GroupedConversationUsersReport,
  GroupedConversationsReport,
  GroupedDialogsReport,
  GroupedDropOffReport,
  GroupedEvaluationReport,
  GroupedFeedbackReport,
  GroupedHandoverReport,
  GroupedLanguagesReport,
  GroupedMarksReport,
  GroupedMessagesReport,
  GroupedOutcomesReport,
  GroupedPhrasesReport,
  GroupedPlatformsReport,
  GroupedResponseTimesReport,
  GroupedRetentionReport,
  GroupedSessionsReport,
  GroupedTrafficReport,
  GroupedUsersReport,
  HandoverReport,
  InteractionsReport,
  LanguagesReport,
  MarksReport,
  MarkSeriesReport,
  GroupedMarkSeriesReport,
  MessagesReport,
  OutcomesReport,
  PhrasesReport,
  PlatformsReport,
  ResponseTimesReport,
  RetentionReport,
  SessionsReport,
  TrafficReport,
  UsersReport,
} from '../../report/public.ts';
import type { Problem } from '../problem.ts';
import type { AudienceChange, AudienceChanged } from './audience.ts';

/** All that the document has schemas of. */
export interface Documented {
  readonly answers: Answers;
  readonly health: Health;
  readonly problem: Problem;
  readonly audienceChange: AudienceChange;
  readonly audienceChanged: AudienceChanged;
}

type Marks = MarksReport | GroupedMarksReport | MarkSeriesReport | GroupedMarkSeriesReport;

/** By the name of the report; with `group` the second of two, with `value` a series. */
export interface Answers {
  /** Who is new, who came back, how many: daily, weekly, monthly. */
  readonly users: UsersReport | GroupedUsersReport;
  /** Sessions with and without messages, their length, the bounce rate. */
  readonly sessions: SessionsReport | GroupedSessionsReport;
  /** Messages received by class, messages sent, the fallback rate. */
  readonly messages: MessagesReport | GroupedMessagesReport;
  /** Sessions that the bot settled on its own, and the automation rate. */
  readonly automation: AutomationReport | GroupedAutomationReport;
  /** Ratings (CSAT, NPS): means, score, distribution. */
  readonly evaluation: EvaluationReport | GroupedEvaluationReport;
  /** What users talk about; with `value` the series of one topic. */
  readonly topics: Marks;
  /** What sessions led to; with `value` the series of one result. */
  readonly results: Marks;
  /** What was done in sessions; with `value` the series of one action. */
  readonly actions: Marks;
  /** Requests for a human and what became of them. */
  readonly handover: HandoverReport | GroupedHandoverReport;
  /** Votes on messages of the bot; with `chats` the sessions behind them. */
  readonly feedback: FeedbackReport | GroupedFeedbackReport;
  /** Messages, or sessions started, by hour of the week. */
  readonly traffic: TrafficReport | GroupedTrafficReport;
  /** Buttons and links, the most clicked first. */
  readonly clicks: ClicksReport | GroupedClicksReport;
  /** Dialogs: how often they were opened, how they ended, votes within them. */
  readonly dialogs: DialogsReport | GroupedDialogsReport;
  /** Channels: active, new, accumulated and churned users, messages. */
  readonly platforms: PlatformsReport | GroupedPlatformsReport;
  /** Of those who came first on a day or in a week, how many come back, and when. */
  readonly retention: RetentionReport | GroupedRetentionReport;
  /** What became of sessions: escalated, resolved, abandoned; containment. */
  readonly outcomes: OutcomesReport | GroupedOutcomesReport;
  /** In which dialog and step sessions end that came to nothing. */
  readonly dropOff: DropOffReport | GroupedDropOffReport;
  /** How long users wait for an answer: mean, p50, p95, p99 by channel or dialog. */
  readonly responseTimes: ResponseTimesReport | GroupedResponseTimesReport;
  /** Sessions started, one number per bucket (R3). */
  readonly conversations: ConversationsReport | GroupedConversationsReport;
  /** Distinct active users, one number per bucket (R3). */
  readonly conversationUsers: ConversationUsersReport | GroupedConversationUsersReport;
  /** Messages received and sent, one number per bucket (R3). */
  readonly conversationMessages: ConversationMessagesReport | GroupedConversationMessagesReport;
  /** Sessions started per active user, one number per bucket (R3). */
  readonly averageConversations: AverageConversationsReport | GroupedAverageConversationsReport;
  /** Messages by hour of the week, as R3 lists them. */
  readonly busiestPeriod: BusiestPeriodReport;
  /** What is used most, as R3 lists it. */
  readonly interactions: InteractionsReport;
  /** Users, sessions and messages by locale. */
  readonly languages: LanguagesReport | GroupedLanguagesReport;
  /** What users say most often: texts where they are kept, else intents. */
  readonly phrases: PhrasesReport | GroupedPhrasesReport;
  /** Who has ever talked to the bot, or heard of it, the last seen first; in pages. */
  readonly audience: AudienceReport | AudiencePage;
}
