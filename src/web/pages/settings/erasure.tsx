/** Erases a user from everything, here and at the destinations that can be asked. */

import { number } from '../../parts/format.ts';
import { ChangeForm, TextField, textIn } from '../../parts/forms.tsx';
import { Table, Words } from '../../parts/table.tsx';
import type { Action, PageContext } from '../context.ts';

export function Erasure({ context }: { readonly context: PageContext }) {
  return (
    <ChangeForm context={context} action="/settings/erase" label="Erase a user">
      <p>
        For good, and without asking again: names, texts, conversations, events and what waits for
        destinations. No count of a report changes.
      </p>
      <TextField id="e-channel" name="channelId" label="Channel" help="As in msteams" isRequired />
      <TextField
        id="e-user"
        name="userId"
        label="User"
        help="The id that the channel gives the user: from.id of their activities"
        isRequired
      />
      <button type="submit">Erase for good</button>
    </ChangeForm>
  );
}

export const erasureActions: readonly Action[] = [
  { path: '/settings/erase', scope: 'admin', run: erase },
];

/** The audit log names nobody: whom it was done to is gone. */
async function erase(context: PageContext, form: FormData) {
  const { analytics, ports, now } = context.site;
  const user = { channelId: textIn(form, 'channelId'), userId: textIn(form, 'userId') };
  const { found, removed, destinations } = await analytics.forget(user);
  await ports.access.log({
    at: now(),
    by: context.visitor.name,
    action: 'user.erase',
    details: { found },
  });
  const notice = (
    <div role="status" class="notice">
      <h2>{found ? 'The user is erased' : 'Nothing is known of this user'}</h2>
      {found && (
        <Table
          caption="Removed"
          columns={[{ title: 'What' }, { title: 'Rows', isNumber: true }]}
          rows={Object.entries(removed).map(([what, rows]) => [what, number(rows)])}
        />
      )}
      <Table
        caption="At the destinations"
        columns={[{ title: 'Destination' }, { title: 'Status' }, { title: 'To do' }]}
        rows={Object.values(destinations).map(({ destination, status, toDo }) => [
          <Words text={destination} />,
          status,
          <Words text={toDo ?? null} />,
        ])}
        empty="No destination has to be asked."
      />
    </div>
  );
  return { notice };
}
