/** Overview (R1): the bot's page, with what matters most, who was there last, and what they say most often. */

import type { Answers } from '../api/answers.ts';
import type { Card } from '../parts/cards.tsx';
import { Cards, Term } from '../parts/cards.tsx';
import { dateTime, number, percent } from '../parts/format.ts';
import { RangeLine } from '../parts/range-line.tsx';
import { SeriesChart, changeIn } from '../parts/series-section.tsx';
import { Shares } from '../parts/shares.tsx';
import { Table, Words } from '../parts/table.tsx';
import type { Page, PageContext } from './context.ts';
import { dimensionOf } from './dimension.ts';

/** Buckets that are few: where only the whole period is shown. */
const WHOLE = { dimension: 'year' } as const;

/** Rows of the lists. */
const SHOWN = 10;

export const overview: Page = {
  path: '/',
  title: 'Overview',
  hasControls: true,
  reports: ['users', 'sessions', 'messages', 'audience', 'phrases', 'platforms'],
  async content(context) {
    const { view } = context;
    const compare = view.query.has('compare') ? {} : { compare: 'previous' };
    const series = { ...dimensionOf(context), ...compare };
    const [users, messages, cards, audience, phrases, received] = await Promise.all([
      context.ask('users', series),
      context.ask('messages', series),
      askForCards(context, { ...compare, ...WHOLE }),
      context.ask('audience', { limit: SHOWN }),
      context.ask('phrases', { limit: SHOWN, group: undefined }),
      context.ask('messages', { group: 'channel', ...WHOLE }),
    ]);
    return (
      <>
        <RangeLine context={context} report={users} />
        <Cards
          basePath={context.site.options.basePath}
          cards={[usersCard(users), ...cardsOf(cards, messages)]}
        />
        <section aria-labelledby="messages">
          <h2 id="messages">Messages</h2>
          <SeriesChart
            title="Messages in and out"
            report={messages}
            kind="columns"
            fields={[
              { name: 'received', label: 'Received' },
              { name: 'sent', label: 'Sent' },
            ]}
          />
        </section>
        <section aria-labelledby="users">
          <h2 id="users">Users</h2>
          <SeriesChart
            title="Users by date"
            report={users}
            kind="lines"
            fields={[
              { name: 'total', label: 'All' },
              { name: 'new', label: 'New' },
              { name: 'returning', label: 'Returning' },
            ]}
          />
          <Audience context={context} audience={audience} />
        </section>
        <section aria-labelledby="phrases">
          <h2 id="phrases">
            <Term basePath={context.site.options.basePath} of="phrases" />
          </h2>
          <Phrases phrases={phrases} />
        </section>
        <section aria-labelledby="platforms">
          <h2 id="platforms">Platforms</h2>
          <Platforms messages={received} />
        </section>
      </>
    );
  },
};

function usersCard(users: Answers['users']): Card {
  return { of: 'users', value: number(users.summary.total), change: changeIn(users, 'total') };
}

type OnCards = Pick<Answers, 'sessions' | 'automation' | 'evaluation' | 'handover' | 'feedback'>;

async function askForCards(
  context: PageContext,
  own: Readonly<Record<string, unknown>>,
): Promise<OnCards> {
  const [sessions, automation, evaluation, handover, feedback] = await Promise.all([
    context.ask('sessions', own),
    context.ask('automation', own),
    context.ask('evaluation', own),
    context.ask('handover', own),
    context.ask('feedback', own),
  ]);
  return { sessions, automation, evaluation, handover, feedback };
}

function cardsOf(
  { sessions, automation, evaluation, handover, feedback }: OnCards,
  messages: Answers['messages'],
): readonly Card[] {
  const { csat } = evaluation.summary;
  const { positiveShare, reviewed } = feedback.summary;
  return [
    { of: 'sessions', value: number(sessions.summary.total), change: changeIn(sessions, 'total') },
    {
      of: 'fallbackRate',
      value: percent(messages.summary.fallbackRate.value),
      change: changeIn(messages, 'fallbackRate'),
    },
    {
      of: 'automation',
      value: percent(automation.summary.rate.value),
      change: changeIn(automation, 'rate'),
    },
    {
      of: 'csat',
      value: number(csat.mean),
      note: `${number(csat.votes)} votes`,
      change: changeIn(evaluation, 'csat', 'mean'),
    },
    {
      of: 'handoverRate',
      value: percent(handover.summary.handoverRate.value),
      change: changeIn(handover, 'handoverRate'),
    },
    {
      of: 'feedback',
      value: percent(positiveShare.value),
      note: `${number(reviewed)} votes`,
      change: changeIn(feedback, 'positiveShare'),
    },
  ];
}

function Audience({
  context,
  audience,
}: {
  readonly context: PageContext;
  readonly audience: Answers['audience'];
}) {
  return (
    <Table
      caption="Seen last"
      columns={[
        { title: 'Name' },
        { title: 'Channel' },
        { title: 'Messages', isNumber: true },
        { title: 'Sessions', isNumber: true },
        { title: 'Last' },
      ]}
      rows={audience.data.map(({ name, user, channel, received, sent, sessions, lastAt }) => [
        <Words text={name ?? user?.slice(0, 8) ?? null} none="erased" />,
        <Words text={channel} />,
        number(received + sent),
        number(sessions),
        lastAt === null ? '–' : dateTime(lastAt, context.view.timezone),
      ])}
      empty="Nobody has been here yet."
    />
  );
}

function Phrases({ phrases }: { readonly phrases: Answers['phrases'] }) {
  if ('groups' in phrases) return <></>;
  return (
    <>
      <Table
        caption="What users say most often"
        columns={[
          { title: 'Message' },
          { title: 'Class' },
          { title: 'Times', isNumber: true },
          { title: 'Users', isNumber: true },
        ]}
        rows={phrases.data.map(({ text, intent, class: of, count, users }) => [
          <Words text={text ?? intent ?? null} none="without an intent" />,
          of,
          number(count),
          number(users),
        ])}
      />
      {phrases.hint !== undefined && <p class="help">{phrases.hint}.</p>}
    </>
  );
}

function Platforms({ messages }: { readonly messages: Answers['messages'] }) {
  const groups = 'groups' in messages ? messages.groups : [];
  const total = messages.summary.received;
  const rows = groups
    .map(({ key, summary }) => ({
      label: <Words text={key} />,
      count: summary.received,
      share: total === 0 ? null : (100 * summary.received) / total,
    }))
    .toSorted((a, b) => b.count - a.count);
  return (
    <Shares caption="Messages of users by channel" of="Channel" counted="Received" rows={rows} />
  );
}
