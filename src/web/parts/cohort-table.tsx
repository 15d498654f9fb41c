/** A table of cohorts: how many of those who came first at one time were there again so much later. */

import type { RetentionReport } from '../../report/public.ts';
import { ratio } from '../../report/rate.ts';
import { capitalized } from './capitalized.ts';
import { bucketName, number } from './format.ts';
import { levelOf } from './levels.tsx';

/** Cohorts that are shown, the latest of all, and how far they are followed. */
const SHOWN_COHORTS = 31;
const SHOWN_STEPS = 14;

type Row = RetentionReport['data'][number];

export interface CohortTableProps {
  readonly report: RetentionReport;
  readonly unit: 'day' | 'week';
}

export function CohortTable({ report, unit }: CohortTableProps) {
  const { data, summary, timezone } = report;
  const rows = data.filter(({ size }) => size > 0);
  if (rows.length === 0) return <p class="empty">Nobody came for the first time in this period.</p>;
  const shown = rows.slice(-SHOWN_COHORTS);
  const longest = shown.reduce((most, { active }) => Math.max(most, active.length), 0);
  const steps = Array.from({ length: Math.min(SHOWN_STEPS, longest - 1) }, (_, i) => i + 1);
  const most = shown
    .flatMap((row) => steps.map((step) => shareOf(row, step) ?? 0))
    .reduce((highest, share) => Math.max(highest, share), 0);
  const caption = `Of the users who came first in each ${unit}, how many percent were active so many ${unit}s later`;
  return (
    <>
      <div class="scroll" tabindex={0} role="region" aria-label={caption}>
        <table class="heat">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">First came</th>
              <th scope="col">Users</th>
              {steps.map((step) => (
                <th scope="col">{`+${step}`}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr class="sum">
              <th scope="row">All</th>
              <td>{number(summary.users)}</td>
              {steps.map((step) => (
                <td>{number(summary.retention[step]?.value)}</td>
              ))}
            </tr>
            {shown.map((row) => (
              <tr>
                <th scope="row">{bucketName(row.date, unit, timezone)}</th>
                <td>{number(row.size)}</td>
                {steps.map((step) => (
                  <Cell row={row} step={step} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="help">
        {`The last ${unit} of each row may still be under way. ${capitalized(unit)}s in which nobody came for the first time are left out`}
        {rows.length > shown.length &&
          `, and the latest ${number(shown.length)} of ${number(rows.length)} are shown`}
        .
      </p>
    </>
  );
}

function shareOf({ active, size }: Row, step: number): number | null {
  const count = active[step];
  return count === undefined ? null : ratio(count * 100, size);
}

function Cell({
  row,
  step,
  most,
}: {
  readonly row: Row;
  readonly step: number;
  readonly most: number;
}) {
  const share = shareOf(row, step);
  if (share === null) return <td />;
  return (
    <td
      class={`level-${levelOf(share, most)}`}
      title={`${number(row.active[step])} of ${number(row.size)} users`}
    >
      {number(share)}
    </td>
  );
}
