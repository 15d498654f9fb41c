/**
 * Universal Analytics hits, as Snowplow's adapter and its open fork take them.
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/v1/parameters
 * https://developers.google.com/analytics/devguides/collection/protocol/v1/reference
 */

import { isUuidV4 } from './uuid.ts';

type Hit = Readonly<Record<string, string>>;

export interface UaJudgement {
  readonly hits: readonly Hit[];
  /** `hits[0].ev: a whole number` */
  readonly violations: readonly string[];
}

const MAX_HITS = 20;
const MAX_BYTES = 16_384;
const MAX_HIT_BYTES = 8_192;

/** One bad line can fail the whole POST. */
export function judgeUa(body: string): UaJudgement {
  const lines = body.split('\n');
  const hits = lines.map((line): Hit => Object.fromEntries(new URLSearchParams(line)));
  const violations = [
    ...(lines.length <= MAX_HITS ? [] : ['body: at most 20 hits']),
    ...(Buffer.byteLength(body) <= MAX_BYTES ? [] : ['body: at most 16 kB']),
    ...lines.flatMap((line, index) =>
      Buffer.byteLength(line) <= MAX_HIT_BYTES ? [] : [`hits[${index}]: at most 8 kB`],
    ),
    ...hits.flatMap((hit, index) => wrongInHit(hit).map((wrong) => `hits[${index}].${wrong}`)),
  ];
  return { hits, violations };
}

const TYPES: ReadonlySet<string> = new Set([
  'pageview',
  'screenview',
  'event',
  'transaction',
  'item',
  'social',
  'exception',
  'timing',
]);

/** What the adapter and the protocol read as a 32-bit integer. */
const MAX_INTEGER = 2 ** 31 - 1;

interface Rule {
  readonly rule: string;
  isFine(value: string): boolean;
}

const REQUIRED: Readonly<Record<string, Rule>> = {
  v: { rule: '1', isFine: (value) => value === '1' },
  tid: { rule: 'UA-…-…', isFine: (value) => /^UA-\d+-\d+$/.test(value) },
  cid: { rule: 'a UUID version 4', isFine: isUuidV4 },
  t: { rule: 'a known type', isFine: (value) => TYPES.has(value) },
};

const wholeNumber: Rule = {
  rule: 'a whole number that is not negative',
  isFine: (value) => /^\d+$/.test(value) && Number(value) <= MAX_INTEGER,
};
const zeroOrOne: Rule = { rule: '0 or 1', isFine: (value) => value === '0' || value === '1' };
const aNumber: Rule = {
  rule: 'a number',
  isFine: (value) => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value),
};

/** Of those that a bot has use for; lengths are published in bytes. */
const OPTIONAL: ReadonlyMap<string, Rule> = new Map([
  ['ev', wholeNumber],
  // an age has no published end, and one of a month does not fit 32 bits
  ['qt', { ...wholeNumber, isFine: (value: string) => /^\d+$/.test(value) }],
  ['ni', zeroOrOne],
  ['aip', zeroOrOne],
  ['exf', zeroOrOne],
  ['sc', { rule: 'start or end', isFine: (value) => value === 'start' || value === 'end' }],
  ['ec', text(150)],
  ['ea', text(500)],
  ['el', text(500)],
  ['dp', text(2_048)],
  ['dt', text(1_500)],
  ['exd', text(150)],
  ['ul', text(20)],
]);

function text(maxBytes: number): Rule {
  return {
    rule: `at most ${maxBytes} bytes`,
    isFine: (value) => Buffer.byteLength(value) <= maxBytes,
  };
}

const DIMENSION = /^cd\d+$/;
const METRIC = /^cm\d+$/;

function wrongInHit(hit: Hit): readonly string[] {
  const wrong = Object.entries(REQUIRED).filter(([name, { isFine }]) => !isFine(hit[name] ?? ''));
  for (const [name, value] of Object.entries(hit)) {
    const rule = ruleOf(name);
    if (rule && !rule.isFine(value)) wrong.push([name, rule]);
  }
  const missing = hit['t'] === 'event' ? ['ec', 'ea'].filter((name) => !hit[name]) : [];
  return [
    ...wrong.map(([name, { rule }]) => `${name}: ${rule}`),
    ...missing.map((name) => `${name}: not empty in an event`),
  ];
}

function ruleOf(name: string): Rule | undefined {
  if (DIMENSION.test(name)) return text(150);
  return METRIC.test(name) ? aNumber : OPTIONAL.get(name);
}
