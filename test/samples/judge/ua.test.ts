/** What Snowplow's adapter and the protocol say of a hit, rule by rule: a right one, and one thing wrong. */

import { stringify } from 'node:querystring';
import { expect, test } from 'vitest';
import { judgeUa } from '../../../samples/local/judge.ts';

const HIT = {
  v: '1',
  tid: 'UA-12345-1',
  cid: '6fa459ea-ee8a-4ca4-894e-db77e160355e',
  t: 'event',
  ec: 'Message',
  ea: 'Received',
  el: 'größe',
  ev: '0',
  ni: '1',
  sc: 'start',
  qt: '5184000000',
  aip: '1',
  ul: 'de-at',
  cd1: 'webchat',
  cm1: '1.5',
};

const lineOf = (hit: object) => stringify({ ...HIT, ...hit });
const judge = (...hits: readonly object[]) => judgeUa(hits.map(lineOf).join('\n')).violations;

test('right hits are given, decoded', () => {
  expect(judgeUa([lineOf({}), lineOf({ t: 'pageview', dp: '/a b' })].join('\n'))).toEqual({
    hits: [HIT, { ...HIT, t: 'pageview', dp: '/a b' }],
    violations: [],
  });
});

test.for('pageview screenview event transaction item social exception timing'.split(' '))(
  'a %s is a known type',
  (t) => {
    expect(judge({ t })).toEqual([]);
  },
);

test('what is just within every limit is fine, counted in bytes', () => {
  const hit = {
    ec: 'ä'.repeat(75),
    ea: 'a'.repeat(500),
    el: 'l'.repeat(500),
    dp: 'p'.repeat(2_048),
    dt: 't'.repeat(1_500),
    exd: 'd'.repeat(150),
    ul: 'u'.repeat(20),
    ev: String(2 ** 31 - 1),
    cm200: '-1e3',
    cd200: 'c'.repeat(150),
  };

  expect(judge(hit)).toEqual([]);
  expect(judge(...Array.from({ length: 20 }, () => ({})))).toEqual([]);
});

test('a hit of 8 kB and a request of 16 kB are fine to the byte', () => {
  const room = (lines: readonly string[], bytes: number) =>
    bytes - Buffer.byteLength([...lines, `${lineOf({})}&x=`].join('\n'));
  const line = `${lineOf({})}&x=${'y'.repeat(room([], 8_192))}`;
  const last = `${lineOf({})}&x=${'y'.repeat(room([line], 16_384))}`;

  expect(judgeUa([line, last].join('\n')).violations).toEqual([]);
  expect(judgeUa(`${line}y`).violations).toEqual(['hits[0]: at most 8 kB']);
  expect(judgeUa([line, `${last}y`].join('\n')).violations).toEqual(['body: at most 16 kB']);
});

test('21 hits are too many', () => {
  expect(judge(...Array.from({ length: 21 }, () => ({})))).toEqual(['body: at most 20 hits']);
});

const whole = 'a whole number that is not negative';

test.for([
  ['no version', { v: '' }, 'v: 1'],
  ['another version', { v: '2' }, 'v: 1'],
  ['no property', { tid: '' }, 'tid: UA-…-…'],
  ['a property of GA4', { tid: 'G-12345' }, 'tid: UA-…-…'],
  ['no client', { cid: '' }, 'cid: a UUID version 4'],
  ['a client of another shape', { cid: '12.34' }, 'cid: a UUID version 4'],
  ['a UUID of version 1', { cid: '6fa459ea-ee8a-1ca4-894e-db77e160355e' }, 'cid: a UUID version 4'],
  ['no type', { t: '' }, 't: a known type'],
  ['an unknown type', { t: 'click' }, 't: a known type'],
  ['an event without category', { ec: '' }, 'ec: not empty in an event'],
  ['an event without action', { ea: '' }, 'ea: not empty in an event'],
  ['a negative value', { ev: '-1' }, `ev: ${whole}`],
  ['a broken value', { ev: '1.5' }, `ev: ${whole}`],
  ['an empty value', { ev: '' }, `ev: ${whole}`],
  ['a value of more than 32 bits', { ev: String(2 ** 31) }, `ev: ${whole}`],
  ['a metric in words', { cm1: 'one' }, 'cm1: a number'],
  ['an endless metric', { cm2: 'Infinity' }, 'cm2: a number'],
  ['an interaction in words', { ni: 'true' }, 'ni: 0 or 1'],
  ['an exception in words', { exf: 'no' }, 'exf: 0 or 1'],
  ['an unmasked address in words', { aip: 'yes' }, 'aip: 0 or 1'],
  ['a session that goes on', { sc: 'continue' }, 'sc: start or end'],
  ['a negative age', { qt: '-5' }, `qt: ${whole}`],
  ['a long category', { ec: 'ä'.repeat(76) }, 'ec: at most 150 bytes'],
  ['a long action', { ea: 'a'.repeat(501) }, 'ea: at most 500 bytes'],
  ['a long label', { el: 'l'.repeat(501) }, 'el: at most 500 bytes'],
  ['a long path', { dp: 'p'.repeat(2_049) }, 'dp: at most 2048 bytes'],
  ['a long title', { dt: 't'.repeat(1_501) }, 'dt: at most 1500 bytes'],
  ['a long exception', { exd: 'd'.repeat(151) }, 'exd: at most 150 bytes'],
  ['a long language', { ul: 'u'.repeat(21) }, 'ul: at most 20 bytes'],
  ['a long dimension', { cd9: 'c'.repeat(151) }, 'cd9: at most 150 bytes'],
  ['a long dimension of many', { cd120: 'c'.repeat(151) }, 'cd120: at most 150 bytes'],
  ['a metric of many in words', { cm120: 'one' }, 'cm120: a number'],
] as const)('a hit is refused for %s', ([, hit, violation]) => {
  expect(judge({}, hit)).toEqual([`hits[1].${violation}`]);
});

test('a blank line is a hit that has nothing', () => {
  expect(judgeUa(`${lineOf({})}\n`).violations).toEqual([
    'hits[1].v: 1',
    'hits[1].tid: UA-…-…',
    'hits[1].cid: a UUID version 4',
    'hits[1].t: a known type',
  ]);
});
