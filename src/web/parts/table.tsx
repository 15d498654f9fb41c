/** Tables: of a chart, of a list, of what is under way. */

import type { Child } from 'hono/jsx';

export interface Column {
  readonly title: Child;
  /** Numbers stand on the right. */
  readonly isNumber?: boolean;
}

export interface TableProps {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of a row is its head. */
  readonly rows: readonly (readonly Child[])[];
  /** What is said where there is no row. */
  readonly empty?: string;
}

export function Table({ caption, columns, rows, empty = 'Nothing in this period.' }: TableProps) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber = false }) => (
              <th scope="col" {...(isNumber && { class: 'number' })}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <Row cells={cells} columns={columns} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  cells,
  columns,
}: {
  readonly cells: readonly Child[];
  readonly columns: readonly Column[];
}) {
  return (
    <tr>
      {cells.map((cell, i) =>
        i === 0 ? (
          <th scope="row">{cell}</th>
        ) : (
          <td {...(columns[i]?.isNumber && { class: 'number' })}>{cell}</td>
        ),
      )}
    </tr>
  );
}

/** Words of users and of the bot's code: their direction is their own, and what is invisible is seen. */
export function Words({
  text,
  none = '–',
}: {
  readonly text: string | null;
  readonly none?: string;
}) {
  if (text === null) return <span class="none">{none}</span>;
  return <bdi>{seen(text)}</bdi>;
}

/** The same where an element cannot be: in a label that is read out. */
export function seen(text: string): string {
  return text.replace(UNSEEN, (sign) => `[U+${hexOf(sign)}]`);
}

/** Control characters, and those that turn the direction or join words without being seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function hexOf(sign: string): string {
  return (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
