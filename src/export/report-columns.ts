/** The columns of every report, so that a file has the same ones whatever is in the store. */

import { optionsOf } from './option-kinds.ts';
import type { ReportName } from '../report/registry.ts';
import type { Row } from './rows.ts';
import { columnsOf } from './rows.ts';

type Options = Readonly<Record<string, unknown>>;
type Columns = readonly string[];

const MARKS = ['value', 'sessions', 'share', 'recorded'];
const POINTS = ['date', 'value'];
const WEEK = ['day', 'hour', 'value', 'usage'];

const COLUMNS: Readonly<Record<ReportName, Columns>> = {
  users: ['date', 'new', 'returning', 'total'],
  sessions: ['date', 'withMessages', 'withoutMessages', 'total'],
  messages: [
    'date',
    'received',
    'recognized',
    'unrecognized',
    'system',
    'sent',
    'sentByAgent',
    'signals',
  ],
  automation: ['date', 'automated', 'notAutomated', 'unmarked', 'sessions'],
  evaluation: ['date', 'csat', 'csatVotes', 'npsMean', 'nps', 'npsVotes'],
  topics: MARKS,
  results: MARKS,
  actions: MARKS,
  handover: ['date', 'requests', 'chatsWithRequests', 'chatsWithoutRequests'],
  feedback: ['date', 'positive', 'negative', 'neutral', 'none'],
  traffic: WEEK,
  clicks: ['type', 'title', 'destination', 'clicks', 'certain'],
  dialogs: ['dialog', 'views', 'completed', 'cancelled', 'positive', 'negative'],
  platforms: ['date', 'platform', 'active', 'new', 'accumulated', 'churned', 'received', 'sent'],
  // and one per bucket after
  retention: ['date', 'size'],
  outcomes: ['date', 'escalated', 'resolved', 'abandoned', 'none', 'open'],
  dropOff: ['dialog', 'step', 'sessions', 'share', 'views'],
  responseTimes: ['key', 'count', 'meanMs', 'p50Ms', 'p95Ms', 'p99Ms'],
  conversations: POINTS,
  conversationUsers: POINTS,
  conversationMessages: POINTS,
  averageConversations: POINTS,
  busiestPeriod: WEEK,
  interactions: ['name', 'id', 'type', 'parentId', 'usage', 'value'],
  languages: ['locale', 'users', 'sessions', 'received'],
  phrases: ['text', 'intent', 'count', 'users', 'firstAt', 'lastAt', 'class'],
  audience: [
    'user',
    'channel',
    'name',
    'firstAt',
    'lastAt',
    'received',
    'sent',
    'sessions',
    'lastConversation',
    'tags',
    'role',
    'traits',
    'subscriber',
  ],
};

/** Options that put other rows in place of a report's own. */
const VARIANTS: Readonly<Record<string, Columns>> = {
  value: ['date', 'recorded'],
  chats: ['session', 'startedAt', 'lastAt', 'received', 'sent', 'positive', 'negative', 'neutral'],
};

/** Returns the columns of a report that was asked with these options, and what else its rows have behind them. */
export function reportColumns(report: ReportName, options: Options, rows: readonly Row[]): Columns {
  const variant = Object.keys(VARIANTS).find((option) => isGiven(option, report, options));
  const own = VARIANTS[variant ?? ''] ?? COLUMNS[report];
  const group = variant === 'chats' ? undefined : groupOf(options);
  return [...new Set([...(group === undefined ? [] : [group]), ...own, ...columnsOf(rows)])];
}

/** Returns the name of the column that has the groups. */
export function groupOf({ group }: Options): string | undefined {
  return typeof group === 'string' ? group : undefined;
}

function isGiven(option: string, report: ReportName, options: Options): boolean {
  return options[option] !== undefined && Object.hasOwn(optionsOf(report), option);
}
