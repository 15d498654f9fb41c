/** Tokens: for programs, and for signing in. */

import { SCOPES } from '../../../record/access.ts';
import type { Scope, Token } from '../../../record/access.ts';
import { invalid } from '../../../model/option-issues.ts';
import { MAX_TOKEN_DAYS, makeToken } from '../../../runtime/tokens.ts';
import { dateTime } from '../../parts/format.ts';
import { ChangeForm, TextField, textIn } from '../../parts/forms.tsx';
import { Table, Words } from '../../parts/table.tsx';
import type { Action, PageContext } from '../context.ts';

/** What each scope lets one do, in words. */
const MEANING: Readonly<Record<Scope, string>> = {
  'reports:read': 'see reports and pages',
  'transcripts:read': 'read what users said',
  takeover: 'take dialogs over',
  'audience:write': 'change tags, roles and traits of users',
  admin: 'everything, settings and erasing included',
};

export function Tokens({
  context,
  tokens,
}: {
  readonly context: PageContext;
  readonly tokens: readonly Token[];
}) {
  const { timezone } = context.view;
  const now = context.site.now();
  return (
    <>
      <Table
        caption="Tokens, the latest first"
        columns={[
          { title: 'Name' },
          { title: 'May' },
          { title: 'Valid' },
          { title: 'Last used' },
          { title: '' },
        ]}
        rows={tokens.map((token) => [
          <Words text={token.name} />,
          token.scopes.join(', '),
          validity(token, now, timezone),
          token.lastUsedAt === undefined ? 'never' : dateTime(token.lastUsedAt, timezone),
          isValid(token, now) ? (
            <ChangeForm
              context={context}
              action="/settings/tokens/revoke"
              label={`Revoke ${token.name}`}
            >
              <input type="hidden" name="id" value={token.id} />
              <button type="submit">Revoke</button>
            </ChangeForm>
          ) : (
            ''
          ),
        ])}
        empty="There is no token yet."
      />
      <NewToken context={context} />
    </>
  );
}

function NewToken({ context }: { readonly context: PageContext }) {
  return (
    <ChangeForm context={context} action="/settings/tokens" label="A new token">
      <h3>A new token</h3>
      <TextField id="t-name" name="name" label="Name" help="Who or what it is for" isRequired />
      <TextField id="t-days" name="days" label="Days" type="number" value="30" isRequired />
      <fieldset class="filter">
        <legend>It may</legend>
        {SCOPES.map((scope) => (
          <label>
            <input type="checkbox" name="scope" value={scope} checked={scope === 'reports:read'} />
            {`${scope}: ${MEANING[scope]}`}
          </label>
        ))}
      </fieldset>
      <button type="submit">Make a token</button>
    </ChangeForm>
  );
}

function isValid({ expiresAt, revokedAt }: Token, now: number): boolean {
  return revokedAt === undefined && expiresAt > now;
}

function validity({ expiresAt, revokedAt }: Token, now: number, timezone: string): string {
  if (revokedAt !== undefined) return `revoked ${dateTime(revokedAt, timezone)}`;
  return `${expiresAt > now ? 'until' : 'expired'} ${dateTime(expiresAt, timezone)}`;
}

export const tokenActions: readonly Action[] = [
  { path: '/settings/tokens', scope: 'admin', run: create },
  { path: '/settings/tokens/revoke', scope: 'admin', run: revoke },
];

/** The secret is on this one page, and nowhere else ever. */
async function create(context: PageContext, form: FormData) {
  const { ports, now } = context.site;
  const { name, days, scopes } = wishesOf(form);
  const { secret, token } = makeToken({ name, days, scopes, now: now() });
  await ports.access.addToken(token);
  await ports.access.log({
    at: now(),
    by: context.visitor.name,
    action: 'token.create',
    subject: token.id,
    details: { scopes: scopes.join(', '), days },
  });
  const notice = (
    <div role="status" class="notice">
      <h2>The new token</h2>
      <p>
        <code>{secret}</code>
      </p>
      <p>Keep it now: it is not shown again.</p>
    </div>
  );
  return { notice };
}

function wishesOf(form: FormData) {
  const name = textIn(form, 'name');
  const days = Number(textIn(form, 'days'));
  const chosen = form.getAll('scope');
  const scopes = SCOPES.filter((scope) => chosen.includes(scope));
  const isDays = Number.isInteger(days) && days >= 1 && days <= MAX_TOKEN_DAYS;
  const issues = [
    ...(name === '' || name.length > 100
      ? [{ path: 'name', problem: 'must be a text of 1 to 100 characters' }]
      : []),
    ...(isDays
      ? []
      : [{ path: 'days', problem: `must be a whole number from 1 to ${MAX_TOKEN_DAYS}` }]),
    ...(scopes.length > 0 ? [] : [{ path: 'scope', problem: 'choose at least one' }]),
  ];
  if (issues.length > 0) throw invalid(issues);
  return { name, days, scopes };
}

async function revoke(context: PageContext, form: FormData) {
  const { ports, now } = context.site;
  const id = textIn(form, 'id');
  if (await ports.access.revokeToken(id, now())) {
    await ports.access.log({
      at: now(),
      by: context.visitor.name,
      action: 'token.revoke',
      subject: id,
    });
  }
  return { goTo: '/settings#tokens' };
}
