/** The table of reports: a new report is one file and one line here. */

import { conversations } from './conversations.ts';
import { handover } from './handover.ts';
import { messages } from './messages.ts';
import { platforms } from './platforms.ts';
import type { Report } from './series.ts';
import { sessions } from './sessions.ts';
import { users } from './users.ts';

/** Every report by its name. */
export const REPORTS = {
  users,
  sessions,
  messages,
  handover,
  platforms,
  conversations,
} as const satisfies Record<string, Report>;

export type ReportName = keyof typeof REPORTS;

/** Names in the order of the table. */
export const REPORT_NAMES = Object.keys(REPORTS) as readonly ReportName[];

/** Tells whether a report has this name. */
export function isReportName(name: string): name is ReportName {
  return Object.hasOwn(REPORTS, name);
}
