/** Requests for a human: by how many, why, and what became of them. */

import { ratio } from '../../../report/rate.ts';
import type { Answers } from '../../api/answers.ts';
import type { Card } from '../../parts/cards.tsx';
import { Cards, Term } from '../../parts/cards.tsx';
import { duration, number, percent } from '../../parts/format.ts';
import { Section } from '../../parts/section.tsx';
import { SeriesChart, changeIn } from '../../parts/series-section.tsx';
import { Shares } from '../../parts/shares.tsx';
import type { PageContext } from '../context.ts';

type Report = Answers['handover'];

export function Handover({
  context,
  report,
}: {
  readonly context: PageContext;
  readonly report: Report;
}) {
  const { basePath } = context.site.options;
  const { byReason, byVia } = report.summary;
  return (
    <Section basePath={basePath} id="handover" of="handoverRequests" title="Handover">
      <Cards basePath={basePath} cards={[...ratesOf(report), ...fatesOf(report)]} />
      <SeriesChart
        title="Requests for a human"
        report={report}
        kind="columns"
        fields={[{ name: 'requests', label: 'Requests' }]}
        groupColumns={[
          { title: 'Handover rate', value: (summary) => percent(summary.handoverRate.value) },
          { title: 'Requests', value: (summary) => number(summary.requests) },
          {
            title: 'Sessions with requests',
            value: (summary) => number(summary.chatsWithRequests),
          },
          {
            title: 'Sessions without',
            value: (summary) => number(summary.chatsWithoutRequests),
          },
        ]}
      />
      <div class="halves">
        <Shares
          caption="Requests by reason"
          of={<Term basePath={basePath} of="handoverReason" label="Reason" />}
          counted="Requests"
          rows={parts([
            ['Asked directly', byReason.direct],
            ['After the bot had not understood', byReason.after_fallback],
            ['By a button', byReason.operator_button],
          ])}
        />
        <Shares
          caption="Requests by way"
          of={<Term basePath={basePath} of="handoverVia" label="Way" />}
          counted="Requests"
          rows={parts([
            ['A human takes over', byVia.takeover],
            ['A ticket is written', byVia.ticket],
          ])}
        />
      </div>
    </Section>
  );
}

function ratesOf(report: Report): readonly Card[] {
  const { summary } = report;
  const { handoverRate: users, chatHandoverRate: chats } = summary;
  return [
    {
      of: 'handoverRate',
      value: percent(users.value),
      note: `${number(users.numerator)} of ${number(users.denominator)} users`,
      change: changeIn(report, 'handoverRate'),
    },
    {
      of: 'chatHandoverRate',
      value: percent(chats.value),
      note: `${number(chats.numerator)} of ${number(chats.denominator)} sessions`,
      change: changeIn(report, 'chatHandoverRate'),
    },
    {
      of: 'chatsWithRequests',
      value: number(summary.chatsWithRequests),
      change: changeIn(report, 'chatsWithRequests'),
    },
    {
      of: 'chatsWithoutRequests',
      value: number(summary.chatsWithoutRequests),
      change: changeIn(report, 'chatsWithoutRequests'),
    },
  ];
}

/** What became of the requests. */
function fatesOf(report: Report): readonly Card[] {
  const { summary } = report;
  return [
    {
      of: 'handoverRequests',
      value: number(summary.requests),
      change: changeIn(report, 'requests'),
    },
    {
      of: 'handoverAccepted',
      value: number(summary.accepted),
      change: changeIn(report, 'accepted'),
    },
    { of: 'handoverFailed', value: number(summary.failed), change: changeIn(report, 'failed') },
    {
      of: 'handoverCompleted',
      value: number(summary.completed),
      change: changeIn(report, 'completed'),
    },
    {
      of: 'timeToAccept',
      value: duration(summary.medianTimeToAcceptMs),
      change: changeIn(report, 'medianTimeToAcceptMs'),
    },
  ];
}

function parts(counts: readonly (readonly [label: string, count: number])[]) {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return counts.map(([label, count]) => ({ label, count, share: ratio(count * 100, total) }));
}
