/** What users answer when they are asked how content they are (CSAT). */

import { Cards } from '../../parts/cards.tsx';
import { number } from '../../parts/format.ts';
import { Distribution, csatCard } from '../../parts/ratings.tsx';
import { Section } from '../../parts/section.tsx';
import { GroupTable, changeIn } from '../../parts/series-section.tsx';
import type { PageContext } from '../context.ts';
import { sharedQuery } from '../view.ts';

export async function Satisfaction({ context }: { readonly context: PageContext }) {
  const { basePath } = context.site.options;
  const report = await context.ask('evaluation');
  const { csat } = report.summary;
  return (
    <Section basePath={basePath} id="satisfaction" of="csat">
      <Cards
        basePath={basePath}
        cards={[
          csatCard(report),
          {
            of: 'ratings',
            label: 'Ratings',
            value: number(csat.votes),
            change: changeIn(report, 'csat', 'votes'),
          },
        ]}
      />
      <Distribution of="1 to 5" evaluation={csat} />
      {'groups' in report && (
        <GroupTable
          title="Satisfaction"
          report={report}
          columns={[
            { title: 'Mean', value: (summary) => number(summary.csat.mean) },
            { title: 'Ratings', value: (summary) => number(summary.csat.votes) },
          ]}
        />
      )}
      <p>
        <a href={`${basePath}/efficiency${sharedQuery(context.view)}#evaluation`}>
          Ratings over time, and those from 0 to 10
        </a>
      </p>
    </Section>
  );
}
