/** Counts by provider, tag, role and subscription: each is a filter. And a search by name. */

import type { AudienceSummary } from '../../../report/public.ts';
import { number } from '../../parts/format.ts';
import { Words } from '../../parts/table.tsx';
import type { PageContext } from '../context.ts';

interface Props {
  readonly context: PageContext;
  readonly summary: AudienceSummary;
}

export function Filters({ context, summary }: Props) {
  const { query } = context.view;
  return (
    <form method="get" class="side" aria-label="Filters" data-search>
      <p class="field">
        <label for="a-search">Search by name</label>
        <input id="a-search" name="search" type="search" value={query.get('search') ?? ''} />
      </p>
      <Boxes name="channel" legend="Provider" counts={summary.byChannel} query={query} />
      <Boxes name="tag" legend="Tag" counts={summary.byTag} query={query} />
      <Boxes name="role" legend="Role" counts={summary.byRole} query={query} />
      <fieldset class="filter">
        <legend>Subscribers</legend>
        <label>
          <input
            type="checkbox"
            name="subscriber"
            value="true"
            checked={query.get('subscriber') === 'true'}
          />
          {`Only subscribers (${number(summary.subscribers)})`}
        </label>
      </fieldset>
      <button type="submit">Show</button>
    </form>
  );
}

interface BoxesProps {
  readonly name: string;
  readonly legend: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly query: URLSearchParams;
}

/** What is chosen is there also where nobody has it. */
function Boxes({ name, legend, counts, query }: BoxesProps) {
  const chosen = query.getAll(name);
  const values = [...new Set([...Object.keys(counts), ...chosen])];
  if (values.length === 0) return <></>;
  return (
    <fieldset class="filter">
      <legend>{legend}</legend>
      {values.map((value) => (
        <label>
          <input type="checkbox" name={name} value={value} checked={chosen.includes(value)} />
          <Words text={value} /> {`(${number(counts[value] ?? 0)})`}
        </label>
      ))}
    </fieldset>
  );
}
