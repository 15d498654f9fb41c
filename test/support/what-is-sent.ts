/** The catalogue in words: the part of the README that says what is sent. Markdown, not aligned. */

import type { EventKind } from '../../src/model/event.ts';
import { CATALOGUE, rowOf } from '../../src/forward/catalogue/catalogue.ts';
import { COMMON, ENVELOPE, USER_PROPERTIES } from '../../src/forward/catalogue/common.ts';
import {
  EVENT_PROPERTIES,
  FACT_PROPERTIES,
} from '../../src/forward/destinations/mixpanel-profile-properties.ts';
import { mapEvent } from '../../src/forward/destinations/mapping.ts';
import { UA_HITS } from '../../src/forward/destinations/ua-hits.ts';
import { sampleEvents } from '../../src/forward/sample-events.ts';
import { nameIn } from '../../src/forward/catalogue/property.ts';
import type {
  EventName,
  EventRow,
  PropertyDescription,
  Registration,
} from '../../src/forward/catalogue/property.ts';

/** Returns the section, with its heading. */
export function documentation(): string {
  const properties = described();
  const count = (register: Registration): number =>
    properties.filter((property) => property.register === register).length;
  return `### What is sent

${table(['event', 'when', 'Google Analytics 4', 'Mixpanel', 'properties'], eventRows())}

Those are an event's own properties; every event also has those that come first in the table below.
What is not known is left out. With \`dialogs: 'event'\` the start of a dialog is no page view in GA4
but \`bot_dialog_started\`. With \`naming: 'snake'\` Mixpanel's names are written like \`csat_rated\`.
What you put in \`properties\` goes with every event; where an event has a property of that name, the
event's own is sent. A name of yours that is taken, or that the vendor keeps for itself, gets
\`custom_\` before it; so does, in GA4, a \`value\` that is no number. GA4's names are made of the
letters A to Z, digits and \`_\`, which takes the place of all others.

GA4's reports show a parameter once you register it, by the name and with the scope in the table:
Admin → Custom definitions → Create. All together are ${count('dimension')} dimensions and ${count('metric')} metrics of events, of
which GA4 allows 50 each, and ${count('user_dimension')} dimensions of users, of which it allows 25. A metric is summed:
divide it by the number of events for the mean. Yes and no are the words \`true\` and \`false\` in GA4.

${table(['property', 'what it holds', 'register in GA4 as', 'in Mixpanel'], properties.map(propertyCells))}

Mixpanel's profiles of users are told this (\`profiles: false\` leaves them alone), and the traits that
you name in \`traits\`:

${table(['property of the profile', 'what it holds', 'how'], profileRows())}

A collector of Universal Analytics hits gets this (of samples, with the word sample for yours):

${table(['event', 'hit', 'category and action', 'label', 'value'], hitRows())}

Every hit has the channel in \`cd1\`, the bot in \`cd2\` and the id of the event in \`cd9\`; its age in
\`qt\`, the language in \`ul\`; \`properties\` in \`cd10\` to \`cd29\`, as \`environment=production\`. Of what
\`track\` is given, the name and a number called \`value\` are sent.
`;
}

// ---- events -----------------------------------------------------------------------------------

function eventRows(): readonly (readonly string[])[] {
  return sentKinds().map(({ kind, row }) => [
    code(kind),
    row.means,
    eventName(row.ga4, code),
    eventName(row.mixpanel, (name) => name),
    propertyNames(row),
  ]);
}

function sentKinds(): readonly { readonly kind: EventKind; readonly row: EventRow }[] {
  return (Object.keys(CATALOGUE) as EventKind[]).flatMap((kind) => {
    const row = rowOf(kind);
    return row === undefined || row === 'local' ? [] : [{ kind, row }];
  });
}

function eventName<Event>(name: EventName<Event>, written: (name: string) => string): string {
  if (typeof name === 'string') return written(name);
  if ('given' in name) return 'the name that you give';
  return `${written(name.name)} or ${written(name.otherwise)}`;
}

