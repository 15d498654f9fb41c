import { describe, expect, test } from 'vitest';
import { rowOf } from '../../src/forward/catalogue/catalogue.ts';
import { COMMON, ENVELOPE, USER_PROPERTIES } from '../../src/forward/catalogue/common.ts';
import { documentation } from '../../test/support/what-is-sent.ts';
import { ga4Event } from '../../src/forward/catalogue/ga4-event.ts';
import { mixpanelEvent } from '../../src/forward/catalogue/mixpanel-event.ts';
import { nameIn } from '../../src/forward/catalogue/property.ts';
import type {
  CatalogueDestination,
  EventName,
  EventRow,
  PropertyDescription,
} from '../../src/forward/catalogue/property.ts';
import { destination } from '../../src/forward/destinations/destinations.ts';
import {
  fitEventName,
  fitParamName,
  fitParams,
  fitUserProperties,
} from '../../src/forward/destinations/ga4-limits.ts';
import { fitPropertyName } from '../../src/forward/destinations/mixpanel-limits.ts';
import type { PropertyValue } from '../../src/model/call.ts';
import { isForwardable } from '../../src/model/event.ts';
import type { EventKind } from '../../src/model/event.ts';
import { FIRST_SHAPE } from '../../src/model/payload-shape.ts';
import { AT, claimed, eventOf, FORWARDABLE, KINDS } from './one-of-each.ts';

type Properties = Readonly<Record<string, PropertyValue>>;

const DESTINATIONS = ['ga4', 'mixpanel'] as const;

const rows: readonly { readonly kind: EventKind; readonly row: EventRow }[] = KINDS.flatMap(
  (kind) => {
    const row = rowOf(kind);
    return row && row !== 'local' ? { kind, row } : [];
  },
);

const properties: readonly PropertyDescription[] = [
  ...COMMON,
  ...ENVELOPE,
  ...rows.flatMap(({ row }) => row.properties),
];

/** Names of ours; those of custom events are given. */
function eventNames(name: EventName<never>): readonly string[] {
  if (typeof name === 'string') return [name];
  return 'given' in name ? [] : [name.name, name.otherwise];
}

const namesIn = (where: CatalogueDestination) =>
  rows.flatMap(({ row }) => eventNames(row[where] as EventName<never>));

/** What each destination makes of an event. */
const TOLD = {
  ga4: (...args: Parameters<typeof ga4Event>) => {
    const { params, ...rest } = ga4Event(...args);
    return { ...rest, values: params };
  },
  mixpanel: (...args: Parameters<typeof mixpanelEvent>) => {
    const { properties: values, ...rest } = mixpanelEvent(...args);
    return { ...rest, values };
  },
};

const custom = (given: Properties, name = 'x') => eventOf('custom', { name, properties: given });

