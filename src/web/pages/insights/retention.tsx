/** Who comes back: users by the day or week of their first act, and how many of them come again later. */

import { DAY_MS } from '../../../model/time.ts';
import type { RetentionReport } from '../../../report/public.ts';
import type { Card } from '../../parts/cards.tsx';
import { Cards } from '../../parts/cards.tsx';
import { CohortTable } from '../../parts/cohort-table.tsx';
import { number, percent } from '../../parts/format.ts';
import { Section } from '../../parts/section.tsx';
import { GroupTable, changeIn } from '../../parts/series-section.tsx';
import type { PageContext } from '../context.ts';

/** Beyond this a day is too fine a cohort. */
const MAX_DAYS = 31;
/** What the report answers at most. */
const MAX_WEEKS = 400;

/** Distances that tell most, of those that the period has. */
const TOLD = { day: [1, 7, 30], week: [1, 4, 12] } as const;

type Unit = keyof typeof TOLD;

interface RetentionProps {
  readonly context: PageContext;
  /** The period. */
  readonly range: { readonly from: string; readonly to: string };
}

export async function Retention({ context, range }: RetentionProps) {
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS;
  const isFine = days <= MAX_DAYS && context.view.query.get('dimension') !== 'week';
  return (
    <Section basePath={context.site.options.basePath} id="retention" of="retention">
      {days / 7 > MAX_WEEKS ? (
        <p class="empty">{`The period is longer than ${MAX_WEEKS} weeks: choose a shorter one.`}</p>
      ) : (
        <Cohorts context={context} unit={isFine ? 'day' : 'week'} />
      )}
    </Section>
  );
}

async function Cohorts({ context, unit }: { readonly context: PageContext; readonly unit: Unit }) {
  const own = { dimension: unit };
  const report = (await context.ask('retention', { ...own, group: undefined })) as RetentionReport;
  const grouped = context.view.query.has('group') && (await context.ask('retention', own));
  return (
    <>
      <Cards basePath={context.site.options.basePath} cards={cardsOf(report, unit)} />
      <CohortTable report={report} unit={unit} />
      {grouped && 'groups' in grouped && (
        <GroupTable
          title="Retention"
          report={grouped}
          columns={[
            { title: 'New users', value: ({ users }) => number(users) },
            ...TOLD[unit].map((distance) => ({
              title: `Back ${later(distance, unit)}`,
              value: ({ retention }: RetentionReport['summary']) =>
                percent(retention[distance]?.value),
            })),
          ]}
        />
      )}
    </>
  );
}

function cardsOf(report: RetentionReport, unit: Unit): readonly Card[] {
  const { users, retention } = report.summary;
  const told = TOLD[unit].flatMap((distance) => {
    const rate = retention[distance];
    if (!rate) return [];
    return {
      of: 'retention' as const,
      label: `Back ${later(distance, unit)}`,
      value: percent(rate.value),
      note: `${number(rate.numerator)} of ${number(rate.denominator)} users`,
    };
  });
  return [{ of: 'newUsers', value: number(users), change: changeIn(report, 'users') }, ...told];
}

/** `7 days later` */
function later(distance: number, unit: Unit): string {
  return `${distance} ${distance === 1 ? unit : `${unit}s`} later`;
}
