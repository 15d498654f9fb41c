/** Topics, Results and Actions (R0) are pages of one kind: how sessions spread over values, and one of these over time. */

import type {
  GroupedMarkSeriesReport,
  GroupedMarksReport,
  MarkSeriesReport,
  MarksReport,
} from '../../report/public.ts';
import { ratio } from '../../report/rate.ts';
import { capitalized } from '../parts/capitalized.ts';
import type { Card } from '../parts/cards.tsx';
import { Cards } from '../parts/cards.tsx';
import type { DefinitionName } from '../parts/definitions.ts';
import { number, percent } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { RangeLine } from '../parts/range-line.tsx';
import { Section } from '../parts/section.tsx';
import { SeriesChart, changeIn } from '../parts/series-section.tsx';
import { Shares } from '../parts/shares.tsx';
import { Words } from '../parts/table.tsx';
import type { Page, PageContext } from './context.ts';
import { dimensionOf } from './dimension.ts';
import { withQuery } from './view.ts';

export interface MarksKind {
  readonly report: 'topics' | 'results' | 'actions';
  /** Of the page; in a row of its own `Without topics`. */
  readonly title: string;
  /** `topic` */
  readonly one: string;
  /** `Sessions with topics` */
  readonly marked: DefinitionName;
}

type MarkRow = MarksReport['data'][number];

export function marksPage(kind: MarksKind): Page {
  const { report, title } = kind;
  return {
    path: `/${report}`,
    title,
    hasControls: true,
    reports: [report],
    own: ['value'],
    async content(context) {
      const value = context.view.query.get('value');
      const whole = { group: undefined, dimension: undefined };
      const all = (await context.ask(report, whole)) as MarksReport;
      return (
        <>
          <RangeLine context={context} report={all} />
          <Cards basePath={context.site.options.basePath} cards={cardsOf(all, kind)} />
          <Dynamics context={context} kind={kind} value={value} />
          <Section basePath={context.site.options.basePath} id="distribution" of="distribution">
            <Distribution context={context} all={all} kind={kind} />
            {context.view.query.has('group') && <ByGroup context={context} kind={kind} />}
          </Section>
        </>
      );
    },
  };
}

function cardsOf(all: MarksReport, { title, marked }: MarksKind): readonly Card[] {
  const { sessions } = all.summary;
  const without = all.data.find(({ value }) => value === null)?.sessions ?? 0;
  const share = percent(ratio((sessions - without) * 100, sessions));
  return [
    { of: 'sessions', value: number(sessions), change: changeIn(all, 'sessions') },
    {
      of: marked,
      label: `Sessions with ${title.toLowerCase()}`,
      value: number(sessions - without),
      note: `${share} of all sessions`,
    },
    {
      of: marked,
      label: `Different ${title.toLowerCase()}`,
      value: number(all.data.filter(({ value }) => value !== null).length),
    },
  ];
}

/** How often the chosen value was recorded, over time. */
async function Dynamics({
  context,
  kind: { report: name, one },
  value,
}: {
  readonly context: PageContext;
  readonly kind: MarksKind;
  readonly value: string | null;
}) {
  if (value === null) {
    return (
      <p class="help">{`Choose a ${one} in the table to see how often it was recorded over time.`}</p>
    );
  }
  const own = { value, ...dimensionOf(context) };
  const report = (await context.ask(name, own)) as MarkSeriesReport | GroupedMarkSeriesReport;
  const { recorded, sessions } = report.summary;
  const { basePath } = context.site.options;
  return (
    <section aria-labelledby="dynamics">
      <h2 id="dynamics">
        <Words text={value} /> over time
      </h2>
      <Cards
        basePath={basePath}
        cards={[
          { of: 'dynamics', value: number(recorded), change: changeIn(report, 'recorded') },
          {
            of: 'distribution',
            label: 'Sessions that have it',
            value: number(sessions),
            change: changeIn(report, 'sessions'),
          },
        ]}
      />
      <SeriesChart
        title="Times recorded"
        report={report}
        kind="columns"
        fields={[{ name: 'recorded', label: 'Recorded' }]}
      />
      <p>
        <a href={withQuery(context.view, { value: undefined })}>{`Choose no ${one}`}</a>
      </p>
    </section>
  );
}

function Distribution({
  context,
  all,
  kind: { title, one },
}: {
  readonly context: PageContext;
  readonly all: MarksReport;
  readonly kind: MarksKind;
}) {
  const chosen = context.view.query.get('value');
  // without a session the row of those without any is there all the same
  const isEmpty = all.data.every(({ sessions, recorded }) => sessions + recorded === 0);
  return (
    <Shares
      caption={`${title}, in percent of all sessions. A ${one} leads to its course over time.`}
      of={capitalized(one)}
      counted="Sessions"
      timesOf="Times recorded"
      empty="No session in this period."
      rows={(isEmpty ? [] : all.data).map((row) => ({
        label: <Value {...{ context, row, title }} />,
        count: row.sessions,
        share: row.share,
        times: row.value === null ? null : row.recorded,
        isChosen: row.value !== null && row.value === chosen,
      }))}
    />
  );
}

function Value({
  context,
  row: { value },
  title,
}: {
  readonly context: PageContext;
  readonly row: MarkRow;
  readonly title: string;
}) {
  if (value === null) return <Words text={null} none={`Without ${title.toLowerCase()}`} />;
  const isChosen = context.view.query.get('value') === value;
  return (
    <a
      href={`${withQuery(context.view, { value })}#dynamics`}
      {...(isChosen && { 'aria-current': 'true' })}
    >
      <Words text={value} />
    </a>
  );
}

/** The distribution within each group. */
async function ByGroup({
  context,
  kind: { report: name, title, one },
}: {
  readonly context: PageContext;
  readonly kind: MarksKind;
}) {
  const report = (await context.ask(name, { dimension: undefined })) as GroupedMarksReport;
  return (
    <ListTable<MarkRow>
      caption={title}
      report={report}
      columns={[
        {
          title: capitalized(one),
          cell: ({ value }) => <Words text={value} none={`Without ${title.toLowerCase()}`} />,
        },
        { title: 'Sessions', isNumber: true, cell: ({ sessions }) => number(sessions) },
        { title: 'Share of the group', isNumber: true, cell: ({ share }) => percent(share) },
        {
          title: 'Times recorded',
          isNumber: true,
          cell: ({ value, recorded }) => number(value === null ? null : recorded),
        },
      ]}
    />
  );
}
