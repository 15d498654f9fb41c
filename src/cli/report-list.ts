/** What there is to ask: every report with a line, by what it is for. */

import { REPORTS } from '../report/registry.ts';

interface Listed {
  readonly line: string;
  /** Column that is drawn as bars on a terminal: the first of these that the rows have. */
  readonly bars?: readonly string[];
}

const LIST: Readonly<Record<string, Readonly<Record<string, Listed>>>> = {
  'Who talks to the bot': {
    users: { line: 'new, returning and all users; daily, weekly, monthly', bars: ['total'] },
    retention: { line: 'of those who first came on a day, how many came again', bars: ['size'] },
    audience: { line: 'user by user: last seen, messages, tags, traits' },
    platforms: {
      line: 'channel by channel: active, new, churned users, messages',
      bars: ['active'],
    },
    languages: { line: 'locale by locale: users, sessions, messages', bars: ['users'] },
  },
  'What they do': {
    sessions: { line: 'sessions with and without messages, length, bounces', bars: ['total'] },
    messages: { line: 'messages by class, sent, the fallback rate', bars: ['received'] },
    traffic: { line: 'hours of the week: when the bot is busy' },
    dialogs: { line: 'dialogs: started, completed, cancelled, liked', bars: ['views'] },
    clicks: { line: 'buttons and links, most clicked first', bars: ['clicks'] },
    phrases: {
      line: 'what users say most, or what was not understood',
      bars: ['count'],
    },
  },
  'How well it goes': {
    automation: { line: 'how many sessions the bot settled by itself', bars: ['automated'] },
    outcomes: { line: 'resolved, escalated, abandoned; containment', bars: ['resolved'] },
    dropOff: { line: 'dialogs and steps where users leave', bars: ['sessions'] },
    handover: { line: 'requests for a human and what became of them', bars: ['requests'] },
    responseTimes: { line: 'how long users wait for an answer', bars: ['p95Ms'] },
    evaluation: { line: 'ratings: CSAT and NPS', bars: ['csatVotes'] },
    feedback: { line: 'likes and dislikes of the bot’s messages', bars: ['positive'] },
    topics: { line: 'what sessions were about', bars: ['sessions', 'recorded'] },
    results: { line: 'what sessions led to', bars: ['sessions', 'recorded'] },
    actions: { line: 'what users did on the way', bars: ['sessions', 'recorded'] },
  },
  'One number at a time': {
    conversations: { line: 'sessions started', bars: ['value'] },
    conversationUsers: { line: 'users active', bars: ['value'] },
    conversationMessages: { line: 'messages received and sent', bars: ['value'] },
    averageConversations: { line: 'sessions per user', bars: ['value'] },
    busiestPeriod: { line: 'messages by hour of the week' },
    interactions: { line: 'share of each dialog, fallback and welcome', bars: ['value'] },
  },
};

/** Returns the line of a report. */
export function lineOf(report: string): string | undefined {
  return listed(report)?.line;
}

/** Returns the columns that may be drawn as bars. */
export function barColumnsOf(report: string): readonly string[] {
  return listed(report)?.bars ?? [];
}

/** Returns the list of all reports, for people. */
export function listText(): string {
  const width = Math.max(...Object.keys(REPORTS).map((name) => name.length));
  const parts = Object.entries(LIST).map(([title, reports]) => {
    const lines = Object.entries(reports)
      .filter(([name]) => Object.hasOwn(REPORTS, name))
      .map(([name, { line }]) => `  ${name.padEnd(width)}  ${line}`);
    return [`${title}:`, ...lines].join('\n');
  });
  return parts.join('\n\n');
}

function listed(report: string): Listed | undefined {
  return Object.values(LIST).find((reports) => Object.hasOwn(reports, report))?.[report];
}
