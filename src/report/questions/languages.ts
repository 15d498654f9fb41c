/** Report `languages`: which languages the users speak. */

import { entryOf } from '../../record/deltas.ts';
import type { CounterRow, PresenceRow, ReportReads, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { GroupedListReport, ListReport, Series } from '../answer.ts';
import { rangeSchema } from '../options.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import { sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { spanOf } from '../scope.ts';

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
  readonly presence: Rows<PresenceRow>;
  readonly sessions: Rows<SessionRow<never>>;
  readonly counters: Rows<CounterRow<'received'>>;
};

async function load(reads: ReportReads, scope: Scope): Promise<LanguageRows> {
  const span = spanOf(scope);
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
  const users = countUsers(rows.presence, of);
  for (const { segment } of rows.sessions) add(of.get(segment), 'sessions', 1);
  for (const { segment, received } of rows.counters) add(of.get(segment), 'received', received);
  const data = [...locales.values()]
    .map((counted) => ({ ...counted, users: counted.users.size }))
    .filter((row) => row.users + row.sessions + row.received > 0)
    .sort((a, b) => b.users - a.users || compareTexts(a.locale, b.locale));
  return {
    data,
    summary: {
      users,
      sessions: rows.sessions.length,
      received: sum(data.map(({ received }) => received)),
    },
  };
}

/** What is counted of a locale. */
interface Counted {
  readonly locale: string;
  readonly users: Set<number>;
  sessions: number;
  received: number;
}

function nothingOf(locale: string): Counted {
  return { locale, users: new Set(), sessions: 0, received: 0 };
}

/** Notes the users of every locale and returns how many there are in all. */
function countUsers(presence: Rows<PresenceRow>, of: ReadonlyMap<number, Counted>): number {
  const all = new Set<number>();
  for (const { segment, user } of presence) {
    const users = of.get(segment)?.users;
    if (!users || users.has(user)) continue;
    users.add(user);
    all.add(user);
  }
  return all.size;
}

function add(counted: Counted | undefined, field: 'sessions' | 'received', value: number): void {
  if (counted) counted[field] += value;
}
