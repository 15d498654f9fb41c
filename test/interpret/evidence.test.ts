import { describe, expect, test } from 'vitest';
import { openDraft } from '../../src/interpret/draft.ts';
import { evidenceOf } from '../../src/interpret/evidence.ts';
import type { MessageEvidence } from '../../src/interpret/evidence.ts';
import type { Evidence } from '../../src/interpret/rules/rule.ts';
import { SHORT_KEY_LENGTH } from '../../src/model/state.ts';
import { SECOND_MS } from '../../src/model/time.ts';
import type {
  CapturedActivity,
  CapturedTurn,
  DialogTrace,
  Fact,
  Recognition,
  StackedDialog,
} from '../../src/model/turn.ts';
import {
  NOON,
  SETTINGS,
  activity,
  activityKey,
  call,
  incoming,
  outgoing,
  stage,
  text,
  textKey,
  turn,
} from './play.ts';
import type { Stage } from './play.ts';

const at = (seconds: number): number => NOON + seconds * SECOND_MS;
const QUESTION = text('well?');

/** The evidence of a turn, after what was played before. */
function evidenceIn(
  captured: CapturedTurn,
  more: Partial<MessageEvidence> & { readonly after?: Stage; readonly held?: boolean } = {},
): Evidence {
  const { after = stage(), held = false, messageType = 'text', ...message } = more;
  const draft = openDraft(
    {
      captured,
      facts: captured.facts,
      known: { conversation: after.conversation(), nearbySessions: [], votes: [] },
      settings: { ...SETTINGS, thresholds: { clu: 0.7 } },
      activityKey: (id) => activityKey(id).slice(0, SHORT_KEY_LENGTH),
      textKey,
      matches: (list, words) => list === 'fallbackTexts' && words === 'Pardon?',
    },
    {
      amended: undefined,
      proactive: false,
      humanHolds: held,
      mustOpen: false,
      handoverWords: {},
    },
  );
  return evidenceOf(draft, { messageType, ...message });
}

const asked = (...facts: readonly Fact[]) => turn([incoming(at(0), QUESTION), ...facts]);
const said = (words: string, more: Partial<CapturedActivity> = {}) =>
  outgoing(at(1), { ...text(words), ...more });
const event = (name: string) => activity({ type: 'event', name });

test('a turn in which nothing happened tells nothing', () => {
  expect(evidenceIn(asked())).toEqual({
    messageType: 'text',
    verdict: undefined,
    held: false,
    click: undefined,
    prompt: undefined,
    recognitions: [],
    thresholds: { clu: 0.7 },
    fallback: false,
    answered: false,
    failed: false,
  });
});

test('what is known of the message and the conversation is handed on', () => {
  const click = { type: 'card_button', title: 'Buy', confidence: 'certain' } as const;

  expect(evidenceIn(asked(), { messageType: 'value', click, held: true })).toMatchObject({
    messageType: 'value',
    click: 'certain',
    held: true,
  });
});

test('the last verdict counts', () => {
  const facts = [
    call(at(1), { name: 'unrecognized', reason: 'lost' }),
    call(at(1), { name: 'setTopic', topic: 'x' }),
    call(at(1), { name: 'recognized', intent: 'Order', score: 0.9 }),
    call(at(1), { name: 'setTopic', topic: 'y' }),
  ];

  expect(evidenceIn(asked(...facts)).verdict).toEqual({
    class: 'recognized',
    intent: 'Order',
    score: 0.9,
  });
});

test('a turn that threw has failed', () => {
  const failed = turn([incoming(at(0), QUESTION)], { error: { type: 'Error' } });

  expect(evidenceIn(failed).failed).toBe(true);
});

