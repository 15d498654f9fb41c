/**
 * Random histories and questions. A history is made of visits: a person, a place, and what happens
 * there step by step; then some of it arrives late, and some of it twice.
 */

import fc from 'fast-check';

import type { TurnCall } from '../../src/model/call.ts';
import { FEEDBACK_VOTES, HANDOVER_REASONS, HANDOVER_VIAS } from '../../src/model/call.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, QUARTER_MS, SECOND_MS } from '../../src/model/time.ts';
import type { DialogTrace } from '../../src/model/turn.ts';
import type { Moment } from './history.ts';
import { replyId, repliesOf } from './history.ts';
import type { Filters, Question } from './model/question.ts';

/** Months in which clocks are shifted, and one in which a year ends. */
const STARTS = ['2026-03-07T00:00Z', '2025-10-12T00:00Z', '2025-12-10T00:00Z'].map(Date.parse);
const QUARTERS = 31 * 96;

/** Silence that ends a session, by channel: two minutes (no answer takes longer), a day, never, else half an hour. */
export const TIMEOUTS = {
  default: 30 * MINUTE_MS,
  channels: { msteams: 2 * MINUTE_MS, facebook: DAY_MS, slack: Infinity },
};

const DIALOGS = ['checkout', 'help', 'survey'];
const dialogName = fc.constantFrom(...DIALOGS);

const known = {
  channel: ['webchat', 'webchat', 'facebook', 'msteams', 'slack', 'emulator'],
  locale: ['en-US', 'de-AT', undefined],
  bot: ['bot', 'shop'],
  version: ['1.0', '1.0', '2.0'],
  device: ['ios', undefined],
  browser: ['firefox', undefined],
};

// ---- what happens ------------------------------------------------------------------------------

const ifGiven = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined });

const call = fc.oneof(
  fc.record({
    name: fc.constant('setTopic' as const),
    topic: fc.constantFrom('a', 'b', 'Without topics'),
  }),
  fc.record({ name: fc.constant('setResult' as const), result: fc.constantFrom('sold', 'lost') }),
  fc.record({
    name: fc.constant('recordAction' as const),
    action: fc.constantFrom('call', 'mail'),
  }),
  fc.record({ name: fc.constant('setAutomated' as const), automated: fc.boolean() }),
  fc.record({ name: fc.constant('rateCsat' as const), score: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ name: fc.constant('rateNps' as const), score: fc.integer({ min: 0, max: 10 }) }),
  fc.record({ name: fc.constant('startDialog' as const), dialog: dialogName }),
  fc.record({ name: fc.constant('startDialog' as const), dialog: dialogName }),
  fc.record({
    name: fc.constant('endDialog' as const),
    dialog: dialogName,
    outcome: fc.constantFrom('completed' as const, 'cancelled' as const),
  }),
  fc
    .record({
      type: fc.constantFrom('quick_reply' as const, 'link' as const),
      title: fc.constantFrom('Prices', 'More'),
      destination: ifGiven(fc.constantFrom('/prices', '/more')),
    })
    .map(({ destination, ...rest }) => ({
      ...rest,
      name: 'recordClick' as const,
      ...(destination !== undefined && { destination }),
    })),
  fc
    .record({
      reason: ifGiven(fc.constantFrom(...HANDOVER_REASONS)),
      via: ifGiven(fc.constantFrom(...HANDOVER_VIAS)),
    })
    .map(({ reason, via }) => ({
      name: 'requestHandover' as const,
      ...(reason && { reason }),
      ...(via && { via }),
    })),
  fc.record({
    name: fc.constantFrom(
      'acceptHandover' as const,
      'failHandover' as const,
      'completeHandover' as const,
    ),
  }),
  fc.record({
    name: fc.constantFrom('startSession' as const, 'endSession' as const, 'unrecognized' as const),
  }),
  fc
    .record({ intent: ifGiven(fc.constantFrom('Order', 'Help')) })
    .map(({ intent }) => ({ name: 'recognized' as const, ...(intent && { intent }) })),
) satisfies fc.Arbitrary<TurnCall>;

