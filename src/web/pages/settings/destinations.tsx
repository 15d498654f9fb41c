/** Google Analytics and Mixpanel: the id or token, a box *Active*, what waits, and what failed and why. */

import type { DestinationSetting } from '../../../runtime/destination-desk.ts';
import type { OutboxList } from '../../../runtime/outbox-desk.ts';
import { dateTime, number } from '../../parts/format.ts';
import { ChangeForm, TextField, textIn } from '../../parts/forms.tsx';
import { Table, Words } from '../../parts/table.tsx';
import type { Action, PageContext } from '../context.ts';

type Name = DestinationSetting['destination'];

interface Form {
  readonly title: string;
  /** Fields of text, by the names of the options. */
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly help: string;
  }[];
}

const FORMS: Readonly<Record<Name, Form>> = {
  googleAnalytics: {
    title: 'Google Analytics',
    fields: [
      {
        name: 'trackingId',
        label: 'Tracking ID',
        help: 'G-…, of the data stream in Google Analytics',
      },
      {
        name: 'apiSecret',
        label: 'API secret',
        help: 'Admin > Data streams > Measurement Protocol API secrets',
      },
    ],
  },
  mixpanel: {
    title: 'Mixpanel',
    fields: [
      { name: 'token', label: 'Token', help: 'Settings > Project settings > Project token' },
    ],
  },
};

interface Props {
  readonly context: PageContext;
  readonly settings: readonly DestinationSetting[];
  readonly outbox: OutboxList;
}

export function Destinations({ context, settings, outbox }: Props) {
  return (
    <>
      {settings.map((setting, i) => (
        <Destination context={context} setting={setting} place={i} />
      ))}
      <Table
        caption="What waits"
        columns={[
          { title: 'Destination' },
          { title: 'Events', isNumber: true },
          { title: 'Since' },
        ]}
        rows={outbox.waiting.map(({ destination, events, oldestAt }) => [
          <Words text={destination} />,
          number(events),
          oldestAt === undefined ? '–' : dateTime(oldestAt, context.view.timezone),
        ])}
        empty="Nothing waits to be sent."
      />
      <Table
        caption={`Given up: ${number(outbox.deadTotal)} events, the latest first`}
        columns={[{ title: 'Destination' }, { title: 'Why' }, { title: 'When' }]}
        rows={outbox.dead.map(({ destination, reason, at }) => [
          <Words text={destination} />,
          <Words text={reason} />,
          dateTime(at, context.view.timezone),
        ])}
        empty="Nothing was given up."
      />
    </>
  );
}

function Destination({
  context,
  setting,
  place,
}: {
  readonly context: PageContext;
  readonly setting: DestinationSetting;
  readonly place: number;
}) {
  const { destination, fields, state, problem } = setting;
  const { title, fields: shown } = FORMS[destination];
  const active = fields['active'];
  const isFixed = active !== undefined && active.source !== 'settings';
  return (
    <article class="card destination" aria-labelledby={`d-${place}`}>
      <h3 id={`d-${place}`}>
        {title} <span class={`state ${state}`}>{setting.active ? state : 'off'}</span>
      </h3>
      {problem !== undefined && <p class="wrong">{problem}</p>}
      <ChangeForm context={context} action={`/settings/destinations/${destination}`} label={title}>
        {shown.map(({ name, label, help }) => (
          <OptionField
            id={`d-${place}-${name}`}
            name={name}
            label={label}
            help={help}
            setting={setting}
          />
        ))}
        <p class="box">
          <label>
            <input
              type="checkbox"
              name="active"
              value="true"
              checked={active?.value === true}
              disabled={isFixed}
            />{' '}
            Active
          </label>
          {isFixed && <span class="help"> {whoSays(active)}</span>}
        </p>
        <button type="submit">Save</button>
      </ChangeForm>
      <ChangeForm
        context={context}
        action={`/settings/destinations/${destination}/test`}
        label={`Test ${title}`}
      >
        <button type="submit">Send a test event</button>
      </ChangeForm>
    </article>
  );
}

type Field = DestinationSetting['fields'][string];

interface OptionFieldProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly setting: DestinationSetting;
}

/** What code or environment say is shown and cannot be changed. A secret is never put back into a form. */
function OptionField({ id, name, label, help, setting }: OptionFieldProps) {
  const field = setting.fields[name];
  const shown = field && textOf(field.value);
  if (field && field.source !== 'settings') {
    return (
      <p class="field">
        <span class="label">{label}</span>
        <output>
          <Words text={shown ?? null} />
        </output>
        <span class="help">{whoSays(field)}</span>
      </p>
    );
  }
  return <TextField id={id} name={name} label={label} help={help} placeholder={shown} />;
}

function textOf(value: Field['value']): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function whoSays({ source, variable }: Field): string {
  if (source === 'code') return 'Set by the bot’s code, which wins.';
  return `Set by the environment (${variable ?? 'a variable'}), which wins.`;
}

export const destinationActions: readonly Action[] = (Object.keys(FORMS) as Name[]).flatMap(
  (destination): readonly Action[] => [
    {
      path: `/settings/destinations/${destination}`,
      scope: 'admin',
      run: (context, form) => save(context, destination, form),
    },
    {
      path: `/settings/destinations/${destination}/test`,
      scope: 'admin',
      run: (context) => tryOut(context, destination),
    },
  ],
);

/** A field that is left empty stays as it is: what it was is not in the form. */
async function save(context: PageContext, destination: Name, form: FormData) {
  const { ports, now } = context.site;
  const before = (await ports.destinations.list()).find((each) => each.destination === destination);
  const isOpen = (name: string): boolean =>
    (before?.fields[name]?.source ?? 'settings') === 'settings';
  const texts = FORMS[destination].fields
    .map(({ name }) => [name, textIn(form, name)] as const)
    .filter(([name, text]) => text !== '' && isOpen(name));
  const active = isOpen('active') ? { active: form.get('active') === 'true' } : {};
  await ports.destinations.set(destination, { ...Object.fromEntries(texts), ...active });
  await ports.access.log({
    at: now(),
    by: context.visitor.name,
    action: 'settings.set',
    subject: destination,
    details: { fields: texts.map(([name]) => name).join(', '), ...active },
  });
  return { goTo: '/settings#destinations' };
}

async function tryOut(context: PageContext, destination: Name) {
  const { checks } = await context.site.ports.destinations.test(destination);
  const notice = (
    <div role="status" class="notice">
      <h2>{`Test of ${FORMS[destination].title}`}</h2>
      <ul>
        {checks.map(({ name, status, findings }) => (
          <li>
            <strong>{`${name}: ${status}`}</strong> {findings.join(' ')}
          </li>
        ))}
      </ul>
    </div>
  );
  return { notice };
}
