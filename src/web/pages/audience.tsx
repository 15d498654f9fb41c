/** Audience (R1): who has ever talked to the bot, counts that are filters, and what the team says about users. */

import { optionsOf } from '../../export/option-kinds.ts';
import type { AudienceReport } from '../../report/public.ts';
import { optionsFrom } from '../api/query.ts';
import { may } from '../auth/visitor.ts';
import type { Page, PageContext } from './context.ts';
import { UserForm, SeveralForm, formActions } from './audience/forms.tsx';
import { Filters } from './audience/filters.tsx';
import { People } from './audience/people.tsx';

/** Rows of a page. */
const SHOWN = 50;

/** What stands in the address besides: which user's form is open. */
const EDITED = 'user';

export const audience: Page = {
  path: '/audience',
  title: 'Audience',
  hasControls: false,
  reports: ['audience'],
  actions: formActions,
  async content(context) {
    const page = await audienceOf(context);
    // what is to be said of all stands on the first page
    const first = 'summary' in page ? page : await audienceOf(context, { cursor: undefined });
    const { summary } = first as AudienceReport;
    const mayWrite = may(context.visitor, 'audience:write');
    const edited = context.view.query.get(EDITED);
    const person = page.data.find(({ user }) => user !== null && user === edited);
    return (
      <div class="beside">
        <Filters context={context} summary={summary} />
        <div>
          {person && mayWrite && <UserForm context={context} person={person} />}
          <People context={context} page={page} mayWrite={mayWrite} />
          {mayWrite && page.data.length > 0 && <SeveralForm context={context} />}
        </div>
      </div>
    );
  },
};

/** Of what stands in the address, what the report takes: other pages look at a group, or compare. */
function audienceOf({ ask, view }: PageContext, own: object = {}) {
  const taken = optionsOf('audience');
  const asked = [...view.query].filter(([name]) => Object.hasOwn(taken, name));
  const options = optionsFrom('audience', new URLSearchParams(asked));
  return ask('audience', { limit: SHOWN, ...options, ...own });
}