const gap = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 70 * SECOND_MS }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 29 }).map((minutes) => minutes * MINUTE_MS) },
  { weight: 1, arbitrary: fc.constantFrom(30 * MINUTE_MS, 30 * MINUTE_MS + 1, DAY_MS, DAY_MS + 1) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map((hours) => hours * HOUR_MS) },
);

const stack = fc
  .record({
    dialogs: fc.array(fc.record({ id: dialogName, step: fc.integer({ min: 0, max: 2 }) }), {
      maxLength: 3,
    }),
    waits: fc.boolean(),
    ended: fc.constantFrom('completed' as const, 'cancelled' as const),
  })
  .map(({ dialogs, waits, ended }): DialogTrace => {
    const isPrompting = waits && dialogs.length > 0;
    const prompt = { id: 'text', texts: [] };
    return { dialogs, ended, interrupted: false, ...(isPrompting && { prompt }) };
  });

const step = fc.record({
  gap,
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('message' as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom('command', 'empty', 'click', 'signal', 'added', 'campaign'),
    },
  ),
  text: fc.constantFrom('hi', 'Hi ', 'two  words', 'Two\twords', 'Yes', 'Help me'),
  pressed: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
  members: fc.uniqueArray(fc.constantFrom('ann', 'bob', 'cyd'), { maxLength: 2 }),
  replies: fc.integer({ min: 0, max: 2 }),
  replyAfterMs: fc.oneof(
    fc.integer({ min: 0, max: 3_000 }),
    fc.constantFrom(undefined, 59 * SECOND_MS, MINUTE_MS, 90 * SECOND_MS),
  ),
  asks: fc.boolean(),
  offersFeedback: fc.boolean(),
  offers: ifGiven(fc.constantFrom(['Yes', 'No'], ['Help me'])),
  calls: fc.array(call, { maxLength: 2 }),
  vote: ifGiven(
    fc.record({ vote: fc.constantFrom(...FEEDBACK_VOTES), back: fc.integer({ min: 0, max: 3 }) }),
  ),
  stack,
  human: fc.constantFrom(
    'requestHandover' as const,
    'acceptHandover' as const,
    'acceptHandover' as const,
    'failHandover' as const,
    'completeHandover' as const,
    undefined,
  ),
  isAnonymous: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
  lateMs: fc.oneof(
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 10 * MINUTE_MS }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 * DAY_MS }) },
  ),
  again: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({
        afterMs: fc.oneof(
          fc.integer({ min: 1, max: MINUTE_MS }),
          fc.integer({ min: 1, max: DAY_MS }),
        ),
        replies: fc.integer({ min: 0, max: 1 }),
      }),
    },
  ),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const visit = fc.record({
  minute: fc.oneof(
    fc.integer({ min: 0, max: QUARTERS * 15 }),
    fc.integer({ min: 0, max: 3 * 24 * 60 }),
    fc.integer({ min: 0, max: 2 * 60 }),
  ),
  user: fc.constantFrom('ann', 'bob', 'cyd', 'dee', 'eve', 'fay'),
  channel: fc.constantFrom(...known.channel),
  where: fc.oneof(
    { weight: 5, arbitrary: fc.constant('own' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('second' as const, 'group' as const, 'traced' as const),
    },
  ),
  locale: fc.constantFrom(...known.locale),
  bot: fc.constantFrom(...known.bot),
  version: fc.constantFrom(...known.version),
  device: fc.constantFrom(...known.device),
  browser: fc.constantFrom(...known.browser),
  isTest: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  /** Somebody wants to talk to a human: what comes of it is in the steps. */
  wantsHuman: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  steps: fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }),
});

type Visit = typeof visit extends fc.Arbitrary<infer T> ? T : never;

/** Eve and Fay are one person, on every channel. */
export const IDENTITY = 'customer-7';
const IDENTITIES: Readonly<Record<string, string>> = { eve: IDENTITY, fay: IDENTITY };
/** Names that the channels tell; of one person, one name. */
export const NAMES: Readonly<Record<string, string>> = { ann: 'Ann Lee', eve: 'Eva', fay: 'Eva' };

interface Arrival {
  readonly moment: Moment;
  readonly arrivesAt: number;
}