function propertyNames({ properties, given }: EventRow): string {
  const names = properties.flatMap((property) => {
    if (typeof property.name === 'string') return code(property.name);
    const { ga4, mixpanel } = {
      ga4: nameIn(property, 'ga4'),
      mixpanel: nameIn(property, 'mixpanel'),
    };
    return [
      ...(ga4 === undefined ? [] : [`${code(ga4)} (GA4)`]),
      ...(mixpanel === undefined ? [] : [`${code(mixpanel)} (Mixpanel)`]),
    ];
  });
  const all = given ? [...names, 'those that you give'] : names;
  return all.length === 0 ? '–' : all.join(', ');
}

/** Those that the store knows first, then those that events tell. */
function profileRows(): readonly (readonly string[])[] {
  return [...FACT_PROPERTIES, ...EVENT_PROPERTIES].map(({ name, means, change }) => [
    code(name),
    means,
    code(change),
  ]);
}

/** As samples of each kind come out. */
function hitRows(): readonly (readonly string[])[] {
  return sampleEvents({ version: 1 }, 0).flatMap(({ event }) => {
    const { type, params } = mapEvent(UA_HITS, event);
    const of = (name: string): string => (params[name] === undefined ? '–' : String(params[name]));
    if (type !== 'event') {
      const said = type === 'pageview' ? `${of('dp')}, ${of('dt')}` : of('exd');
      return [[code(event.kind), type, said, '–', '–']];
    }
    return [[code(event.kind), type, `${of('ec')}, ${of('ea')}`, of('el'), of('ev')]];
  });
}

// ---- properties -------------------------------------------------------------------------------

/** A property, whichever events have it. */
interface Described {
  readonly ga4: string | undefined;
  readonly mixpanel: string | undefined;
  readonly register: Registration | undefined;
  /** What it holds, and in which kinds of event; no kind = in all. */
  readonly meanings: ReadonlyMap<string, readonly EventKind[]>;
}

/** Those of every event first, then in the order of the events. */
function described(): readonly Described[] {
  const all = new Map<string, Described>();
  const add = (property: PropertyDescription, kinds: readonly EventKind[]): void => {
    const ga4 = nameIn(property, 'ga4');
    const mixpanel = nameIn(property, 'mixpanel');
    const key = JSON.stringify([ga4, mixpanel]);
    const meanings = new Map(all.get(key)?.meanings);
    meanings.set(property.means, [...(meanings.get(property.means) ?? []), ...kinds]);
    all.set(key, { ga4, mixpanel, register: property.register, meanings });
  };
  for (const property of [...COMMON, ...ENVELOPE, ...USER_PROPERTIES]) add(property, []);
  for (const { kind, row } of sentKinds()) {
    for (const property of row.properties) add(property, [kind]);
  }
  return [...all.values()];
}

const REGISTER: Readonly<Record<Registration, string>> = {
  dimension: 'dimension (event)',
  user_dimension: 'dimension (user)',
  metric: 'metric (event)',
  built_in: '– (GA4 knows it)',
  never: '– (too many values)',
};

function propertyCells({ ga4, mixpanel, register, meanings }: Described): readonly string[] {
  return [
    code(ga4 ?? mixpanel ?? ''),
    meaning(meanings),
    register === undefined ? '– (not sent)' : REGISTER[register],
    mixpanel === undefined ? '–' : code(mixpanel),
  ];
}

function meaning(meanings: Described['meanings']): string {
  if (meanings.size === 1) return [...meanings.keys()].join('');
  return [...meanings]
    .map(([means, kinds]) => `${kinds.map(code).join(', ')}: ${means}`)
    .join('<br>');
}

// ---- Markdown ---------------------------------------------------------------------------------

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---');
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [head, rule, ...rows].map(line).join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
