/** Engagement (R2): when users want a human, what they think of the answers, what they press, and when they come. */

import { Contents } from '../parts/choices.tsx';
import { RangeLine } from '../parts/range-line.tsx';
import type { Page } from './context.ts';
import { dimensionOf } from './dimension.ts';
import { Clicks } from './engagement/clicks.tsx';
import { Dialogs, Interactions } from './engagement/dialogs.tsx';
import { Feedback } from './engagement/feedback.tsx';
import { Handover } from './engagement/handover.tsx';
import { Satisfaction } from './engagement/satisfaction.tsx';
import { Traffic } from './engagement/traffic.tsx';

export const engagement: Page = {
  path: '/engagement',
  title: 'Engagement',
  hasControls: true,
  reports: ['handover', 'feedback', 'evaluation', 'clicks', 'dialogs', 'interactions', 'traffic'],
  own: ['chats', 'type', 'measure'],
  async content(context) {
    const handover = await context.ask('handover', dimensionOf(context));
    return (
      <>
        <RangeLine context={context} report={handover} />
        <Contents
          sections={{
            handover: 'Handover',
            feedback: 'Feedback',
            satisfaction: 'Satisfaction',
            clicks: 'Clicks',
            dialogs: 'Dialogs',
            interactions: 'Interactions',
            traffic: 'Traffic',
          }}
        />
        <Handover context={context} report={handover} />
        <Feedback context={context} />
        <Satisfaction context={context} />
        <Clicks context={context} />
        <Dialogs context={context} />
        <Interactions context={context} />
        <Traffic context={context} />
      </>
    );
  },
};