describe('whether the bot has answered', () => {
  test.for<{ what: string; fact: Fact; answered: boolean }>([
    { what: 'a message', fact: said('hi'), answered: true },
    { what: 'a message without words', fact: outgoing(at(1), activity()), answered: true },
    { what: 'a message that failed', fact: outgoing(at(1), text('hi'), 'failed'), answered: false },
    {
      what: 'one that may have come',
      fact: outgoing(at(1), text('hi'), 'unknown'),
      answered: true,
    },
    { what: 'a final chunk', fact: said('hi', { streamType: 'final' }), answered: true },
    { what: 'a chunk', fact: said('hi', { streamType: 'streaming' }), answered: false },
    { what: 'news of the stream', fact: said('…', { streamType: 'informative' }), answered: false },
    { what: 'an event', fact: outgoing(at(1), event('open')), answered: true },
    {
      what: 'an event that failed',
      fact: outgoing(at(1), event('open'), 'failed'),
      answered: false,
    },
    {
      what: 'the answer to an invoke',
      fact: outgoing(at(1), activity({ type: 'invokeResponse' })),
      answered: true,
    },
    {
      what: 'the end of the conversation',
      fact: outgoing(at(1), activity({ type: 'endOfConversation' })),
      answered: true,
    },
    { what: 'typing', fact: outgoing(at(1), activity({ type: 'typing' })), answered: false },
    { what: 'a trace', fact: outgoing(at(1), activity({ type: 'trace' })), answered: false },
    { what: 'a delay', fact: outgoing(at(1), activity({ type: 'delay' })), answered: false },
    { what: 'an updated message', fact: { type: 'updated', at: at(1) }, answered: true },
    { what: 'a deleted message', fact: { type: 'deleted', at: at(1) }, answered: false },
    { what: 'a human', fact: call(at(1), { name: 'requestHandover' }), answered: true },
    { what: 'a mark', fact: call(at(1), { name: 'setTopic', topic: 'x' }), answered: false },
  ])('$what: $answered', ({ fact, answered }) => {
    expect(evidenceIn(asked(fact)).answered).toBe(answered);
  });
});

describe('whether the bot is lost', () => {
  test.for<{ what: string; facts: readonly Fact[]; fallback: boolean }>([
    { what: 'it says so', facts: [said('Pardon?')], fallback: true },
    { what: 'it says so among others', facts: [said('Hm.'), said('Pardon?')], fallback: true },
    { what: 'it says something else', facts: [said('Fine.')], fallback: false },
    {
      what: 'it could not say so',
      facts: [outgoing(at(1), text('Pardon?'), 'failed')],
      fallback: false,
    },
    {
      what: 'it was about to',
      facts: [said('Pardon?', { streamType: 'streaming' })],
      fallback: false,
    },
    { what: 'an event says so', facts: [said('Pardon?', { type: 'event' })], fallback: false },
    { what: 'the user says so', facts: [incoming(at(1), text('Pardon?'))], fallback: false },
  ])('$what: $fallback', ({ facts, fallback }) => {
    expect(evidenceIn(asked(...facts)).fallback).toBe(fallback);
  });
});

describe('recognizers', () => {
  const clu: Recognition = { recognizer: 'clu', intent: 'Order', score: 0.9 };
  const qna: Recognition = { recognizer: 'qna', score: 0.5 };
  const trace = (recognition: Recognition) =>
    outgoing(at(1), activity({ type: 'trace', recognition }));

  test('are known from traces, and from what was left in the state of the turn', () => {
    const captured = { ...asked(trace(clu)), recognitions: [qna] };

    expect(evidenceIn(captured).recognitions).toEqual([clu, qna]);
    expect(evidenceIn({ ...asked(), recognitions: [qna] }).recognitions).toEqual([qna]);
    expect(evidenceIn(asked(trace(qna), trace(clu))).recognitions).toEqual([qna, clu]);
  });
});

describe('the prompt, by the stack', () => {
  const order = (step: number): StackedDialog => ({ id: 'order', step, instance: 'i1' });
  const stackOf = (dialogs: readonly StackedDialog[], more: Partial<DialogTrace> = {}) =>
    outgoing(
      at(2),
      activity({
        type: 'trace',
        stack: { dialogs, interrupted: false, ended: 'completed', ...more },
      }),
    );
  const PROMPT = { id: 'TextPrompt', texts: ['Where to?'] };
  const before = (): Stage => {
    const one = stage();
    one.play(
      turn([
        incoming(at(-9), text('order')),
        said('Where to?', { inputHint: 'expectingInput' }),
        stackOf([order(0)], { prompt: PROMPT }),
      ]),
    );
    return one;
  };
  const onward = stackOf([order(1)], { prompt: PROMPT });

  test.for<{
    what: string;
    facts: readonly Fact[];
    messageType?: Evidence['messageType'];
    outcome: string | undefined;
  }>([
    { what: 'a step further', facts: [said('When?'), onward], outcome: 'accepted' },
    {
      what: 'asked again',
      facts: [said('Where to?'), stackOf([order(0)], { prompt: PROMPT })],
      outcome: 'rejected',
    },
    {
      what: 'asked again with the very words of the last turn, not the prompt’s own',
      facts: [said('where TO?'), stackOf([order(0)], { prompt: { ...PROMPT, texts: ['x'] } })],
      outcome: 'rejected',
    },
    {
      what: 'the last of two traces counts',
      facts: [stackOf([order(0)]), onward],
      outcome: 'accepted',
    },
    {
      what: 'a file is an answer too',
      facts: [onward],
      messageType: 'attachment',
      outcome: 'accepted',
    },
    { what: 'a command is none', facts: [onward], messageType: 'command', outcome: undefined },
    { what: 'no trace in this turn', facts: [said('Where to?')], outcome: undefined },
  ])('$what: $outcome', ({ facts, messageType = 'text', outcome }) => {
    expect(evidenceIn(asked(...facts), { after: before(), messageType }).prompt?.outcome).toBe(
      outcome,
    );
  });

  test('says nothing in the first turn that tells a stack', () => {
    expect(evidenceIn(asked(said('Where to?'), onward)).prompt).toBeUndefined();
  });
});

