/** How long users wait, which languages they speak, and what the bot does not understand. */

import type { LanguagesRow, PhraseLine, ResponseTimesRow } from '../../../report/public.ts';
import { Cards } from '../../parts/cards.tsx';
import { dateTime, duration, number } from '../../parts/format.ts';
import type { ListProps } from '../../parts/list-table.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { Section } from '../../parts/section.tsx';
import { changeIn } from '../../parts/series-section.tsx';
import { Words } from '../../parts/table.tsx';
import type { PageContext } from '../context.ts';

/** Phrases that are listed. */
const SHOWN = 20;

interface InContext {
  readonly context: PageContext;
}

export async function ResponseTimes({ context }: InContext) {
  const { basePath } = context.site.options;
  const [byChannel, byDialog] = await Promise.all([
    context.ask('responseTimes'),
    context.ask('responseTimes', { by: 'dialog' }),
  ]);
  const { summary } = byChannel;
  const change = (field: string) => changeIn(byChannel, field);
  return (
    <Section basePath={basePath} id="response-times" of="responseTimes">
      <Cards
        basePath={basePath}
        cards={[
          {
            of: 'responseTimes',
            label: 'Half of the answers within',
            value: duration(summary.p50Ms),
            change: change('p50Ms'),
          },
          {
            of: 'responseTimes',
            label: '95 % of the answers within',
            value: duration(summary.p95Ms),
            change: change('p95Ms'),
          },
          {
            of: 'responseTimes',
            label: '99 % of the answers within',
            value: duration(summary.p99Ms),
            change: change('p99Ms'),
          },
          {
            of: 'responseTimes',
            label: 'Mean',
            value: duration(summary.meanMs),
            note: `${number(summary.count)} answers`,
            change: change('meanMs'),
          },
        ]}
      />
      <Times caption="By platform" report={byChannel} of="Platform" none="–" />
      <Times caption="By dialog" report={byDialog} of="Dialog" none="Outside of dialogs" />
    </Section>
  );
}

function Times({
  caption,
  report,
  of,
  none,
}: Pick<ListProps<ResponseTimesRow>, 'caption' | 'report'> & {
  readonly of: string;
  /** Stands for no dialog. */
  readonly none: string;
}) {
  return (
    <ListTable<ResponseTimesRow>
      caption={caption}
      report={report}
      columns={[
        { title: of, cell: ({ key }) => <Words text={key} none={none} /> },
        { title: 'Answers', isNumber: true, cell: ({ count }) => number(count) },
        { title: 'Mean', isNumber: true, cell: ({ meanMs }) => duration(meanMs) },
        { title: 'Half within', isNumber: true, cell: ({ p50Ms }) => duration(p50Ms) },
        { title: '95 % within', isNumber: true, cell: ({ p95Ms }) => duration(p95Ms) },
        { title: '99 % within', isNumber: true, cell: ({ p99Ms }) => duration(p99Ms) },
      ]}
      empty="No message was answered in this period."
    />
  );
}

export async function Languages({ context }: InContext) {
  const { basePath } = context.site.options;
  const report = await context.ask('languages');
  return (
    <Section basePath={basePath} id="languages" of="languages">
      <ListTable<LanguagesRow>
        caption="Languages, as channels name them"
        report={report}
        columns={[
          { title: 'Language', cell: ({ locale }) => <Words text={locale} /> },
          { title: 'Users', isNumber: true, cell: ({ users }) => number(users) },
          { title: 'Sessions', isNumber: true, cell: ({ sessions }) => number(sessions) },
          { title: 'Messages received', isNumber: true, cell: ({ received }) => number(received) },
        ]}
      />
    </Section>
  );
}

export async function Unrecognized({ context }: InContext) {
  const { basePath } = context.site.options;
  const { timezone } = context.view;
  const report = await context.ask('phrases', { class: 'unrecognized', limit: SHOWN });
  const { summary } = report;
  return (
    <Section basePath={basePath} id="unrecognized" of="unrecognizedPhrases">
      <Cards
        basePath={basePath}
        cards={[
          {
            of: 'unrecognized',
            value: number(summary.count),
            change: changeIn(report, 'count'),
          },
          { of: 'unrecognizedPhrases', label: 'Different ones', value: number(summary.phrases) },
        ]}
      />
      <ListTable<PhraseLine>
        caption="What the bot did not understand, the most frequent first"
        report={report}
        columns={[
          {
            title: 'Message',
            cell: ({ text, intent }) => (
              <Words text={text ?? intent ?? null} none="text not kept" />
            ),
          },
          { title: 'Times', isNumber: true, cell: ({ count }) => number(count) },
          { title: 'Users', isNumber: true, cell: ({ users }) => number(users) },
          { title: 'First', cell: ({ firstAt }) => dateTime(firstAt, timezone) },
          { title: 'Last', cell: ({ lastAt }) => dateTime(lastAt, timezone) },
        ]}
        empty="The bot understood all messages of this period."
      />
      {report.hint !== undefined && <p class="help">{report.hint}.</p>}
    </Section>
  );
}
