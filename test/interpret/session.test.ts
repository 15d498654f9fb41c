import { expect, test } from 'vitest';
import { openSession, placeInSession } from '../../src/interpret/session.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import { NOON, SETTINGS, call, exchange, incoming, outgoing, stage, text, turn } from './play.ts';

const SEGMENT = {
  bot: 'bot',
  channel: 'webchat',
  locale: 'en',
  botVersion: '1',
  device: 'unknown',
  browser: 'unknown',
  test: false,
};
const at = (minutes: number): number => NOON + minutes * MINUTE_MS;
const session = (id: string, from: number, to: number, ended?: true) => ({
  ...openSession(id, at(from), { user: 1, number: 1, segment: SEGMENT }),
  lastAt: at(to),
  ...(ended && { ended }),
});

const latest = session('s2', 100, 110);
const ended = session('s2', 100, 110, true);
const earlier = session('s1', 20, 60, true);

test.for([
  { when: 'there is no session', session: undefined, minute: 0, expected: { open: 'latest' } },
  { when: 'within its span', session: latest, minute: 105, expected: { join: latest } },
  { when: 'exactly 30 min of silence', session: latest, minute: 140, expected: { join: latest } },
  {
    when: '1 ms more',
    session: latest,
    minute: 140 + 1 / 60_000,
    expected: { open: 'latest', ends: latest },
  },
  { when: 'after an explicit cut', session: ended, minute: 111, expected: { open: 'latest' } },
  { when: 'late, within a cut session', session: ended, minute: 105, expected: { join: ended } },
  {
    when: 'late, only the latest covers it',
    session: latest,
    minute: 95,
    expected: { join: latest },
  },
  {
    when: 'late, two cover it: the earlier',
    session: latest,
    minute: 80,
    expected: { join: earlier },
  },
  {
    when: 'late, just after the earlier one',
    session: latest,
    minute: 65,
    expected: { join: earlier },
  },
  {
    when: 'late, before both by the timeout',
    session: latest,
    minute: -10,
    expected: { join: earlier },
  },
  { when: 'late, before all', session: latest, minute: -11, expected: { open: 'late' } },
])('a fact $when', ({ session: known, minute, expected }) => {
  const participant = { sessionCount: 1, ...(known && { session: known }) };

  const placement = placeInSession({
    at: at(minute),
    timeoutMs: 30 * MINUTE_MS,
    participant,
    nearby: [earlier],
  });

  expect(placement).toEqual(expected);
});

test('what a turn sends stays in the session of its message, though a clock ran behind', () => {
  const behind = placeInSession({
    at: at(99),
    timeoutMs: 30 * MINUTE_MS,
    participant: { sessionCount: 2, session: latest },
    nearby: [session('s1', 20, 99, true)],
    turnSession: latest,
  });

  expect(behind).toEqual({ join: latest });
});

test('an infinite timeout never cuts', () => {
  const placement = placeInSession({
    at: at(100_000),
    timeoutMs: Infinity,
    participant: { sessionCount: 1, session: latest },
    nearby: [],
  });

  expect(placement).toEqual({ join: latest });
});

test('a message, its answer and a message within the timeout are one session', () => {
  const { play, sessions, all } = stage();
  play(exchange(NOON));
  play(exchange(NOON + 29 * MINUTE_MS));

  expect(sessions()).toMatchObject([
    { received: 2, messages: 2, sent: 2, startedAt: NOON, lastAt: NOON + 29 * MINUTE_MS + 1000 },
  ]);
  expect(all('session_started')).toHaveLength(1);
});

test('silence longer than the timeout ends a session and opens another', () => {
  const { play, all } = stage();
  play(exchange(NOON));
  play(exchange(NOON + HOUR_MS));

  expect(all('session_started').map(({ data }) => data.sessionNumber)).toEqual([1, 2]);
  expect(all('session_ended')).toMatchObject([
    { at: NOON + 1000, data: { durationMs: 1000, received: 1, sent: 1, ended: 'timeout' } },
  ]);
});

test('a channel can have a timeout of its own', () => {
  const { play, sessions } = stage(SETTINGS);
  const teams = (minute: number) =>
    turn([incoming(at(minute), text('hi'))], { channel: 'msteams' });
  play(teams(0));
  play(teams(60));

  expect(sessions()).toHaveLength(1);
});

