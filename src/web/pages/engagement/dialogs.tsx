/** What the bot is used for: its dialogs, and all interactions by how popular they are. */

import type { DialogsRow, InteractionRow } from '../../../report/public.ts';
import { Cards } from '../../parts/cards.tsx';
import { number } from '../../parts/format.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { Section } from '../../parts/section.tsx';
import { changeIn } from '../../parts/series-section.tsx';
import { Shares } from '../../parts/shares.tsx';
import { Words } from '../../parts/table.tsx';
import type { PageContext } from '../context.ts';

/** Interactions that are listed. */
const SHOWN = 20;

export async function Dialogs({ context }: { readonly context: PageContext }) {
  const { basePath } = context.site.options;
  const report = await context.ask('dialogs');
  const { views, completed, cancelled } = report.summary;
  const change = (field: string) => changeIn(report, field);
  return (
    <Section basePath={basePath} id="dialogs" of="dialogs">
      <Cards
        basePath={basePath}
        cards={[
          { of: 'dialogs', label: 'Opened', value: number(views), change: change('views') },
          {
            of: 'dialogs',
            label: 'Completed',
            value: number(completed),
            change: change('completed'),
          },
          {
            of: 'dialogs',
            label: 'Cancelled',
            value: number(cancelled),
            change: change('cancelled'),
          },
        ]}
      />
      <ListTable<DialogsRow>
        caption="Dialogs, the most opened first"
        report={report}
        columns={[
          { title: 'Dialog', cell: ({ dialog }) => <Words text={dialog} /> },
          { title: 'Opened', isNumber: true, cell: (row) => number(row.views) },
          { title: 'Completed', isNumber: true, cell: (row) => number(row.completed) },
          { title: 'Cancelled', isNumber: true, cell: (row) => number(row.cancelled) },
          { title: 'Positive votes', isNumber: true, cell: (row) => number(row.positive) },
          { title: 'Negative votes', isNumber: true, cell: (row) => number(row.negative) },
        ]}
        empty="No dialog was opened in this period."
      />
    </Section>
  );
}

export async function Interactions({ context }: { readonly context: PageContext }) {
  const rows = await context.ask('interactions');
  return (
    <Section
      basePath={context.site.options.basePath}
      id="interactions"
      of="interactions"
      title="Popularity of interactions"
    >
      <Shares
        caption="Interactions, the most used first"
        of="Interaction"
        counted="Used"
        rows={rows.slice(0, SHOWN).map((row) => ({
          label: <Interaction row={row} />,
          count: row.value,
          share: row.usage,
        }))}
      />
      {rows.length > SHOWN && (
        <p class="help">{`${SHOWN} of ${number(rows.length)} rows. The export has all of them.`}</p>
      )}
    </Section>
  );
}

function Interaction({ row: { type, name, parentId } }: { readonly row: InteractionRow }) {
  switch (type) {
    case undefined:
      return <Words text={name} />;
    case 'welcome':
      return <>Welcome: a user was added</>;
    case 'fallback':
      return <>Not understood, outside of dialogs</>;
    case 'contextFallback':
      return (
        <>
          Not understood, within <Words text={parentId ?? null} />
        </>
      );
    default:
      return type satisfies never;
  }
}
