/** Rows with a bar each: what is how large a part of the whole. Read as a table, seen as bars. */

import type { Child } from 'hono/jsx';

import { number, percent } from './format.ts';

export interface ShareRow {
  readonly label: Child;
  readonly count: number;
  /** In percent; `null` where there is no whole. */
  readonly share: number | null;
}

export interface SharesProps {
  readonly caption: string;
  /** What a row is: `Topic`. */
  readonly of: string;
  /** What is counted: `Sessions`. */
  readonly counted: string;
  readonly rows: readonly ShareRow[];
  readonly empty?: string;
}

export function Shares({
  caption,
  of,
  counted,
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
            <td class="bar" />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, count, share }) => (
            <tr>
              <th scope="row">{label}</th>
              <td class="number">{number(count)}</td>
              <td class="number">{percent(share)}</td>
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
