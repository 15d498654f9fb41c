/** What the team says about a user, or about several at once. */

import { invalid } from '../../../model/option-issues.ts';
import type { AudienceProfile } from '../../../record/audience.ts';
import type { AudienceUser } from '../../../report/public.ts';
import { ChangeForm, TextField, textIn } from '../../parts/forms.tsx';
import { Words } from '../../parts/table.tsx';
import type { Action, PageContext } from '../context.ts';
import { SEVERAL } from './people.tsx';

/** Lines of a form: `plan = pro`. */
const TRAIT = /^([^=]+)=(.*)$/;

export function UserForm({
  context,
  person,
}: {
  readonly context: PageContext;
  readonly person: AudienceUser;
}) {
  const { user, name, role, tags, traits, subscriber } = person;
  const lines = Object.entries(traits).map(([trait, value]) => `${trait} = ${value}`);
  return (
    <section class="card" aria-labelledby="u-name">
      <h2 id="u-name">
        <Words text={name ?? user} />
      </h2>
      <ChangeForm context={context} action="/audience/user" label="What is said about this user">
        <input type="hidden" name="user" value={user ?? ''} />
        <input type="hidden" name="before" value={Object.keys(traits).join('\n')} />
        <TextField id="u-role" name="role" label="Role" value={role ?? ''} />
        <TextField
          id="u-tags"
          name="tags"
          label="Tags"
          value={tags.join(', ')}
          help="With commas between them; new ones too"
        />
        <p class="field">
          <label for="u-traits">Traits</label>
          <textarea
            id="u-traits"
            name="traits"
            rows={Math.max(3, lines.length + 1)}
            aria-describedby="u-traits-help"
          >
            {lines.join('\n')}
          </textarea>
          <span id="u-traits-help" class="help">
            One in a line: plan = pro
          </span>
        </p>
        <p class="box">
          <label>
            <input type="checkbox" name="subscriber" value="true" checked={subscriber} /> Subscriber
          </label>
        </p>
        <button type="submit">Save</button>
      </ChangeForm>
    </section>
  );
}

export function SeveralForm({ context }: { readonly context: PageContext }) {
  return (
    <form
      id={SEVERAL}
      method="post"
      action={`${context.site.options.basePath}/audience/users`}
      class="change card"
      aria-label="Several users at once"
    >
      <h2>Those that are chosen above</h2>
      <input type="hidden" name="form_token" value={context.formToken} />
      <TextField id="s-role" name="role" label="Give them the role" />
      <TextField
        id="s-tags"
        name="tags"
        label="Replace their tags by"
        help="With commas between them"
      />
      <p class="field">
        <label for="s-subscriber">Subscribers</label>
        <select id="s-subscriber" name="subscriber">
          <option value="">as they are</option>
          <option value="true">yes</option>
          <option value="false">no</option>
        </select>
      </p>
      <button type="submit">Save for all of them</button>
    </form>
  );
}

export const formActions: readonly Action[] = [
  { path: '/audience/user', scope: 'audience:write', run: saveOne },
  { path: '/audience/users', scope: 'audience:write', run: saveSeveral },
];

/** All that the form has is said: what was taken out of it is taken away. */
async function saveOne(context: PageContext, form: FormData) {
  const user = textIn(form, 'user');
  const role = textIn(form, 'role');
  const before = textIn(form, 'before').split('\n').filter(Boolean);
  const gone = Object.fromEntries(before.map((trait) => [trait, null]));
  await keep(context, [user], {
    role: role === '' ? null : role,
    tags: listed(textIn(form, 'tags')),
    traits: { ...gone, ...traitsIn(textIn(form, 'traits')) },
    subscriber: form.get('subscriber') === 'true',
  });
  return { goTo: '/audience' };
}

/** What is left empty stays as it is. */
async function saveSeveral(context: PageContext, form: FormData) {
  const users = form.getAll('user').filter((user) => typeof user === 'string');
  if (users.length === 0) {
    throw invalid([{ path: 'users', problem: 'choose at least one, by the boxes in the table' }]);
  }
  const [role, tags, subscriber] = ['role', 'tags', 'subscriber'].map((name) => textIn(form, name));
  await keep(context, users, {
    ...(role && { role }),
    ...(tags && { tags: listed(tags) }),
    ...(subscriber && { subscriber: subscriber === 'true' }),
  });
  return { goTo: '/audience' };
}

async function keep(
  { site, visitor }: PageContext,
  users: readonly string[],
  profile: AudienceProfile,
): Promise<void> {
  for (const user of users) await site.analytics.audience.set({ user }, profile);
  await site.ports.access.log({
    at: site.now(),
    by: visitor.name,
    action: 'audience.set',
    details: { users: users.length, fields: Object.keys(profile).join(', ') },
  });
}

function listed(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** @throws AnalyticsError `INVALID_OPTIONS` */
function traitsIn(text: string): Readonly<Record<string, string | number | boolean>> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const entries = lines.map((line): [string, string | number | boolean] => {
    const [, name = '', value = ''] = TRAIT.exec(line) ?? [];
    if (name.trim() === '') {
      throw invalid([{ path: 'traits', problem: 'must be lines such as plan = pro', value: line }]);
    }
    return [name.trim(), valueOf(value.trim())];
  });
  return Object.fromEntries(entries);
}

/** Numbers and truth values stay what they are. */
function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && String(Number(text)) === text ? Number(text) : text;
}
