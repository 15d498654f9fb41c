/** Rows with a bar each: what is how large a part of the whole. Read as a table, seen as bars. */

import type { Child } from 'hono/jsx';

import { number, percent } from './format.ts';

export interface ShareRow {
  readonly label: Child;
  readonly count: number;
  /** In percent; `null` where there is no whole. */
  readonly share: number | null;
  /** How often, where a row has more than one number. */
  readonly times?: number | null;
  /** Whether it is the one that was chosen. */
  readonly isChosen?: boolean;
}

export interface SharesProps {
  readonly caption: string;
  /** What a row is: `Topic`. */
  readonly of: Child;
  /** What is counted: `Sessions`. */
  readonly counted: string;
  /** What `times` of the rows are: `Recorded`. */
  readonly timesOf?: string;
  readonly rows: readonly ShareRow[];
  readonly empty?: string;
}

export function Shares({
  caption,
  of,
  counted,
  timesOf,
  rows,
  empty = 'Nothing in this period.',
}: SharesProps) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={caption}>
      <table class="shares">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col" class="number">
              {counted}
            </th>
            <th scope="col" class="number">
              Share
            </th>
            {timesOf !== undefined && (
              <th scope="col" class="number">
                {timesOf}
              </th>
            )}
            <td class="bar" />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, count, share, times, isChosen }) => (
            <tr {...(isChosen && { class: 'chosen' })}>
              <th scope="row">{label}</th>
              <td class="number">{number(count)}</td>
              <td class="number">{percent(share)}</td>
              {timesOf !== undefined && <td class="number">{number(times)}</td>}
              <td class="bar" aria-hidden="true">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none">
                  <rect class="track" width="100" height="10" />
                  <rect class="area series-1" width={Math.min(100, share ?? 0)} height="10" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
