/** Platforms (R4): how many people use which channel, month by month, and how much is said there. */

import type { PlatformCounts, PlatformsReport } from '../../report/public.ts';
import type { Card } from '../parts/cards.tsx';
import { Cards, Term } from '../parts/cards.tsx';
import { Chart } from '../parts/chart.tsx';
import type { ChartSeries } from '../parts/chart.tsx';
import type { DefinitionName } from '../parts/definitions.ts';
import { number } from '../parts/format.ts';
import { RangeLine } from '../parts/range-line.tsx';
import { Section } from '../parts/section.tsx';
import { GroupTable, changeIn } from '../parts/series-section.tsx';
import { Table, Words } from '../parts/table.tsx';
import type { Page, PageContext } from './context.ts';
import { withQuery } from './view.ts';

/** Channels that have a colour of their own; the others share the last one. */
const MAX_SERIES = 8;

/** With fewer months there is no course of time to be seen. */
const FEW_BUCKETS = 3;

type Counted = keyof PlatformCounts;

export const platforms: Page = {
  path: '/platforms',
  title: 'Platforms',
  hasControls: true,
  reports: ['platforms'],
  async content(context) {
    const { basePath } = context.site.options;
    const report = (await context.ask('platforms', { group: undefined })) as PlatformsReport;
    return (
      <>
        <RangeLine context={context} report={report} />
        {report.data.length < FEW_BUCKETS && (
          <p>
            <a href={monthByMonth(context)}>This year, month by month</a>
          </p>
        )}
        <Cards basePath={basePath} cards={cardsOf(report)} />
        <Charts context={context} report={report} />
        <Section basePath={basePath} id="by-platform" of="platforms" title="By platform">
          <Totals basePath={basePath} report={report} />
          {context.view.query.has('group') && <ByGroup context={context} />}
        </Section>
      </>
    );
  },
};

function monthByMonth({ view }: PageContext): string {
  return withQuery(view, {
    period: 'thisYear',
    from: undefined,
    to: undefined,
    dimension: 'month',
  });
}

const CARDS: readonly (readonly [Counted, DefinitionName])[] = [
  ['active', 'activeByPlatform'],
  ['new', 'newByPlatform'],
  ['accumulated', 'accumulatedUsers'],
  ['churned', 'churnedUsers'],
  ['received', 'received'],
  ['sent', 'sent'],
];

function cardsOf(report: PlatformsReport): readonly Card[] {
  return CARDS.map(([field, of]) => ({
    of,
    value: number(report.summary.total[field]),
    change: changeIn(report, 'total', field),
  }));
}

function Charts({
  context,
  report,
}: {
  readonly context: PageContext;
  readonly report: PlatformsReport;
}) {
  const { basePath } = context.site.options;
  const { data, dimension, timezone, summary } = report;
  if (Object.keys(summary.platforms).length === 0) {
    return <p class="empty">Nobody has been here in this period.</p>;
  }
  const dates = data.map(({ date }) => date);
  const frame = { dates, dimension, timezone };
  const total = (field: Counted) => ({
    values: data.map(({ platforms: all }) => sumOf(Object.values(all), field)),
  });
  return (
    <div class="halves">
      <Section basePath={basePath} id="active" of="activeByPlatform">
        <Chart {...frame} title="Active users" kind="columns" series={seriesOf(report, 'active')} />
      </Section>
      <Section basePath={basePath} id="new" of="newByPlatform">
        <Chart {...frame} title="New users" kind="columns" series={seriesOf(report, 'new')} />
      </Section>
      <Section basePath={basePath} id="accumulated" of="accumulatedUsers">
        <Chart
          {...frame}
          title="All users so far"
          kind="columns"
          series={seriesOf(report, 'accumulated')}
        />
      </Section>
      <Section basePath={basePath} id="messages" of="receivedVersusSent">
        <Chart
          {...frame}
          title="All platforms"
          kind="pairs"
          series={[
            { label: 'Received', ...total('received') },
            { label: 'Sent', ...total('sent') },
          ]}
        />
      </Section>
      <Section basePath={basePath} id="received" of="received" title="Received by platform">
        <Chart
          {...frame}
          title="Messages received"
          kind="columns"
          series={seriesOf(report, 'received')}
        />
      </Section>
      <Section basePath={basePath} id="sent" of="sent" title="Sent by platform">
        <Chart {...frame} title="Messages sent" kind="columns" series={seriesOf(report, 'sent')} />
      </Section>
    </div>
  );
}

/** The channels with the most users first; those beyond the last colour are one. */
function channelsOf({ summary }: PlatformsReport): readonly string[] {
  return Object.entries(summary.platforms)
    .toSorted(([, a], [, b]) => b.active - a.active || b.accumulated - a.accumulated)
    .map(([channel]) => channel);
}

function seriesOf(report: PlatformsReport, field: Counted): readonly ChartSeries[] {
  const channels = channelsOf(report);
  const own = channels.length > MAX_SERIES ? channels.slice(0, MAX_SERIES - 1) : channels;
  const others = channels.slice(own.length);
  const series = own.map((channel) => ({
    label: channel,
    values: report.data.map(({ platforms: all }) => all[channel]?.[field] ?? 0),
  }));
  if (others.length === 0) return series;
  const values = report.data.map(({ platforms: all }) =>
    sumOf(
      others.flatMap((channel) => all[channel] ?? []),
      field,
    ),
  );
  return [...series, { label: `${others.length} others`, values }];
}

function sumOf(counts: readonly PlatformCounts[], field: Counted): number {
  return counts.reduce((sum, each) => sum + each[field], 0);
}

function Totals({
  basePath,
  report,
}: {
  readonly basePath: string;
  readonly report: PlatformsReport;
}) {
  const { platforms: all, total } = report.summary;
  const cells = (counts: PlatformCounts) => CARDS.map(([field]) => number(counts[field]));
  return (
    <Table
      caption="The whole period by platform"
      columns={[
        { title: 'Platform' },
        ...CARDS.map(([field, of]) => ({
          title: <Term basePath={basePath} of={of} label={COLUMNS[field]} />,
          isNumber: true,
        })),
      ]}
      rows={[
        ...channelsOf(report).flatMap((channel) => {
          const counts = all[channel];
          return counts ? [[<Words text={channel} />, ...cells(counts)]] : [];
        }),
        ['All platforms', ...cells(total)],
      ]}
    />
  );
}

const COLUMNS: Readonly<Record<Counted, string>> = {
  active: 'Active',
  new: 'New',
  accumulated: 'Accumulated',
  churned: 'Churned',
  received: 'Received',
  sent: 'Sent',
};

async function ByGroup({ context }: { readonly context: PageContext }) {
  const report = await context.ask('platforms');
  if (!('groups' in report)) return <></>;
  return (
    <GroupTable
      title="All platforms"
      report={report}
      columns={CARDS.map(([field]) => ({
        title: COLUMNS[field],
        value: ({ total }: PlatformsReport['summary']) => number(total[field]),
      }))}
    />
  );
}
