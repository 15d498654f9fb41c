/** Report `languages`: which languages the users speak. */

import { entryOf } from '../../record/deltas.ts';
import type { CounterRow, PresenceSet, ReportReads, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { GroupedListReport, ListReport, Series } from '../answer.ts';
import { rangeSchema } from '../options.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import { sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { wholeSpanOf } from '../scope.ts';
import { countActive } from './active-users.ts';

export interface LanguageCounts {
  /** Distinct active users; one who writes in two languages is one in each. */
  readonly users: number;
  /** Sessions active in the range, under the locale in which they began. */
  readonly sessions: number;
  /** Messages from users. */
  readonly received: number;
}

export interface LanguagesRow extends LanguageCounts {
  /** As the channel names it (`de-AT`); `unknown` where it does not. */
  readonly locale: string;
}

/** Locales with anything in the range, that with most users first, then by name. In `summary` a user counts once. */
export interface LanguagesReport extends ListReport<LanguagesRow, LanguageCounts> {}
export interface GroupedLanguagesReport extends GroupedListReport<LanguagesRow, LanguageCounts> {}

/** @internal */
export const languages = reportOf({
  name: 'languages',
  schema: rangeSchema,
  dimension: 'range',
  load,
  answer,
});

type LanguageRows = {
  readonly presence: readonly PresenceSet[];
  readonly sessions: Rows<SessionRow<never>>;
  readonly counters: Rows<CounterRow<'received'>>;
};

async function load(reads: ReportReads, scope: Scope): Promise<LanguageRows> {
  const span = wholeSpanOf(scope);
  return {
    presence: await reads.presence(span),
    sessions: await reads.sessions({ ...span, by: 'activity', fields: [] }),
    counters: await reads.counters({ ...span, measures: ['received'] }),
  };
}

function answer(rows: LanguageRows, { segments }: Scope): Series<LanguagesRow, LanguageCounts> {
  const locales = new Map<string, Counted>();
  const of = new Map(
    segments.map(({ id, locale }) => [id, entryOf(locales, locale, () => nothingOf(locale))]),
  );
  for (const set of rows.presence) of.get(set.segment)?.users.push(set);
  for (const { segment } of rows.sessions) add(of.get(segment), 'sessions', 1);
  for (const { segment, received } of rows.counters) add(of.get(segment), 'received', received);
  const data = [...locales.values()]
    .map((counted) => ({ ...counted, users: countActive(counted.users) }))
    .filter((row) => row.users + row.sessions + row.received > 0)
    .sort((a, b) => b.users - a.users || compareTexts(a.locale, b.locale));
  return {
    data,
    summary: {
      users: countActive(rows.presence),
      sessions: rows.sessions.length,
      received: sum(data.map(({ received }) => received)),
    },
  };
}

/** What is counted of a locale. */
interface Counted {
  readonly locale: string;
  readonly users: PresenceSet[];
  sessions: number;
  received: number;
}

function nothingOf(locale: string): Counted {
  return { locale, users: [], sessions: 0, received: 0 };
}

function add(counted: Counted | undefined, field: 'sessions' | 'received', value: number): void {
  if (counted) counted[field] += value;
}
