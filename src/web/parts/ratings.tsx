/** Ratings of users, on the pages that show them. */

import type { Evaluation } from '../../report/public.ts';
import type { Answers } from '../api/answers.ts';
import type { Card } from './cards.tsx';
import { number } from './format.ts';
import { changeIn } from './series-section.tsx';
import { Shares } from './shares.tsx';

export function csatCard(report: Answers['evaluation']): Card {
  const { mean, votes } = report.summary.csat;
  return {
    of: 'csat',
    value: number(mean),
    note: `${number(votes)} ratings, from 1 to 5`,
    change: changeIn(report, 'csat', 'mean'),
  };
}

/** All sessions under their last rating; those without one are a row of their own. */
export function Distribution({
  of,
  evaluation: { distribution },
}: {
  /** `1 to 5` */
  readonly of: string;
  readonly evaluation: Evaluation;
}) {
  return (
    <Shares
      caption={`All sessions by their last rating from ${of}`}
      of="Rating"
      counted="Sessions"
      rows={distribution.map(({ value, sessions, share }) => ({
        label: value === null ? 'No rating' : number(value),
        count: sessions,
        share,
      }))}
    />
  );
}