test('startSession puts its whole turn into a new session', () => {
  const { play, sessions, all } = stage();
  play(exchange(NOON));
  play(exchange(at(1), 'again', { name: 'startSession' }, { name: 'setTopic', topic: 'orders' }));

  expect(sessions()).toMatchObject([
    { received: 1, sent: 1, topics: [] },
    { received: 1, sent: 1, topics: [{ topic: 'orders' }] },
  ]);
  expect(all('session_ended')).toMatchObject([{ data: { ended: 'explicit' } }]);
});

test('endSession cuts after its turn', () => {
  const { play, sessions } = stage();
  play(exchange(NOON, 'bye', { name: 'endSession' }));
  play(exchange(at(1)));

  expect(sessions().map(({ received, sent, ended: cut }) => [received, sent, cut])).toEqual([
    [1, 1, true],
    [1, 1, undefined],
  ]);
});

test('a late turn that ends its session leaves the open one alone', () => {
  const { play, sessions } = stage();
  play(exchange(at(300)));
  play(turn([incoming(at(0), text('late')), call(at(0), { name: 'endSession' })]));
  play(exchange(at(301)));

  expect(sessions().map(({ received }) => received)).toEqual([2, 1]);
});

test('endOfConversation cuts, whichever side says it', () => {
  for (const say of [incoming, outgoing]) {
    const { play, sessions } = stage();
    play(exchange(NOON));
    play(turn([say(at(1), { type: 'endOfConversation', attachmentCount: 0, hasValue: false })]));
    play(exchange(at(2)));

    expect(sessions()).toHaveLength(2);
  }
});

test('a campaign opens a session without messages, for one person, not for a group', () => {
  const proactive = (isGroup: boolean) =>
    turn(
      [
        incoming(NOON, {
          type: 'event',
          name: 'ContinueConversation',
          attachmentCount: 0,
          hasValue: false,
        }),
        outgoing(NOON + 5, text('sale!')),
      ],
      { conversation: { id: 'c1', isGroup } },
    );
  const one = stage();
  one.play(proactive(false));
  const group = stage();
  group.play(proactive(true));

  expect(one.sessions()).toMatchObject([{ messages: 0, received: 0, sent: 1 }]);
  expect(one.all('signal_received')).toEqual([]);
  expect(one.all('message_sent')[0]).toMatchObject({ act: false, data: { proactive: true } });
  expect(group.sessions()).toEqual([]);
  expect(group.all('message_sent')).toHaveLength(1);
});

test('a late message joins the session it belongs to, or opens one that takes nobody’s place', () => {
  const { play, sessions, participant } = stage();
  play(exchange(at(0)));
  play(exchange(at(200)));
  play(turn([incoming(at(10), text('late'))]));
  play(turn([incoming(at(100), text('very late'))]));

  expect(sessions().map(({ received }) => received)).toEqual([2, 1, 1]);
  expect(participant().session?.startedAt).toBe(at(200));
});

test('a mark without any session is counted, not guessed', () => {
  const { play } = stage();
  const update = turn([
    incoming(NOON, { type: 'conversationUpdate', attachmentCount: 0, hasValue: false }),
    call(NOON, { name: 'setTopic', topic: 'orders' }),
  ]);

  expect(play(update)).toMatchObject({ stored: 1, dropped: { no_session: 1 } });
});

test('a mark before the welcome message waits for the session that this opens', () => {
  const { play, sessions } = stage();
  play(
    turn([
      incoming(NOON, { type: 'conversationUpdate', attachmentCount: 0, hasValue: false }),
      call(NOON, { name: 'setTopic', topic: 'welcome' }),
      outgoing(NOON + 1, text('welcome')),
    ]),
  );

  expect(sessions()).toMatchObject([{ topics: [{ topic: 'welcome' }], messages: 0, sent: 1 }]);
});

test.for([
  { words: '/start promo-7', source: 'promo-7' },
  { words: '/start@shop_bot promo-7', source: 'promo-7' },
  { words: '/start', source: undefined },
  { words: '/help promo-7', source: undefined },
  { words: 'hello promo-7', source: undefined },
])('a session that $words opens came from $source', ({ words, source }) => {
  const { play, all } = stage();
  play(exchange(NOON, words));

  expect(all('session_started').map(({ data }) => [data.entryPoint, data.source])).toEqual([
    ['message', source],
  ]);
});

test('a link into an open session opens none, and so tells nothing', () => {
  const { play, all } = stage();
  play(exchange(at(0)));
  play(exchange(at(1), '/start promo-7'));
  play(exchange(at(60), '/start promo-8'));

  expect(all('session_started').map(({ data }) => data.source)).toEqual([undefined, 'promo-8']);
});
