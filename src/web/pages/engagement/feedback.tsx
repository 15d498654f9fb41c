/** Votes on messages of the bot, and the sessions behind them. */

import type { FeedbackChats } from '../../../report/public.ts';
import { ratio } from '../../../report/rate.ts';
import type { Answers } from '../../api/answers.ts';
import type { Card } from '../../parts/cards.tsx';
import { Cards } from '../../parts/cards.tsx';
import { Choices } from '../../parts/choices.tsx';
import type { DefinitionName } from '../../parts/definitions.ts';
import { dateTime, number, percent } from '../../parts/format.ts';
import { Section } from '../../parts/section.tsx';
import { SeriesChart, changeIn } from '../../parts/series-section.tsx';
import { Shares } from '../../parts/shares.tsx';
import { Table } from '../../parts/table.tsx';
import type { PageContext } from '../context.ts';
import { dimensionOf } from '../dimension.ts';

/** Sessions that are listed. */
const SHOWN = 25;

export async function Feedback({ context }: { readonly context: PageContext }) {
  const { basePath } = context.site.options;
  const chats = context.view.query.get('chats');
  const report = await context.ask('feedback', {
    ...dimensionOf(context),
    ...(chats !== null && { chats, limit: SHOWN }),
  });
  const { summary } = report;
  const share = (count: number): number | null => ratio(count * 100, summary.reviewable);
  return (
    <Section basePath={basePath} id="feedback" of="feedback">
      <Cards basePath={basePath} cards={cardsOf(report)} />
      <SeriesChart
        title="Votes"
        report={report}
        kind="columns"
        fields={[
          { name: 'positive', label: 'Positive' },
          { name: 'negative', label: 'Negative' },
          { name: 'neutral', label: 'Neutral' },
        ]}
        groupColumns={[
          { title: 'Positive share', value: (group) => percent(group.positiveShare.value) },
          { title: 'Positive', value: (group) => number(group.positive) },
          { title: 'Negative', value: (group) => number(group.negative) },
          { title: 'Neutral', value: (group) => number(group.neutral) },
          { title: 'No feedback', value: (group) => number(group.none) },
        ]}
      />
      <Shares
        caption="Messages of the bot on which users could vote"
        of="Vote"
        counted="Messages"
        rows={[
          { label: 'Positive', count: summary.positive, share: share(summary.positive) },
          { label: 'Negative', count: summary.negative, share: share(summary.negative) },
          { label: 'Neutral', count: summary.neutral, share: share(summary.neutral) },
          { label: 'No feedback', count: summary.none, share: share(summary.none) },
        ]}
      />
      <Choices
        view={context.view}
        label="Sessions with feedback"
        option="chats"
        section="feedback-sessions"
        values={{
          '': 'None listed',
          more_positive: 'More positive',
          more_negative: 'More negative',
          only_positive: 'Only positive',
        }}
      />
      <div id="feedback-sessions">
        {report.chats && <Chats chats={report.chats} timezone={context.view.timezone} />}
      </div>
    </Section>
  );
}

function cardsOf(report: Answers['feedback']): readonly Card[] {
  const { summary } = report;
  const counted = (field: 'positive' | 'negative' | 'neutral' | 'none', of: DefinitionName) => ({
    of,
    value: number(summary[field]),
    change: changeIn(report, field),
  });
  return [
    {
      of: 'feedback',
      label: 'Positive share',
      value: percent(summary.positiveShare.value),
      note: `${number(summary.positive)} of ${number(summary.reviewed)} votes`,
      change: changeIn(report, 'positiveShare'),
    },
    {
      of: 'reviewable',
      value: number(summary.reviewable),
      note: `${number(summary.reviewed)} with a vote`,
      change: changeIn(report, 'reviewable'),
    },
    counted('positive', 'positiveFeedback'),
    counted('negative', 'negativeFeedback'),
    counted('neutral', 'neutralFeedback'),
    counted('none', 'noFeedback'),
  ];
}

const CAPTIONS: Readonly<Record<FeedbackChats['filter'], string>> = {
  more_positive: 'Sessions with more positive than negative votes',
  more_negative: 'Sessions with more negative than positive votes',
  only_positive: 'Sessions with positive votes and no negative one',
};

function Chats({
  chats: { filter, count, sessions },
  timezone,
}: {
  readonly chats: FeedbackChats;
  readonly timezone: string;
}) {
  return (
    <>
      <Table
        caption={`${CAPTIONS[filter]}: ${number(count)}`}
        columns={[
          { title: 'Session' },
          { title: 'Begin' },
          { title: 'Last activity' },
          { title: 'Received', isNumber: true },
          { title: 'Sent', isNumber: true },
          { title: 'Positive', isNumber: true },
          { title: 'Negative', isNumber: true },
          { title: 'Neutral', isNumber: true },
        ]}
        rows={sessions.map((each) => [
          <code>{each.session}</code>,
          dateTime(each.startedAt, timezone),
          dateTime(each.lastAt, timezone),
          number(each.received),
          number(each.sent),
          number(each.positive),
          number(each.negative),
          number(each.neutral),
        ])}
        empty={`${CAPTIONS[filter]}: none in this period.`}
      />
      {sessions.length < count && (
        <p class="help">{`The ${number(sessions.length)} latest of ${number(count)} sessions.`}</p>
      )}
    </>
  );
}
