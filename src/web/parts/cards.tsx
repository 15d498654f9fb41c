/** Numbers on cards: what it is, how much, and the change against the period before. */

import type { DefinitionName } from './definitions.ts';
import { DEFINITIONS } from './definitions.ts';
import { changed } from './format.ts';

export interface Card {
  readonly of: DefinitionName;
  /** What it is called here; else by its definition. */
  readonly label?: string;
  /** As it is to be read. */
  readonly value: string;
  /** In percent of the value before; `null` where there is none, absent where none was asked for. */
  readonly change?: number | null | undefined;
  /** What it is made of: `20 of 100`. */
  readonly note?: string | undefined;
}

export function Cards({
  basePath,
  cards,
}: {
  readonly basePath: string;
  readonly cards: readonly Card[];
}) {
  return (
    <dl class="cards">
      {cards.map(({ of, label = DEFINITIONS[of].term, value, change, note }) => (
        <div class="card">
          <dt>
            <Term basePath={basePath} of={of} label={label} />
          </dt>
          <dd class="value">{value}</dd>
          {note !== undefined && <dd class="note">{note}</dd>}
          {change !== undefined && <Change change={change} />}
        </div>
      ))}
    </dl>
  );
}

function Change({ change }: { readonly change: number | null }) {
  if (change === null) return <dd class="note">nothing to compare with</dd>;
  const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
  const arrow = { up: '▲', down: '▼', same: '=' }[direction];
  return (
    <dd class={`note change ${direction}`}>
      <span aria-hidden="true">{arrow}</span> {changed(change)} <span>vs. before</span>
    </dd>
  );
}

/** A word that leads to what it means. */
export function Term({
  basePath,
  of,
  label = DEFINITIONS[of].term,
}: {
  readonly basePath: string;
  readonly of: DefinitionName;
  readonly label?: string;
}) {
  return (
    <a class="term" href={`${basePath}/definitions#${of}`} title={DEFINITIONS[of].text}>
      {label}
    </a>
  );
}
