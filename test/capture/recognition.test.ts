/** What recognizers conclude: from their traces, and from what they leave in the state of the turn. */

import { describe, expect, test } from 'vitest';

import { readOutgoing } from '../../src/capture/activity.ts';
import { createReader } from '../../src/capture/read.ts';
import { adapterWith, collectingCapture, message } from '../support/capture.ts';

const read = createReader((reason) => {
  throw new Error(reason);
});

const recognitionOf = (activity: object) =>
  readOutgoing(read, { type: 'trace', ...activity }).recognition;

const intents = (scores: Record<string, number>) => ({
  text: 'canary',
  intents: Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, { score }])),
  entities: {},
});

const luis = (scores: Record<string, number>) => ({
  name: 'LuisRecognizer',
  label: 'LuisV3 Trace',
  value: { recognizerResult: intents(scores), luisModel: { ModelID: 'x' } },
});

const qna = (queryResults: unknown, scoreThreshold?: unknown) => ({
  name: 'QnAMaker',
  value: { message: {}, queryResults, knowledgeBaseId: 'x', scoreThreshold, top: 1 },
});

describe('a trace', () => {
  test.for<{ when: string; activity: object; recognition: unknown }>([
    {
      when: 'LUIS, the best intent',
      activity: luis({ Book: 0.7, Cancel: 0.9, None: 0.2 }),
      recognition: { recognizer: 'luis', intent: 'Cancel', score: 0.9 },
    },
    {
      when: 'LUIS, None best',
      activity: luis({ Book: 0.4, None: 0.8 }),
      recognition: { recognizer: 'luis', score: 0 },
    },
    {
      when: 'none in another case',
      activity: luis({ Book: 0.4, none: 0.8 }),
      recognition: { recognizer: 'luis', score: 0 },
    },
    {
      when: 'LUIS, None as good as another',
      activity: luis({ None: 0.5, Book: 0.5 }),
      recognition: { recognizer: 'luis', intent: 'Book', score: 0.5 },
    },
    {
      when: 'LUIS of an empty text',
      activity: luis({ '': 1 }),
      recognition: { recognizer: 'luis', score: 0 },
    },
    { when: 'no intents', activity: luis({}), recognition: { recognizer: 'luis', score: 0 } },
    {
      when: 'CLU',
      activity: { name: 'CluRecognizer', value: { recognizerResult: intents({ Book: 0.6 }) } },
      recognition: { recognizer: 'clu', intent: 'Book', score: 0.6 },
    },
    {
      when: 'Orchestrator, the result itself',
      activity: {
        name: 'OrchestratorRecognizer',
        value: { ...intents({ Book: 0.6 }), result: [] },
      },
      recognition: { recognizer: 'orchestrator', intent: 'Book', score: 0.6 },
    },
    {
      when: 'a regex',
      activity: { name: 'RegexRecognizer', value: intents({ help: 1 }) },
      recognition: { recognizer: 'regex', intent: 'help', score: 1 },
    },
    ...['QnAMatch', 'ChooseIntent'].map((name) => ({
      when: `the technical intent ${name}`,
      activity: luis({ [name]: 0.8 }),
      recognition: { recognizer: 'luis', score: 0.8 },
    })),
    {
      when: 'an answer',
      activity: qna([
        { id: 3, score: 0.6, answer: 'canary' },
        { id: 4, score: 0.8, answer: 'canary' },
      ]),
      recognition: { recognizer: 'qna', score: 0.8 },
    },
    {
      when: 'an answer counted to 100',
      activity: qna([{ id: 3, score: 85 }], 30),
      recognition: { recognizer: 'qna', score: 0.85, threshold: 0.3 },
    },
    {
      when: 'no good match',
      activity: qna([{ id: -1, score: 0, answer: 'No good match found in KB.' }], 0.4),
      recognition: { recognizer: 'qna', score: 0, threshold: 0.4 },
    },
    {
      when: 'a default answer that has a score',
      activity: qna([{ id: -1, score: 1 }]),
      recognition: { recognizer: 'qna', score: 0 },
    },
    { when: 'no answers', activity: qna([]), recognition: { recognizer: 'qna', score: 0 } },
    {
      when: 'answers of null',
      activity: qna(null, 'high'),
      recognition: { recognizer: 'qna', score: 0 },
    },
    {
      when: 'PascalCase',
      activity: {
        name: 'LuisRecognizer',
        value: { RecognizerResult: { Text: 'x', Intents: { Book: { Score: 0.7 } } } },
      },
      recognition: { recognizer: 'luis', intent: 'Book', score: 0.7 },
    },
    {
      when: 'PascalCase answers',
      activity: {
        name: 'QnAMaker',
        value: { QueryResults: [{ Id: 1, Score: 0.5 }], ScoreThreshold: 0.3 },
      },
      recognition: { recognizer: 'qna', score: 0.5, threshold: 0.3 },
    },
    {
      when: 'JSON in a text',
      activity: { ...luis({}), value: JSON.stringify({ recognizerResult: intents({ Book: 1 }) }) },
      recognition: { recognizer: 'luis', intent: 'Book', score: 1 },
    },
    {
      when: 'no name, but a label',
      activity: { label: 'Luis Trace', value: { recognizerResult: intents({ Book: 1 }) } },
      recognition: { recognizer: 'luis', intent: 'Book', score: 1 },
    },
    {
      when: 'no name, but the type of the value',
      activity: { valueType: 'RecognizerResult', value: intents({ Book: 1 }) },
      recognition: { recognizer: 'other', intent: 'Book', score: 1 },
    },
    {
      when: 'a name that is none of these, whatever its label',
      activity: { name: 'Mine', label: 'Luis Trace', value: intents({ Book: 1 }) },
      recognition: undefined,
    },
    {
      when: 'another recognizer that is to be asked',
      activity: luis({ DeferToRecognizer_Qna: 0.9, Book: 0.4 }),
      recognition: undefined,
    },
    {
      when: 'what the SDK fills in where no recognizer was asked',
      activity: { name: 'RegexRecognizer', value: intents({ None: 0 }) },
      recognition: undefined,
    },
    { when: 'a value of nothing', activity: { name: 'LuisRecognizer' }, recognition: undefined },
    {
      when: 'broken JSON',
      activity: { name: 'LuisRecognizer', value: '{"recognizerResult":' },
      recognition: undefined,
    },
    {
      when: 'scores that are none',
      activity: {
        name: 'RegexRecognizer',
        value: { intents: { a: { score: 'x' }, b: { score: Number.NaN }, c: null, d: -1 } },
      },
      recognition: { recognizer: 'regex', score: 0 },
    },
  ])('of $when', ({ activity, recognition }) => {
    expect(recognitionOf(activity)).toEqual(recognition);
  });

  test('keeps neither what was said nor what was answered', () => {
    const copies = [luis({ Book: 1 }), qna([{ id: 1, score: 1, answer: 'canary' }])].map(
      (activity) => readOutgoing(read, { type: 'trace', ...activity }),
    );

    expect(JSON.stringify(copies)).not.toContain('canary');
  });

  test('is looked at in traces alone', () => {
    expect(readOutgoing(read, { ...luis({ Book: 1 }), type: 'event' }).recognition).toBeUndefined();
  });
});