function arrivalsOf(start: number, which: Visit, number: number): Arrival[] {
  const arrivals: Arrival[] = [];
  const said: string[] = [];
  let at = start + which.minute * MINUTE_MS;
  which.steps.forEach((each, i) => {
    at += each.gap;
    const moment = momentOf({ which, step: each, at, key: `k${number}-${i}`, said });
    for (let k = 0; k < repliesOf(moment); k++) said.push(replyId(moment.replyKey!, k));
    // what a stack of dialogs means depends on the one before it
    const arrivesAt = at + (moment.stack ? 0 : each.lateMs);
    arrivals.push({ moment, arrivesAt });
    if (!each.again || moment.key === undefined || moment.kind === 'campaign' || moment.stack)
      return;
    const { afterMs, replies } = each.again;
    const again = { ...moment, replies, replyKey: `${moment.key}-again` };
    arrivals.push({ moment: again, arrivesAt: arrivesAt + afterMs });
  });
  return arrivals;
}

function momentOf(of: {
  readonly which: Visit;
  readonly step: Step;
  readonly at: number;
  readonly key: string;
  readonly said: readonly string[];
}): Moment {
  const { which, step: each, at, key, said } = of;
  const isGroup = which.where === 'group';
  const isTraced = which.where === 'traced';
  const kind = isTraced ? 'message' : (each.kind as Moment['kind']);
  const message = each.vote && said.at(-1 - each.vote.back);
  const votes: TurnCall[] =
    each.vote && message !== undefined
      ? [{ name: 'recordFeedback', vote: each.vote.vote, messageId: message }]
      : [];
  const human: TurnCall[] = which.wantsHuman && each.human ? [{ name: each.human }] : [];
  const told = [...each.calls, ...human, ...votes].filter(isFirstRequest);
  const calls = isTraced ? tracedCalls(told) : told;
  return {
    ...placeOf(which),
    at,
    kind,
    text: each.text,
    pressed: kind === 'message' && each.pressed,
    members: kind === 'added' ? each.members : [],
    replies: kind === 'campaign' ? 1 : each.replies,
    ...(each.replyAfterMs !== undefined && { replyAfterMs: each.replyAfterMs }),
    asks: each.asks && !isGroup && !isTraced,
    offersFeedback: each.offersFeedback,
    ...(each.offers && { offers: each.offers }),
    calls,
    ...(isTraced && { stack: each.stack }),
    ...(!each.isAnonymous && { key }),
    replyKey: key,
  };
}

/** Who asks twice in one turn asks once, and in which words is anybody's guess. */
function isFirstRequest({ name }: TurnCall, i: number, calls: readonly TurnCall[]): boolean {
  return name !== 'requestHandover' || calls.findIndex((other) => other.name === name) === i;
}

/** A bot that tells its stack tells no dialogs besides, and what it makes of a message. */
function tracedCalls(calls: readonly TurnCall[]): readonly TurnCall[] {
  const others = calls.filter(({ name }) => name !== 'startDialog' && name !== 'endDialog');
  const isJudged = others.some(({ name }) => name === 'recognized' || name === 'unrecognized');
  return isJudged ? others : [...others, { name: 'recognized' }];
}

function placeOf(which: Visit): Omit<Moment, 'at' | 'kind'> {
  const { user, channel, where, locale, bot, version, device, browser, isTest } = which;
  const conversation = {
    own: `c-${user}`,
    second: `c-${user}-2`,
    traced: `t-${user}`,
    group: 'all',
  }[where];
  const [identity, name] = [IDENTITIES[user], NAMES[user]];
  return {
    user,
    channel,
    conversation,
    isGroup: where === 'group',
    bot,
    version,
    ...(locale !== undefined && { locale }),
    ...(device !== undefined && { device }),
    ...(browser !== undefined && { browser }),
    ...(identity !== undefined && { identity }),
    ...(name !== undefined && { name }),
    test: channel === 'emulator' || isTest,
  };
}

