/** When users come: every hour of the week, and the busiest in words. */

import type { TrafficGrid } from '../../../report/public.ts';
import type { Answers } from '../../api/answers.ts';
import { capitalized } from '../../parts/capitalized.ts';
import { Choices } from '../../parts/choices.tsx';
import { number, percent } from '../../parts/format.ts';
import { Section } from '../../parts/section.tsx';
import { GroupTable } from '../../parts/series-section.tsx';
import { HeatMap, busiestDay, busiestHour, dayName, hoursName } from '../../parts/heat-map.tsx';
import type { PageContext } from '../context.ts';

const COUNTED: Readonly<Record<string, string>> = {
  received: 'messages received',
  sent: 'messages sent',
  sessions: 'sessions begun',
};

export async function Traffic({ context }: { readonly context: PageContext }) {
  const { basePath } = context.site.options;
  const measure = context.view.query.get('measure');
  const own = measure === null ? {} : { measure };
  const report = await context.ask('traffic', { ...own, group: undefined });
  const counted = COUNTED[measure ?? ''] ?? 'messages';
  return (
    <Section basePath={basePath} id="traffic" of="traffic">
      <Choices
        view={context.view}
        label="Count"
        option="measure"
        section="traffic"
        values={{
          '': 'All messages',
          received: 'Received',
          sent: 'Sent',
          sessions: 'Sessions begun',
        }}
      />
      {'data' in report && <Grid report={report} counted={counted} />}
      {context.view.query.has('group') && (
        <ByGroup report={await context.ask('traffic', own)} counted={counted} />
      )}
    </Section>
  );
}

interface Counted {
  /** `messages` */
  readonly counted: string;
}

function Grid({
  report: { data, summary, timezone },
  counted,
}: Counted & { readonly report: Extract<Answers['traffic'], { readonly data: TrafficGrid }> }) {
  const hour = busiestHour(data);
  const day = busiestDay(data);
  if (!hour || !day) return <p class="empty">{`No ${counted} in this period.`}</p>;
  return (
    <>
      <p class="busiest">
        The busiest hour of the week is{' '}
        <strong>{`${dayName(hour.day)}, ${hoursName(hour.hour)}`}</strong>
        {` (${timezone}), with ${number(hour.value)} of ${number(summary.total)} ${counted}, ${percent(hour.usage)}. The busiest day is `}
        <strong>{dayName(day.day)}</strong>
        {`, with ${percent(day.usage)}.`}
      </p>
      <HeatMap
        caption={`${capitalized(counted)} by weekday and hour: the stronger the colour, the more`}
        grid={data}
      />
    </>
  );
}

function ByGroup({ report, counted }: Counted & { readonly report: Answers['traffic'] }) {
  if (!('groups' in report)) return <></>;
  const groups = report.groups.map(({ key, summary, data }) => ({
    key,
    summary: { total: summary.total, busiest: busiestHour(data) },
  }));
  return (
    <GroupTable
      title={`Traffic (${counted})`}
      report={{ group: report.group, groups }}
      columns={[
        { title: 'Total', value: ({ total }) => number(total) },
        {
          title: 'Busiest hour',
          value: ({ busiest }) =>
            busiest ? `${dayName(busiest.day)}, ${hoursName(busiest.hour)}` : '–',
        },
      ]}
    />
  );
}
