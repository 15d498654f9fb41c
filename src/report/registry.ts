/** The table of reports: a new report is one file and one line here. */

import { automation } from './questions/automation.ts';
import { evaluation } from './questions/evaluation.ts';
import { topics } from './questions/topics.ts';
import { results } from './questions/results.ts';
import { actions } from './questions/actions.ts';
import { feedback } from './questions/feedback.ts';
import { traffic } from './questions/traffic.ts';
import { clicks } from './questions/clicks.ts';
import { dialogs } from './questions/dialogs.ts';
import { busiestPeriod } from './questions/busiest-period.ts';
import { interactions } from './questions/interactions.ts';
import { conversationUsers } from './questions/conversation-users.ts';
import { conversationMessages } from './questions/conversation-messages.ts';
import { averageConversations } from './questions/average-conversations.ts';
import { languages } from './questions/languages.ts';
import { conversations } from './questions/conversations.ts';
import { handover } from './questions/handover.ts';
import { messages } from './questions/messages.ts';
import { dropOff } from './questions/drop-off.ts';
import { outcomes } from './questions/outcomes.ts';
import { responseTimes } from './questions/response-times.ts';
import { retention } from './questions/retention.ts';
import { audience } from './questions/audience.ts';
import { phrases } from './questions/phrases.ts';
import { platforms } from './questions/platforms.ts';
import type { Report } from './question.ts';
import { sessions } from './questions/sessions.ts';
import { users } from './questions/users.ts';

/** Every report by its name. */
export const REPORTS = {
  users,
  sessions,
  messages,
  automation,
  evaluation,
  topics,
  results,
  actions,
  handover,
  feedback,
  traffic,
  clicks,
  dialogs,
  platforms,
  retention,
  outcomes,
  dropOff,
  responseTimes,
  conversations,
  conversationUsers,
  conversationMessages,
  averageConversations,
  busiestPeriod,
  interactions,
  languages,
  phrases,
  audience,
} as const satisfies Record<string, Report>;

export type ReportName = keyof typeof REPORTS;

/** Names in the order of the table. */
export const REPORT_NAMES = Object.keys(REPORTS) as readonly ReportName[];

/** Tells whether a report has this name. */
export function isReportName(name: string): name is ReportName {
  return Object.hasOwn(REPORTS, name);
}
