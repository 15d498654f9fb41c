/** The table of users, and the way to the next page. */

import type { AudienceUser } from '../../../report/public.ts';
import type { Answers } from '../../api/answers.ts';
import { dateTime, number } from '../../parts/format.ts';
import { Table, Words } from '../../parts/table.tsx';
import type { PageContext } from '../context.ts';
import { withQuery } from '../view.ts';

interface Props {
  readonly context: PageContext;
  readonly page: Answers['audience'];
  readonly mayWrite: boolean;
}

/** The form that the boxes of the rows belong to: it stands below the table. */
export const SEVERAL = 'several';

export function People({ context, page, mayWrite }: Props) {
  const { view } = context;
  return (
    <>
      <Table
        caption="The last seen first"
        columns={[
          { title: 'Name' },
          { title: 'Role' },
          { title: 'Provider' },
          { title: 'Tags' },
          { title: 'Traits' },
          { title: 'Messages', isNumber: true },
          { title: 'Sessions', isNumber: true },
          { title: 'Last seen' },
        ]}
        rows={page.data.map((person) => [
          <Name person={person} view={view} mayWrite={mayWrite} />,
          <Words text={person.role} />,
          <Words text={person.channel} />,
          <Words text={person.tags.join(', ') || null} />,
          <Words text={traitsOf(person)} />,
          number(person.received + person.sent),
          number(person.sessions),
          person.lastAt === null ? '–' : dateTime(person.lastAt, view.timezone),
        ])}
        empty="Nobody fits."
      />
      {page.nextCursor !== undefined && (
        <p>
          <a href={withQuery(view, { cursor: page.nextCursor, user: undefined })}>Next page</a>
        </p>
      )}
    </>
  );
}

function Name({
  person: { user, name },
  view,
  mayWrite,
}: {
  readonly person: AudienceUser;
  readonly view: PageContext['view'];
  readonly mayWrite: boolean;
}) {
  const shown = name ?? user?.slice(0, 8) ?? null;
  if (user === null || !mayWrite) return <Words text={shown} none="erased" />;
  return (
    <span class="chosen">
      <input
        type="checkbox"
        form={SEVERAL}
        name="user"
        value={user}
        aria-label={`Choose ${shown}`}
      />
      <a href={withQuery(view, { user })}>
        <Words text={shown} />
      </a>
    </span>
  );
}

function traitsOf({ traits, subscriber }: AudienceUser): string | null {
  const all = Object.entries(traits).map(([name, value]) => `${name}: ${value}`);
  return [...all, ...(subscriber ? ['subscriber'] : [])].join(', ') || null;
}
