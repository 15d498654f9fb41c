/** Which buttons and links are pressed. */

import type { ClicksRow } from '../../../report/public.ts';
import { Cards, Term } from '../../parts/cards.tsx';
import { Choices } from '../../parts/choices.tsx';
import { number } from '../../parts/format.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { Section } from '../../parts/section.tsx';
import { changeIn } from '../../parts/series-section.tsx';
import { Words } from '../../parts/table.tsx';
import type { PageContext } from '../context.ts';

const TYPES: Readonly<Record<ClicksRow['type'], string>> = {
  quick_reply: 'Quick reply',
  card_button: 'Button of a card',
  link: 'Link',
};

export async function Clicks({ context }: { readonly context: PageContext }) {
  const { basePath } = context.site.options;
  const type = context.view.query.get('type');
  const report = await context.ask('clicks', type === null ? {} : { type });
  return (
    <Section basePath={basePath} id="clicks" of="clicks">
      <Cards
        basePath={basePath}
        cards={[
          {
            of: 'clicks',
            value: number(report.summary.clicks),
            change: changeIn(report, 'clicks'),
          },
          {
            of: 'certainClicks',
            value: number(report.summary.certain),
            change: changeIn(report, 'certain'),
          },
        ]}
      />
      <Choices
        view={context.view}
        label="Show"
        option="type"
        section="clicks"
        values={{
          '': 'All',
          quick_reply: 'Quick replies',
          card_button: 'Buttons of cards',
          link: 'Links',
        }}
      />
      <ListTable<ClicksRow>
        caption="Buttons and links, the most pressed first"
        report={report}
        columns={[
          { title: 'Title', cell: ({ title }) => <Words text={title} /> },
          { title: 'Type', cell: (row) => TYPES[row.type] },
          {
            title: 'Leads to',
            cell: ({ destination }) => <Words text={destination} none="not known" />,
          },
          { title: 'Clicks', isNumber: true, cell: ({ clicks }) => number(clicks) },
          {
            title: <Term basePath={basePath} of="certainClicks" label="Certain" />,
            isNumber: true,
            cell: ({ certain }) => number(certain),
          },
        ]}
        empty="No clicks in this period."
      />
    </Section>
  );
}