function historyOf(start: number, visits: readonly Visit[]): readonly Moment[] {
  return visits
    .flatMap((each, number) => arrivalsOf(start, each, number))
    .toSorted((a, b) => a.arrivesAt - b.arrivesAt)
    .map(({ moment }) => moment);
}

// ---- what is asked -----------------------------------------------------------------------------

const zone = fc.constantFrom(
  'UTC',
  'Europe/Vienna',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
);

const oneOrMany = (values: readonly string[]): fc.Arbitrary<string | string[]> =>
  fc.oneof(
    fc.constantFrom(...values),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }),
  );

const filters = {
  channel: oneOrMany(known.channel),
  source: oneOrMany(['widget', 'messenger', 'custom', 'slack', 'webchat']),
  locale: oneOrMany(['en-US', 'de-AT', 'unknown']),
  bot: oneOrMany(known.bot),
  storyId: oneOrMany(known.bot),
  botVersion: oneOrMany(known.version),
  device: oneOrMany(['ios', 'unknown']),
  browser: oneOrMany(['firefox', 'unknown']),
};

const filter: fc.Arbitrary<Filters> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  ...Object.entries(filters).map(([name, values]) => values.map((value) => ({ [name]: value }))),
  fc.record(filters, { requiredKeys: [] }),
);

const question = fc.record({
  start: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -96, max: 96 }) },
    fc.integer({ min: 0, max: QUARTERS }),
  ),
  length: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 96, max: QUARTERS }) },
    fc.integer({ min: 1, max: 3 * 96 }),
  ),
  timezone: zone,
  dimension: fc.constantFrom(
    'year' as const,
    'month' as const,
    'week' as const,
    'day' as const,
    'hour' as const,
  ),
  includeTest: fc.boolean(),
  filter,
});

/** A history, a question, and the time at which it is asked. */
export interface Case {
  readonly history: readonly Moment[];
  readonly captureText: boolean;
  readonly asked: Question;
  readonly now: number;
}

/** A dialog and a silence are at hand for the questions that need one. */
interface RandomCase extends Case {
  readonly dialog: string | undefined;
  readonly quietMinutes: number;
}

/** The same seed gives the same histories, whatever is asked of them. */
const randomCase: fc.Arbitrary<RandomCase> = fc
  .record({
    start: fc.constantFrom(...STARTS),
    visits: fc.array(visit, { minLength: 1, maxLength: 16, size: 'max' }),
    captureText: fc.boolean(),
    question,
    dialog: ifGiven(dialogName),
    quietMinutes: fc.integer({ min: 3, max: 3 * 24 * 60 }),
  })
  .map(
    ({
      start,
      visits,
      question: { filter: filters, start: first, length, ...asked },
      ...rest
    }) => ({
      ...rest,
      history: historyOf(start, visits),
      asked: {
        ...asked,
        ...filters,
        from: start + first * QUARTER_MS,
        to: start + (first + length) * QUARTER_MS,
      },
      now: start + 90 * DAY_MS,
    }),
  );

function plainCase({ history, captureText, asked, now }: RandomCase): Case {
  return { history, captureText, asked, now };
}

function withDialog<C extends RandomCase>({ asked, dialog, ...rest }: C): C {
  return { ...rest, dialog, asked: { ...asked, ...(dialog !== undefined && { dialog }) } } as C;
}

/** The last of it has happened just now, or some hours ago. */
function justNow<C extends RandomCase>(given: C): C {
  const { history, quietMinutes } = given;
  const now = Math.max(...history.map(({ at }) => at)) + quietMinutes * MINUTE_MS;
  const end = (Math.floor(now / QUARTER_MS) + 1) * QUARTER_MS;
  const from = Math.min(given.asked.from, end - DAY_MS);
  return { ...given, now, asked: { ...given.asked, from, to: Math.min(given.asked.to, end) } };
}

/** All has long happened. */
export const longAgo = randomCase.map(plainCase);
/** Most questions are about the sessions in which a dialog was opened. */
export const inDialog = randomCase.map(withDialog).map(plainCase);
/** Some sessions may be open yet. */
export const recent = randomCase.map(justNow).map(plainCase);
export const recentInDialog = randomCase.map(withDialog).map(justNow).map(plainCase);
