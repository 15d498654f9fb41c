/** Activity (R0): users, sessions, messages. */

import type { ReportName } from '../../report/registry.ts';
import type { Answers } from '../api/answers.ts';
import { Cards } from '../parts/cards.tsx';
import { duration, number, percent } from '../parts/format.ts';
import { RangeLine } from '../parts/range-line.tsx';
import { SeriesChart, changeIn } from '../parts/series-section.tsx';
import type { Page, PageContext } from './context.ts';
import { dimensionOf } from './dimension.ts';

export const activity: Page = {
  path: '/activity',
  title: 'Activity',
  hasControls: true,
  reports: ['users', 'sessions', 'messages'],
  async content(context) {
    const [users, sessions, messages] = await Promise.all([
      context.ask('users', dimensionOf(context)),
      context.ask('sessions', dimensionOf(context)),
      context.ask('messages', dimensionOf(context)),
    ]);
    return (
      <>
        <RangeLine context={context} report={users} />
        <section aria-labelledby="users">
          <h2 id="users">Users</h2>
          <Users context={context} report={users} />
        </section>
        <section aria-labelledby="sessions">
          <h2 id="sessions">Sessions</h2>
          <Sessions context={context} report={sessions} />
        </section>
        <section aria-labelledby="messages">
          <h2 id="messages">Messages</h2>
          <Messages context={context} report={messages} />
        </section>
      </>
    );
  },
};

interface Answered<Name extends ReportName> {
  readonly context: PageContext;
  readonly report: Answers[Name];
}

function Users({ context, report }: Answered<'users'>) {
  const { summary } = report;
  const { basePath } = context.site.options;
  return (
    <>
      <Cards
        basePath={basePath}
        cards={[
          { of: 'users', value: number(summary.total), change: changeIn(report, 'total') },
          { of: 'newUsers', value: number(summary.new), change: changeIn(report, 'new') },
          {
            of: 'returningUsers',
            value: number(summary.returning),
            change: changeIn(report, 'returning'),
          },
          {
            of: 'returningRate',
            value: percent(summary.returningRate.value),
            change: changeIn(report, 'returningRate'),
          },
          { of: 'dau', value: number(summary.dau), change: changeIn(report, 'dau') },
          { of: 'wau', value: number(summary.wau), change: changeIn(report, 'wau') },
          { of: 'mau', value: number(summary.mau), change: changeIn(report, 'mau') },
          {
            of: 'stickiness',
            value: percent(summary.stickiness.value),
            change: changeIn(report, 'stickiness'),
          },
        ]}
      />
      <SeriesChart
        title="Users"
        report={report}
        kind="lines"
        fields={[
          { name: 'total', label: 'All' },
          { name: 'new', label: 'New' },
          { name: 'returning', label: 'Returning' },
        ]}
      />
    </>
  );
}

function Sessions({ context, report }: Answered<'sessions'>) {
  const { summary } = report;
  return (
    <>
      <Cards
        basePath={context.site.options.basePath}
        cards={[
          { of: 'sessions', value: number(summary.total), change: changeIn(report, 'total') },
          {
            of: 'sessionsWithMessages',
            value: number(summary.withMessages),
            change: changeIn(report, 'withMessages'),
          },
          {
            of: 'sessionsWithoutMessages',
            value: number(summary.withoutMessages),
            change: changeIn(report, 'withoutMessages'),
          },
          {
            of: 'sessionDuration',
            value: duration(summary.medianDurationMs),
            note: `mean ${duration(summary.meanDurationMs)}`,
            change: changeIn(report, 'medianDurationMs'),
          },
          {
            of: 'messagesPerSession',
            value: number(summary.messagesPerSession),
            change: changeIn(report, 'messagesPerSession'),
          },
          {
            of: 'sessionsPerUser',
            value: number(summary.sessionsPerUser),
            change: changeIn(report, 'sessionsPerUser'),
          },
          {
            of: 'bounceRate',
            value: percent(summary.bounceRate.value),
            change: changeIn(report, 'bounceRate'),
          },
        ]}
      />
      <SeriesChart
        title="Sessions"
        report={report}
        kind="columns"
        fields={[
          { name: 'withMessages', label: 'With messages' },
          { name: 'withoutMessages', label: 'Without messages' },
        ]}
      />
    </>
  );
}

function Messages({ context, report }: Answered<'messages'>) {
  const { summary } = report;
  return (
    <>
      <Cards
        basePath={context.site.options.basePath}
        cards={[
          { of: 'received', value: number(summary.received), change: changeIn(report, 'received') },
          {
            of: 'recognized',
            value: number(summary.recognized),
            change: changeIn(report, 'recognized'),
          },
          {
            of: 'unrecognized',
            value: number(summary.unrecognized),
            change: changeIn(report, 'unrecognized'),
          },
          {
            of: 'unrecognizedPerUser',
            value: number(summary.unrecognizedPerUser.mean),
            note: `median ${number(summary.unrecognizedPerUser.median)}`,
            change: changeIn(report, 'unrecognizedPerUser', 'mean'),
          },
          { of: 'system', value: number(summary.system), change: changeIn(report, 'system') },
          {
            of: 'fallbackRate',
            value: percent(summary.fallbackRate.value),
            change: changeIn(report, 'fallbackRate'),
          },
        ]}
      />
      <SeriesChart
        title="Messages of users"
        report={report}
        kind="columns"
        fields={[
          { name: 'recognized', label: 'Recognized' },
          { name: 'unrecognized', label: 'Unrecognized' },
          { name: 'system', label: 'System' },
        ]}
      />
    </>
  );
}
