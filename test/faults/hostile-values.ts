/**
 * Values that break naive code, for every field of an activity and every argument of the turn's API.
 * fast-check cannot hold most of them: it makes recipes, from which they are made anew for each use.
 */

import fc from 'fast-check';

/** Strings that mean something to an object, to SQL, to JSON or to a screen, or are no Unicode. */
const WORDS: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'NaN',
  '-0',
  '1e999',
  'a\0b',
  '\0',
  '\ud800',
  'x\udc00\ud800y',
  '\u202egnp.exe',
  '\u2066\u2069\u200b\ufeff',
  '\u2028',
  `'; DROP TABLE users; --`,
  '%_\\"',
  '{"a":1}',
  '🍕'.repeat(70),
  'i'.repeat(5_000),
];

/** Any 16-bit units: half of a pair as likely as a letter. */
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
  .map((codes) => String.fromCharCode(...codes));

export const hostileString = fc.oneof(fc.constantFrom(...WORDS), units);

/** Makes a value of which nothing is shared with another one. */
type Make = () => unknown;

const throwing = (): never => {
  throw new Error('a getter of the bot');
};

const OBJECTS: Readonly<Record<string, Make>> = {
  cyclic: () => {
    const object: Record<string, unknown> = { id: 'cyclic', list: [] };
    object['self'] = object;
    (object['list'] as unknown[]).push(object);
    return object;
  },
  deep: () => {
    let object: object = {};
    for (let i = 0; i < 20_000; i++) object = i % 2 ? [object] : { value: object, id: 'deep' };
    return object;
  },
  'getters that throw': () =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        ['id', 'type', 'text', 'name', 'value', 'data', 'then', 'length'].map((key) => [
          key,
          { enumerable: true, get: throwing },
        ]),
      ),
    ),
  'conversions that throw': () => ({
    toJSON: throwing,
    toString: throwing,
    valueOf: throwing,
    [Symbol.toPrimitive]: throwing,
    [Symbol.iterator]: throwing,
  }),
  'a proxy that throws': () =>
    new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing }),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a revoked list': () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
  'a list that lies': () =>
    new Proxy([{}, {}], {
      get: (list, key) => (key === 'length' ? 1e308 : Reflect.get(list, key)),
    }),
  'a list with holes': () => Object.assign([], { 3: { id: 'x' }, 70: 1 }),
  'own __proto__': () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":1}}'),
  'no prototype': () => Object.assign(Object.create(null) as object, { id: 'x', type: 'y' }),
  'a map': () => new Map([['id', 'x']]),
  bytes: () => new Uint8Array(1_000),
  'an Invalid Date': () => new Date(Number.NaN),
  'the last date': () => new Date(8.64e15),
  'a promise that rejects': () => {
    const promise = Promise.reject(new Error('a promise of the bot'));
    promise.catch(() => undefined);
    return promise;
  },
  'a function': () => throwing,
  'a class': () => class Id {},
  symbol: () => Symbol('id'),
  bigint: () => 10n ** 400n,
};

const NUMBERS = [Number.NaN, Infinity, -Infinity, -0, -1, 2 ** 53, 1.5, Number.MIN_VALUE, 1e21];

/** A value, or how to make one. */
type Recipe = { readonly make: string } | { readonly value: unknown };

const recipe: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 4, arbitrary: hostileString.map((value) => ({ value })) },
  { weight: 1, arbitrary: fc.constantFrom(...NUMBERS).map((value) => ({ value })) },
  { weight: 1, arbitrary: fc.constantFrom(true, null, undefined).map((value) => ({ value })) },
  { weight: 4, arbitrary: fc.constantFrom(...Object.keys(OBJECTS)).map((make) => ({ make })) },
);

/** A value by its recipe; lists and fields may hold recipes. */
export type Dish = Recipe | { readonly list: readonly Dish[] } | { readonly fields: Dishes };
export type Dishes = { readonly [key: string]: Dish };

/** Hostile values, plain ones of the right shape, and fields and lists of both. */
export function dish(depth = 2): fc.Arbitrary<Dish> {
  if (depth === 0) return recipe;
  const inner = dish(depth - 1);
  const key = fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom('__proto__', 'constructor', 'x'));
  return fc.oneof(
    { weight: 3, arbitrary: recipe },
    { weight: 1, arbitrary: fc.array(inner, { maxLength: 3 }).map((list) => ({ list })) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(key, inner), { maxLength: 4 })
        .map((entries) => ({ fields: Object.fromEntries(entries) })),
    },
  );
}

/** Fields that capture looks for in objects. */
const KEYS = `id role name isGroup conversationType type platform locale mentioned text state tags
  actions attachments body buttons card columns content contentType data items msteams title verb
  trigger reaction actionName actionValue feedback dialogs dialogStack options prompt intents score
  recognizerResult queryResults streamType`.split(/\s+/u);

/** Makes the value. */
export function serve(from: Dish): unknown {
  if ('make' in from) return OBJECTS[from.make]?.();
  if ('list' in from) return from.list.map(serve);
  if ('value' in from) return from.value;
  return serveFields(from.fields);
}

/** Makes an object of which each field is made. */
export function serveFields(dishes: Dishes): object {
  const made = {};
  for (const [key, each] of Object.entries(dishes)) {
    Object.defineProperty(made, key, { value: serve(each), enumerable: true, writable: true });
  }
  return made;
}