describe('the prompt, by the words of a bot that tells no stack', () => {
  const asking = (...sent: readonly Fact[]): Stage => {
    const one = stage();
    one.play(turn([incoming(at(-9), text('hi')), ...sent]));
    return one;
  };
  const where = said('Where to?', { inputHint: 'expectingInput' });
  const colors = said('Which? (1) red or (2) blue', { inputHint: 'expectingInput' });

  test.for<{
    what: string;
    before: readonly Fact[];
    message?: CapturedActivity;
    facts: readonly Fact[];
    outcome: string | undefined;
  }>([
    {
      what: 'it asks the same again',
      before: [where],
      facts: [said('where  to?')],
      outcome: 'rejected',
    },
    {
      what: 'it asks the same again in two messages',
      before: [said('Hello!', { inputHint: 'expectingInput' }), where],
      facts: [said('Hello!'), said('Where to?')],
      outcome: 'rejected',
    },
    {
      what: 'it says something and asks the same again',
      before: [where],
      facts: [said('We fly everywhere.'), said('Where to?')],
      outcome: 'answered',
    },
    { what: 'it goes on', before: [where], facts: [said('When?')], outcome: 'answered' },
    { what: 'it is silent', before: [where], facts: [], outcome: undefined },
    {
      what: 'it had not asked',
      before: [said('Hello!')],
      facts: [said('Hello!')],
      outcome: undefined,
    },
    {
      what: 'a choice by its number',
      before: [colors],
      message: text('2'),
      facts: [said('Blue it is.')],
      outcome: 'accepted',
    },
    {
      what: 'a choice by its title',
      before: [colors],
      message: text(' RED '),
      facts: [said('Red it is.')],
      outcome: 'accepted',
    },
    {
      what: 'no choice',
      before: [colors],
      message: text('green'),
      facts: [said('There is no green.')],
      outcome: 'answered',
    },
    {
      what: 'the same choices again, below other words',
      before: [colors],
      message: text('2 please'),
      facts: [said('Please choose: (1) red or (2) blue')],
      outcome: 'rejected',
    },
  ])('$what: $outcome', ({ before, message = QUESTION, facts, outcome }) => {
    const prompt = evidenceIn(asked(...facts), {
      after: asking(...before),
      activity: message,
    }).prompt;

    expect(prompt?.outcome).toBe(outcome);
    expect(prompt?.confidence).toBe(outcome && 'probable');
  });

  test('only the last turn in which the bot spoke has asked', () => {
    const one = asking(where);
    one.play(turn([incoming(at(-5), text('Rome')), said('Thanks.')]));

    expect(evidenceIn(asked(said('Where to?')), { after: one }).prompt).toBeUndefined();
  });

  test('a number that an older turn had listed is an answer like any other', () => {
    const one = asking(colors);
    one.play(turn([incoming(at(-5), text('red')), where]));
    const prompt = evidenceIn(asked(said('When?')), { after: one, activity: text('2') }).prompt;

    expect(prompt?.outcome).toBe('answered');
  });

  test('a turn in which it was silent between them changes nothing', () => {
    const one = asking(where);
    one.play(turn([incoming(at(-5), text('hm'))]));

    expect(evidenceIn(asked(said('Where to?')), { after: one }).prompt?.outcome).toBe('rejected');
  });
});