describe('the catalogue', () => {
  test.for(KINDS)('%s has a row exactly if it is for destinations', (kind) => {
    expect(rowOf(kind) !== 'local').toBe(isForwardable(eventOf(kind)));
  });

  test.for(KINDS.filter((kind) => rowOf(kind) === 'local'))('%s is not sent', (kind) => {
    expect(() => ga4Event(eventOf(kind), {})).toThrow(`nothing to send for ${kind}`);
    expect(() => mixpanelEvent(eventOf(kind), {})).toThrow(`nothing to send for ${kind}`);
  });

  test('what a newer release recorded is not sent', () => {
    const event = { ...eventOf('topic_set'), kind: 'mood_set' } as never;

    expect(() => ga4Event(event, {})).toThrow('nothing to send for mood_set');
  });

  test.for(rows)('$kind says in a sentence when it is sent', ({ row }) => {
    expect(row.means).toMatch(/^[A-Z].{9,}\.$/);
  });

  test.for([...properties, ...USER_PROPERTIES])(
    '$name says in a sentence what it holds',
    ({ means }) => {
      expect(means).toMatch(/^[A-Z\d`].{9,}\.$/);
    },
  );
});

describe('names in GA4', () => {
  /** https://support.google.com/analytics/answer/13316687: what no custom definition can be made of. */
  const NO_DEFINITION =
    /^(cid|currency|customer_?id|dclid|gclid|session_?id|sfmc_id|sid|srsltid|uid|user_?id)$/;

  test.for(namesIn('ga4'))('GA4 takes the event %s', (name) => {
    expect(fitEventName(name)).toBe(name);
  });

  test('an event of another name is another event', () => {
    expect(new Set(namesIn('ga4')).size).toBe(namesIn('ga4').length);
  });

  test('GA4 takes the names of all parameters', () => {
    const names = properties.flatMap((property) => nameIn(property, 'ga4') ?? []);

    expect(names).toContain('text_length_bucket');
    expect(names.filter((name) => fitParamName(name, new Set()) !== name)).toEqual([]);
  });

  test('a parameter is registered once: alike in all events, and only if GA4 allows it', () => {
    const registered = properties.flatMap((property) => {
      const name = nameIn(property, 'ga4');
      return name === undefined ? [] : [{ name, register: property.register }];
    });
    const ways = new Set(registered.map(({ name, register }) => `${name} ${register}`));
    const defined = registered.filter(({ register }) => /dimension|metric/.test(`${register}`));

    expect(ways.size).toBe(new Set(registered.map(({ name }) => name)).size);
    expect(defined.filter(({ name }) => NO_DEFINITION.test(name))).toEqual([]);
  });

  test('GA4 has room for all: 50 dimensions, 50 metrics', () => {
    const count = (register: string) =>
      new Set(
        properties.filter((one) => one.register === register).map((one) => nameIn(one, 'ga4')),
      ).size;

    expect(count('dimension')).toBeLessThanOrEqual(50);
    expect(count('metric')).toBeLessThanOrEqual(50);
  });

  test('GA4 takes the names of user properties', () => {
    const names = USER_PROPERTIES.map((property) => nameIn(property, 'ga4') ?? '');
    const given = Object.fromEntries(names.map((name) => [name, 'x']));

    expect(fitUserProperties(given)).toEqual({ values: given, trimmed: [] });
  });

  test('numbers that can be summed are metrics, nothing else is', () => {
    const metrics = rows.flatMap(({ kind, row }) =>
      row.properties
        .filter(({ register }) => register === 'metric')
        .map((one) => `${kind}.${nameIn(one, 'ga4')}`),
    );
    const numbers = FORWARDABLE.filter(({ kind }) => kind !== 'custom').flatMap((event) =>
      Object.entries(ga4Event(event, {}).params)
        .filter(([, value]) => typeof value === 'number')
        .map(([name]) => `${event.kind}.${name}`),
    );
    const ordinals = ['session_started.session_number', 'message_received.turn_index'];

    expect([...metrics, ...ordinals].toSorted()).toEqual(numbers.toSorted());
  });

  test('ids are not registered: reports would be of too many values', () => {
    const register = (name: string) =>
      properties.find((property) => nameIn(property, 'ga4') === name)?.register;

    expect(register('event_id')).toBe('never');
    expect(register('session_id')).toBe('built_in');
  });
});

describe('names in Mixpanel', () => {
  test('are in Title Case, each of one event only', () => {
    expect(namesIn('mixpanel').filter((name) => !/^[A-Z]\w*( [A-Z]\w*)+$/.test(name))).toEqual([]);
    expect(new Set(namesIn('mixpanel')).size).toBe(namesIn('mixpanel').length);
  });

  test('Mixpanel takes the names of all properties', () => {
    const names = rows.flatMap(({ row }) =>
      row.properties.flatMap((property) => nameIn(property, 'mixpanel') ?? []),
    );

    expect(names).toContain('text_length');
    expect(names.filter((name) => fitPropertyName(name, new Set()) !== name)).toEqual([]);
  });

  test.for([
    ['csat_rated', 'CSAT Rated', 'csat_rated'],
    ['message_received', 'Message Received', 'message_received'],
    ['session_started', 'Bot Session Started', 'bot_session_started'],
    ['dialog_ended', 'Dialog Completed', 'dialog_completed'],
  ] as const)('%s is %s, or in snake case %s', ([kind, title, snake]) => {
    const event = eventOf(kind);

    expect(mixpanelEvent(event, {}).name).toBe(title);
    expect(mixpanelEvent(event, { naming: 'title' }).name).toBe(title);
    expect(mixpanelEvent(event, { naming: 'snake' }).name).toBe(snake);
  });

  test.for(['title', 'snake'] as const)('in %s a custom event is called as it is', (naming) => {
    expect(mixpanelEvent(custom({}, 'Coupon Used'), { naming }).name).toBe('Coupon Used');
  });

  test('a dialog that ends is completed or cancelled', () => {
    const ended = (outcome: 'completed' | 'cancelled') =>
      mixpanelEvent(eventOf('dialog_ended', { dialog: 'd', outcome }), {}).name;

    expect([ended('completed'), ended('cancelled')]).toEqual([
      'Dialog Completed',
      'Dialog Cancelled',
    ]);
  });
});

describe('the start of a dialog in GA4', () => {
  const started = eventOf('dialog_started', { dialog: 'check out', parent: 'root' });
  const own = (...args: Parameters<typeof ga4Event>) => {
    const { name, params } = ga4Event(...args);
    const isOwn = ([param]: readonly [string, unknown]) =>
      !COMMON.some((property) => nameIn(property, 'ga4') === param);
    return { name, params: Object.fromEntries(Object.entries(params).filter(isOwn)) };
  };

  test.for([{}, { dialogs: 'page_view' }] as const)('with %j is a page view', (shape) => {
    expect(own(started, shape)).toEqual({
      name: 'page_view',
      params: {
        page_location: 'https://bot.invalid/webchat/check%20out',
        page_title: 'check out',
        dialog_id: 'check out',
        parent_dialog_id: 'root',
      },
    });
  });

  test('is an event of its own if the settings want it', () => {
    expect(own(started, { dialogs: 'event' })).toEqual({
      name: 'bot_dialog_started',
      params: { dialog_id: 'check out', parent_dialog_id: 'root' },
    });
  });
});

describe.for(DESTINATIONS)('properties of the settings, in %s', (where) => {
  const told = TOLD[where];

  test('are in every event, the last of all', () => {
    const shape = { properties: { app_version: '2.1', beta: true, floor: 3 } };

    for (const event of FORWARDABLE) {
      const { values, trimmed } = told(event, shape);
      const last = Object.entries(values).slice(-3);
      expect(last).toEqual([
        ['app_version', '2.1'],
        ['beta', true],
        ['floor', 3],
      ]);
      expect(trimmed).toEqual([]);
    }
  });

  test('give way to those of the event', () => {
    const shape = { properties: { channel: 'mine', topic: 'mine', locale: 'mine' } };
    const { values, trimmed } = told(eventOf('topic_set', { topic: 'orders' }), shape);

    expect(values).toMatchObject({ channel: 'webchat', topic: 'orders', locale: 'de-AT' });
    expect(Object.values(values)).not.toContain('mine');
    expect(trimmed).toEqual([]);
  });

  test('give way to those of the bot’s code', () => {
    const { values } = told(custom({ plan: 'free' }), { properties: { plan: 'paid', x: 1 } });

    expect(values).toMatchObject({ plan: 'free', x: 1 });
  });

  test('take the place of what the event does not know', () => {
    const { segment, ...rest } = eventOf('member_added');
    const event = { ...rest, segment: { ...segment, locale: 'unknown' } } as typeof rest & {
      segment: typeof segment;
    };

    expect(told(event as never, { properties: { locale: 'de' } }).values).toMatchObject({
      locale: 'de',
    });
  });

  test('never take the name of an id, not even where there is none', () => {
    const { sessionId: _, sessionOpenedAt: __, ...event } = eventOf('member_added');
    const { values, trimmed } = told(event as never, { properties: { session_id: 'mine' } });

    expect(values).not.toHaveProperty('session_id');
    expect(values).toMatchObject({ custom_session_id: 'mine' });
    expect(trimmed).toEqual(['name_changed']);
  });
});

test('names of the settings that GA4 does not take are made to fit', () => {
  const shape = { properties: { 'utm source': 'mail', ga_x: 1, value: 'dear', event_id: 'e' } };
  const { params, trimmed } = ga4Event(eventOf('topic_set'), shape);

  expect(params).toMatchObject({
    utm_source: 'mail',
    custom_ga_x: 1,
    custom_value: 'dear',
    custom_event_id: 'e',
    event_id: expect.stringMatching(/^t1-/),
  });
  expect(trimmed).toEqual(Array(4).fill('name_changed'));
});

test('names of the settings that are Mixpanel’s are made to fit', () => {
  const shape = { properties: { $city: 'Wien', mp_x: 1, token: 't', ip: 1, 'utm source': 'mail' } };
  const { properties: sent, trimmed } = mixpanelEvent(eventOf('topic_set'), shape);

  expect(sent).toMatchObject({
    custom_$city: 'Wien',
    custom_mp_x: 1,
    custom_token: 't',
    custom_ip: 1,
    'utm source': 'mail',
  });
  expect(trimmed).toEqual(Array(4).fill('name_changed'));
});

describe('of more than 25 parameters GA4 gets', () => {
  const shape = { properties: { app_version: '2.1' } };
  const sentOf = (count: number) => {
    const given = Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]));
    return fitParams(ga4Event(custom(given), shape).params);
  };
  const common = Object.keys(ga4Event(custom({}), {}).params);

  test('all, if they are 25', () => {
    const { params, trimmed } = sentOf(24 - common.length);

    expect(Object.keys(params)).toHaveLength(25);
    expect(params).toHaveProperty('app_version');
    expect(trimmed).toEqual([]);
  });

  test('those of the settings last: they are the first to be left out', () => {
    const { params, trimmed } = sentOf(25 - common.length);

    expect(Object.keys(params)).toHaveLength(25);
    expect(params).not.toHaveProperty('app_version');
    expect(trimmed).toEqual(['params_over_limit']);
  });

  test('the common ones first: they are never left out', () => {
    const { params, trimmed } = sentOf(64);

    expect(Object.keys(params).slice(0, common.length)).toEqual(common);
    expect(trimmed).toHaveLength(common.length + 64 + 1 - 25);
  });
});

describe.for(DESTINATIONS)('a custom event, in %s', (where) => {
  const told = TOLD[where];
  const COMMON_NAMES = [...COMMON, ...ENVELOPE].flatMap((one) => nameIn(one, where) ?? []);

  test.for(COMMON_NAMES)('cannot take the name %s', (name) => {
    const before = told(custom({}), {}).values;
    const { values, trimmed } = told(custom({ [name]: 'mine' }), {});

    expect(values).toEqual({ ...before, [`custom_${name}`]: 'mine' });
    expect(trimmed).toEqual(['name_changed']);
  });

  test('keeps names that nobody else has', () => {
    const { name, values, trimmed } = told(custom({ size: 4, value: 5 }, 'coupon_used'), {});

    expect({ name, trimmed }).toEqual({ name: 'coupon_used', trimmed: [] });
    expect(values).toMatchObject({ size: 4, value: 5 });
  });
});

test('GA4 counts the name of an event that it does not take', () => {
  expect(ga4Event(custom({ 'a b': 1 }, 'Größe'), {})).toMatchObject({
    name: 'Gr__e',
    params: { original_name: 'Größe', a_b: 1 },
    trimmed: ['name_changed', 'name_changed'],
  });
});

test('Mixpanel clips the name of an event at 255 and counts it', () => {
  const { name, trimmed } = mixpanelEvent(custom({}, 'x'.repeat(256)), {});

  expect(name).toBe('x'.repeat(255));
  expect(trimmed).toEqual(['name_changed']);
});

describe('the documentation', () => {
  type Settings = Parameters<typeof destination>[0];
  const SETTINGS: readonly Settings[] = [
    {
      name: 'ga4',
      active: true,
      measurementId: 'G-1',
      apiSecret: 's',
      endpoint: 'https://a.example',
    },
    { name: 'mixpanel', active: true, token: 't', endpoint: 'https://b.example' },
  ];
  /** What is sent of one of each kind, but for what a custom event is given. */
  function parameters(settings: Settings): ReadonlySet<string> {
    const { encode } = destination(settings, { deriveKey: () => 'k' });
    const events = FORWARDABLE.map((event) =>
      event.kind === 'custom' ? custom({}, 'Größe') : event,
    );
    const bodies = encode(claimed(events, { shape: FIRST_SHAPE }), AT).requests.map((request) =>
      JSON.parse((request as unknown as { readonly body: string }).body),
    );
    const sent = bodies.flatMap((body) => body.events ?? body);
    return new Set([
      ...sent.flatMap((one) => Object.keys(one.params ?? one.properties)),
      ...bodies.flatMap((body) => Object.keys(body.user_properties ?? {})),
    ]);
  }
  const tables = documentation().split('| property |');

  test.for(SETTINGS)('tells of every property that $name is sent', (settings) => {
    const sent = [...parameters(settings)];

    expect(sent).toContain('session_id');
    expect(sent.filter((name) => !tables[1]?.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test.for(rows)('tells of $kind, under both names', ({ kind, row }) => {
    const line = tables[0]?.split('\n').find((one) => one.startsWith(`| \`${kind}\` | `));
    const names = DESTINATIONS.flatMap((where) => eventNames(row[where] as EventName<never>));

    expect(line).toContain(row.means);
    expect(names.filter((name) => !line?.includes(name))).toEqual([]);
  });

  test('tells of no kind that stays in the store', () => {
    const local = KINDS.filter((kind) => rowOf(kind) === 'local');

    expect(local.filter((kind) => documentation().includes(kind))).toEqual([]);
  });

  test('says how many definitions it takes, and what to register', () => {
    expect(documentation()).toMatch(/ 34 dimensions and 7 metrics of events,\s/);
    expect(documentation()).toContain(
      '| `wait_sec` | How long the user waited for the human, in whole seconds. | metric (event) | `wait_sec` |',
    );
    expect(documentation()).toContain(
      '| `outcome` | `completed` or `cancelled`. | dimension (event) | – |',
    );
  });
});
