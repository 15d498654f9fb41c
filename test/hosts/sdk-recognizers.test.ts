/** The recognizers of botbuilder-ai, against services on this machine: their own traces decide. */

import type { TurnContext } from 'botbuilder';
import { CustomQuestionAnswering, LuisRecognizer, QnAMaker } from 'botbuilder-ai';
import type {
  LuisRecognizerOptionsV2,
  LuisRecognizerOptionsV3,
  QnAMakerOptions,
} from 'botbuilder-ai';
import { expect, test } from 'vitest';
import { converse } from './sdk/dialog-bot.ts';
import type { ConversationOptions } from './sdk/dialog-bot.ts';
import { languageServices } from './sdk/language-services.ts';

const services = languageServices();

type Recognize = (context: TurnContext) => Promise<unknown>;

function luis(options: LuisRecognizerOptionsV2 | LuisRecognizerOptionsV3): LuisRecognizer {
  const applicationId = '11111111-2222-3333-4444-555555555555';
  const endpointKey = 'a'.repeat(32);
  return new LuisRecognizer({ applicationId, endpointKey, endpoint: services.url }, options);
}
const luisV2: Recognize = (context) =>
  luis({ apiVersion: 'v2', includeAllIntents: true }).recognize(context);
const luisV3: Recognize = (context) =>
  luis({ apiVersion: 'v3', includeAllIntents: true }).recognize(context);
const luisV3Brief: Recognize = (context) => luis({ apiVersion: 'v3' }).recognize(context);

/** Without a trace: the result is in the state of the turn, where the bot's code takes it from. */
const untraced: Recognize = async (context) => {
  const result = await luis({ apiVersion: 'v3' }).recognize(context.activity.text);
  context.turnState.set('LuisResult', result);
};

/** What the CLU recognizers of the community send: the SDK has none. */
const clu: Recognize = async (context) => {
  const recognizerResult = await luis({ apiVersion: 'v3' }).recognize(context.activity.text);
  await context.sendTraceActivity(
    'CluRecognizer',
    { recognizerResult, cluModel: { ProjectName: 'p' }, cluResult: {} },
    'https://www.clu.ai/schemas/trace',
    'Clu Trace',
  );
};

const endpoint = (host: string) => ({ knowledgeBaseId: 'kb', endpointKey: 'key', host });
const qna =
  (options?: QnAMakerOptions): Recognize =>
  (context) =>
    new QnAMaker(endpoint(`${services.url}/qnamaker`), options).getAnswers(context);
const questionAnswering: Recognize = (context) =>
  new CustomQuestionAnswering(endpoint(services.url)).getAnswers(context);

interface Case {
  readonly by: string;
  readonly recognizers: readonly Recognize[];
  /** What is written, and what it is. */
  readonly heard: Readonly<Record<string, string>>;
  readonly options?: ConversationOptions;
}

const FOUND = { 'book a flight': 'recognized intent Book', nonsense: 'unrecognized no_intent' };
const KNOWN = { 'opening hours': 'recognized intent', nonsense: 'unrecognized no_intent' };

test.for<Case>([
  {
    by: 'LUIS v2',
    recognizers: [luisV2],
    heard: { ...FOUND, 'perhaps fly': 'unrecognized no_intent' },
  },
  {
    by: 'LUIS v3',
    recognizers: [luisV3],
    heard: { ...FOUND, 'perhaps fly': 'unrecognized no_intent' },
  },
  { by: 'LUIS without all intents', recognizers: [luisV3Brief], heard: FOUND },
  {
    by: 'LUIS with a threshold of ours',
    recognizers: [luisV3],
    heard: { ...FOUND, 'perhaps fly': 'recognized intent Book' },
    options: { thresholds: { luis: 0.2 } },
  },
  { by: 'a result left in the state of the turn', recognizers: [untraced], heard: FOUND },
  { by: 'CLU', recognizers: [clu], heard: FOUND },
  {
    by: 'CLU with a threshold of ours',
    recognizers: [clu],
    heard: { 'book a flight': 'unrecognized no_intent' },
    options: { thresholds: { clu: 0.99 } },
  },
  {
    by: 'QnA Maker',
    recognizers: [qna()],
    heard: { ...KNOWN, 'maybe parking': 'unrecognized no_intent' },
  },
  {
    by: 'QnA Maker with a threshold of its own',
    recognizers: [qna({ scoreThreshold: 0.1 })],
    heard: { ...KNOWN, 'maybe parking': 'recognized intent' },
  },
  {
    by: 'QnA Maker with a threshold of ours',
    recognizers: [qna()],
    heard: { 'opening hours': 'unrecognized no_intent' },
    options: { thresholds: { qna: 0.99 } },
  },
  {
    by: 'custom question answering',
    recognizers: [questionAnswering],
    heard: { ...KNOWN, 'maybe parking': 'unrecognized no_intent' },
  },
  {
    by: 'LUIS and a knowledge base in one turn',
    recognizers: [luisV3, qna()],
    heard: {
      'book a flight': 'recognized intent Book',
      'opening hours': 'recognized intent',
      nonsense: 'unrecognized no_intent',
    },
  },
  {
    by: 'two models in one turn',
    recognizers: [luisV3, luisV2],
    heard: { 'book a flight': 'recognized intent Book', nonsense: 'unrecognized no_intent' },
  },
])('$by', async ({ recognizers, heard, options }) => {
  const bot = converse(async (context) => {
    for (const recognize of recognizers) await recognize(context);
    await context.sendActivity('An answer.');
  }, options);
  await bot.say(...Object.keys(heard));

  expect(await bot.heard()).toEqual(Object.values(heard));
  expect(JSON.stringify(await bot.rows('SELECT * FROM events'))).not.toMatch(
    /flight|nonsense|opening|No (?:answer|good match)/u,
  );
});

test('the score of the intent is kept', async () => {
  const bot = converse(async (context) => {
    await luisV3(context);
    await context.sendActivity('An answer.');
  });
  await bot.say('book a flight');

  expect(await bot.told('message_recognized')).toEqual([
    { reason: 'intent', confidence: 'certain', intent: 'Book', score: 0.93 },
  ]);
});

test('a recognizer that fails leaves the message to the other rules', async () => {
  const bot = converse(async (context) => {
    await luisV3(context);
    await context.sendActivity('An answer.');
  });

  await expect(bot.say('break')).rejects.toThrow();
  expect(await bot.heard()).toEqual(['unrecognized turn_error']);
});