describe('the state of the turn', () => {
  async function recognitionsOf(entries: readonly [unknown, unknown][], activity = message()) {
    const capture = collectingCapture();
    await adapterWith(capture).run(activity, async ({ turnState }) => {
      for (const [key, value] of entries) turnState.set(key, value);
    });
    expect(capture.errors).toEqual([]);
    return capture.turns[0]?.recognitions;
  }

  const BOOK = intents({ Book: 0.8 });
  const GUID = '01234567-89ab-cdef-0123-456789abcdef';

  test.for<{ key: string; value: object; recognizer: string | undefined }>([
    { key: 'turn', value: { recognized: BOOK }, recognizer: 'adaptive' },
    { key: 'turn', value: BOOK, recognizer: undefined },
    { key: `https://westus.api.example${GUID}`, value: BOOK, recognizer: 'luis' },
    { key: 'https://x.cognitiveservices.azure.com/booking', value: BOOK, recognizer: 'clu' },
    { key: 'LuisResult', value: BOOK, recognizer: 'luis' },
    { key: 'mine', value: BOOK, recognizer: 'other' },
    { key: 'mine', value: { intents: BOOK.intents }, recognizer: undefined },
    { key: 'mine', value: { text: 'hi' }, recognizer: undefined },
  ])('under $key: $recognizer', async ({ key, value, recognizer }) => {
    const found = recognizer && [{ recognizer, intent: 'Book', score: 0.8 }];

    expect(await recognitionsOf([[key, value]])).toEqual(found);
  });

  test.for([
    { when: 'a message', activity: message(), found: 1 },
    {
      when: 'a card action',
      activity: message({ type: 'invoke', name: 'adaptiveCard/action' }),
      found: 1,
    },
    { when: 'an event', activity: message({ type: 'event', name: 'x' }), found: 0 },
  ])('is looked at after $when: $found', async ({ activity, found }) => {
    expect((await recognitionsOf([['mine', BOOK]], activity)) ?? []).toHaveLength(found);
  });

  test('gives at most ten, and is not searched for ever', async () => {
    const results = Array.from({ length: 100 }, (_, i): [string, object] => [`mine${i}`, BOOK]);
    const services = Array.from({ length: 100 }, (_, i): [string, object] => [`service${i}`, {}]);

    expect(await recognitionsOf(results)).toHaveLength(10);
    expect(await recognitionsOf([...services, ['mine', BOOK]])).toBeUndefined();
  });

  test('keys that are no texts, and values that cannot be read, are left alone', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();

    expect(
      await recognitionsOf([
        [Symbol('mine'), BOOK],
        [{}, BOOK],
        ['revoked', proxy],
        ['turn', proxy],
        ['mine', BOOK],
      ]),
    ).toEqual([{ recognizer: 'other', intent: 'Book', score: 0.8 }]);
  });
});
