/** How sessions ended, and where those that came to nothing. */

import type { DropOffRow, OutcomeCounts, OutcomesSummary } from '../../../report/public.ts';
import { ratio } from '../../../report/rate.ts';
import type { Answers } from '../../api/answers.ts';
import type { Card } from '../../parts/cards.tsx';
import { Cards } from '../../parts/cards.tsx';
import type { DefinitionName } from '../../parts/definitions.ts';
import { number, percent } from '../../parts/format.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { Section } from '../../parts/section.tsx';
import { SeriesChart, changeIn } from '../../parts/series-section.tsx';
import { Shares } from '../../parts/shares.tsx';
import { Words } from '../../parts/table.tsx';
import type { PageContext } from '../context.ts';

const KINDS: readonly {
  readonly name: keyof OutcomeCounts;
  readonly label: string;
  readonly of: DefinitionName;
}[] = [
  { name: 'resolved', label: 'Resolved', of: 'resolved' },
  { name: 'escalated', label: 'Escalated', of: 'escalated' },
  { name: 'abandoned', label: 'Abandoned', of: 'abandoned' },
  { name: 'none', label: 'None of these', of: 'otherOutcome' },
  { name: 'open', label: 'Open', of: 'open' },
];

export function Outcomes({
  context,
  report,
}: {
  readonly context: PageContext;
  readonly report: Answers['outcomes'];
}) {
  const { basePath } = context.site.options;
  const { summary } = report;
  const sessions = KINDS.reduce((sum, { name }) => sum + summary[name], 0);
  const [first, ...more] = KINDS;
  return (
    <Section basePath={basePath} id="outcomes" of="outcomes">
      <Cards
        basePath={basePath}
        cards={[
          rateCard(report, 'containment'),
          rateCard(report, 'trueContainment'),
          ...KINDS.map(({ name, of }) => ({
            of,
            value: number(summary[name]),
            change: changeIn(report, name),
          })),
        ]}
      />
      {first && (
        <SeriesChart<OutcomeCounts, OutcomesSummary>
          title="Sessions by outcome"
          report={report}
          kind="columns"
          fields={[first, ...more]}
          groupColumns={[
            { title: 'Containment', value: (group) => percent(group.containment.value) },
            {
              title: 'True containment',
              value: (group) => percent(group.trueContainment.value),
            },
            ...KINDS.map(({ name, label }) => ({
              title: label,
              value: (group: OutcomesSummary) => number(group[name]),
            })),
          ]}
        />
      )}
      <Shares
        caption="Sessions with messages, by outcome"
        of="Outcome"
        counted="Sessions"
        rows={KINDS.map(({ name, label }) => ({
          label,
          count: summary[name],
          share: ratio(summary[name] * 100, sessions),
        }))}
      />
    </Section>
  );
}

function rateCard(report: Answers['outcomes'], of: 'containment' | 'trueContainment'): Card {
  const { value, numerator, denominator } = report.summary[of];
  return {
    of,
    value: percent(value),
    note: `${number(numerator)} of ${number(denominator)} sessions`,
    change: changeIn(report, of),
  };
}

export async function DropOff({ context }: { readonly context: PageContext }) {
  const { basePath } = context.site.options;
  const report = await context.ask('dropOff');
  return (
    <Section basePath={basePath} id="drop-off" of="dropOff">
      <Cards
        basePath={basePath}
        cards={[
          {
            of: 'dropOff',
            label: 'Sessions that dropped off',
            value: number(report.summary.sessions),
            change: changeIn(report, 'sessions'),
          },
        ]}
      />
      <ListTable<DropOffRow>
        caption="Where they ended, the most frequent place first"
        report={report}
        columns={[
          {
            title: 'Dialog',
            cell: ({ dialog }) => <Words text={dialog} none="Outside of dialogs" />,
          },
          // people count from 1
          {
            title: 'Step',
            isNumber: true,
            cell: ({ step }) => number(step === null ? null : step + 1),
          },
          { title: 'Sessions', isNumber: true, cell: ({ sessions }) => number(sessions) },
          { title: 'Share', isNumber: true, cell: ({ share }) => percent(share) },
          { title: 'Dialog opened', isNumber: true, cell: ({ views }) => number(views) },
        ]}
        empty="No session dropped off in this period."
      />
    </Section>
  );
}
