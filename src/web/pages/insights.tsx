/** Insights: what becomes of sessions, who comes back, how long users wait, and what the bot has yet to learn. */

import { Contents } from '../parts/choices.tsx';
import { RangeLine } from '../parts/range-line.tsx';
import type { Page } from './context.ts';
import { dimensionOf } from './dimension.ts';
import { DropOff, Outcomes } from './insights/outcomes.tsx';
import { Retention } from './insights/retention.tsx';
import { Languages, ResponseTimes, Unrecognized } from './insights/lists.tsx';

export const insights: Page = {
  path: '/insights',
  title: 'Insights',
  hasControls: true,
  reports: ['outcomes', 'dropOff', 'retention', 'responseTimes', 'languages', 'phrases'],
  async content(context) {
    const outcomes = await context.ask('outcomes', dimensionOf(context));
    return (
      <>
        <RangeLine context={context} report={outcomes} />
        <Contents
          sections={{
            outcomes: 'Outcomes',
            'drop-off': 'Drop-off',
            retention: 'Retention',
            'response-times': 'Response times',
            languages: 'Languages',
            unrecognized: 'Not understood',
          }}
        />
        <Outcomes context={context} report={outcomes} />
        <DropOff context={context} />
        <Retention context={context} range={outcomes} />
        <ResponseTimes context={context} />
        <Languages context={context} />
        <Unrecognized context={context} />
      </>
    );
  },
};
