/** `analytics.reports`: the questions as typed methods. */

import type { ConversationsReport, GroupedConversationsReport } from './conversations.ts';
import type { GroupedHandoverReport, HandoverReport } from './handover.ts';
import type { GroupedMessagesReport, MessagesReport } from './messages.ts';
import type { ReportGroup, SeriesOptions, SessionSeriesOptions } from './options.ts';
import type { GroupedPlatformsReport, PlatformsReport } from './platforms.ts';
import type { ReportName } from './registry.ts';
import { REPORT_NAMES } from './registry.ts';
import type { GroupedSessionsReport, SessionsOptions, SessionsReport } from './sessions.ts';
import type { GroupedUsersReport, UsersReport } from './users.ts';

/**
 * One report: with `group` it answers with `groups` in place of `data`.
 * @throws AnalyticsError `INVALID_REPORT_OPTIONS`; `details.issues` lists what is wrong
 */
export interface SeriesMethod<Options extends SeriesOptions, Plain, Grouped> {
  (options?: Options & { readonly group?: undefined }): Promise<Plain>;
  (options: Options & { readonly group: ReportGroup }): Promise<Grouped>;
  (options?: Options): Promise<Plain | Grouped>;
}

/** The local query helper. Every method answers from the store; none waits for what is still in memory. */
export interface Reports {
  /** Who is new, who came back, how many: daily, weekly, monthly. */
  readonly users: SeriesMethod<SeriesOptions, UsersReport, GroupedUsersReport>;
  /** Sessions with and without messages, their length, the bounce rate. */
  readonly sessions: SeriesMethod<SessionsOptions, SessionsReport, GroupedSessionsReport>;
  /** Messages received by class, messages sent, the fallback rate. */
  readonly messages: SeriesMethod<SeriesOptions, MessagesReport, GroupedMessagesReport>;
  /** Requests for a human and what became of them. */
  readonly handover: SeriesMethod<SessionSeriesOptions, HandoverReport, GroupedHandoverReport>;
  /** Channels: active, new, accumulated and churned users, messages. */
  readonly platforms: SeriesMethod<SeriesOptions, PlatformsReport, GroupedPlatformsReport>;
  /** Sessions started, one number per bucket. */
  readonly conversations: SeriesMethod<
    SeriesOptions,
    ConversationsReport,
    GroupedConversationsReport
  >;
}

/** Makes the methods out of a way to ask: the report thread, or `runReport` inline. */
export function reports(ask: (name: ReportName, options: unknown) => Promise<unknown>): Reports {
  const methods = REPORT_NAMES.map((name) => [name, (options?: unknown) => ask(name, options)]);
  // each method is the report of its name, whose result the table of reports defines
  return Object.fromEntries(methods) as Reports;
}
