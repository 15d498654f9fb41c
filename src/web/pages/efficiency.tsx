/** Efficiency (R0): what the bot settles on its own, and how users rate it. */

import { ratio } from '../../report/rate.ts';
import type { Answers } from '../api/answers.ts';
import { Cards } from '../parts/cards.tsx';
import { number, percent } from '../parts/format.ts';
import { RangeLine } from '../parts/range-line.tsx';
import { Distribution, csatCard } from '../parts/ratings.tsx';
import { Section } from '../parts/section.tsx';
import { SeriesChart, changeIn } from '../parts/series-section.tsx';
import { Shares } from '../parts/shares.tsx';
import type { Page, PageContext } from './context.ts';
import { dimensionOf } from './dimension.ts';

export const efficiency: Page = {
  path: '/efficiency',
  title: 'Efficiency',
  hasControls: true,
  reports: ['automation', 'evaluation'],
  async content(context) {
    const { basePath } = context.site.options;
    const [automation, evaluation] = await Promise.all([
      context.ask('automation', dimensionOf(context)),
      context.ask('evaluation', dimensionOf(context)),
    ]);
    return (
      <>
        <RangeLine context={context} report={automation} />
        <Section basePath={basePath} id="automation" of="automation">
          <Automation context={context} report={automation} />
        </Section>
        <Section basePath={basePath} id="evaluation" of="ratings" title="Evaluation by users">
          <Evaluation context={context} report={evaluation} />
        </Section>
      </>
    );
  },
};

interface Answered<Name extends 'automation' | 'evaluation'> {
  readonly context: PageContext;
  readonly report: Answers[Name];
}

function Automation({ context, report }: Answered<'automation'>) {
  const { automated, notAutomated, unmarked, sessions, rate } = report.summary;
  const { basePath } = context.site.options;
  const share = (count: number): number | null => ratio(count * 100, sessions);
  const isMarked = automated + notAutomated > 0;
  return (
    <>
      <Cards
        basePath={basePath}
        cards={[
          {
            of: 'automation',
            label: 'Automation rate',
            value: percent(rate.value),
            note: isMarked
              ? `${number(rate.numerator)} of ${number(rate.denominator)} sessions`
              : 'no session was marked',
            change: changeIn(report, 'rate'),
          },
          { of: 'automated', value: number(automated), change: changeIn(report, 'automated') },
          {
            of: 'notAutomated',
            value: number(notAutomated),
            change: changeIn(report, 'notAutomated'),
          },
          { of: 'unmarked', value: number(unmarked), change: changeIn(report, 'unmarked') },
        ]}
      />
      <SeriesChart
        title="Sessions by automation"
        report={report}
        kind="columns"
        fields={[
          { name: 'automated', label: 'Automated' },
          { name: 'notAutomated', label: 'Not automated' },
          { name: 'unmarked', label: 'Unmarked' },
        ]}
        groupColumns={[
          { title: 'Automation rate', value: (summary) => percent(summary.rate.value) },
          { title: 'Automated', value: (summary) => number(summary.automated) },
          { title: 'Not automated', value: (summary) => number(summary.notAutomated) },
          { title: 'Unmarked', value: (summary) => number(summary.unmarked) },
        ]}
      />
      <Shares
        caption="All sessions of the period"
        of="Automation"
        counted="Sessions"
        rows={[
          { label: 'Automated', count: automated, share: share(automated) },
          { label: 'Not automated', count: notAutomated, share: share(notAutomated) },
          { label: 'Unmarked', count: unmarked, share: share(unmarked) },
        ]}
      />
    </>
  );
}

function Evaluation({ context, report }: Answered<'evaluation'>) {
  const { csat, nps } = report.summary;
  const { basePath } = context.site.options;
  return (
    <>
      <Cards
        basePath={basePath}
        cards={[
          csatCard(report),
          {
            of: 'nps',
            value: number(nps.score),
            note: `${number(nps.votes)} ratings, from -100 to 100`,
            change: changeIn(report, 'nps', 'score'),
          },
          {
            of: 'npsMean',
            label: 'Mean rating',
            value: number(nps.mean),
            note: 'from 0 to 10',
            change: changeIn(report, 'nps', 'mean'),
          },
        ]}
      />
      <div class="halves">
        <div>
          <Means report={report} field="csat" title="Mean rating from 1 to 5" top={5} />
          <Distribution of="1 to 5" evaluation={csat} />
        </div>
        <div>
          <Means report={report} field="npsMean" title="Mean rating from 0 to 10" top={10} />
          <Distribution of="0 to 10" evaluation={nps} />
        </div>
      </div>
    </>
  );
}

function Means({
  report,
  field,
  title,
  top,
}: {
  readonly report: Answers['evaluation'];
  readonly field: 'csat' | 'npsMean';
  readonly title: string;
  readonly top: number;
}) {
  const kind = field === 'csat' ? 'csat' : 'nps';
  return (
    <SeriesChart
      title={title}
      report={report}
      kind="lines"
      top={top}
      fields={[{ name: field, label: 'Mean' }]}
      groupColumns={[
        { title: 'Mean', value: (summary) => number(summary[kind].mean) },
        { title: 'Ratings', value: (summary) => number(summary[kind].votes) },
      ]}
    />
  );
}
