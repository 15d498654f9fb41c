/** Handing over to a human and back: the SDKs' events, Omnichannel's tags, phrases and buttons. */

import { EventFactory, TurnContext } from 'botbuilder';
import { describe, expect, test } from 'vitest';
import { SDKS } from '../support/bots.ts';
import type { BotContext } from '../support/bots.ts';
import { chat } from './sdk/chat.ts';
import type { Chat } from './sdk/chat.ts';

/** botbuilder has a factory for it; with the Agents SDK the same event is written by hand. */
async function initiate(context: BotContext): Promise<void> {
  const skill = { Skill: 'credit cards', va_Phrases: ['canary'] };
  const event =
    context instanceof TurnContext
      ? EventFactory.createHandoffInitiation(context, skill)
      : { type: 'event', name: 'handoff.initiate', value: skill };
  await context.sendActivity(event);
}

const escalate = (tags: unknown) => (context: BotContext) =>
  context.sendActivity({ type: 'message', text: 'One moment.', channelData: { tags } });

const status = (state: string) => ({
  type: 'event',
  name: 'handoff.status',
  value: { state, message: 'canary' },
});

const logic =
  (handOver: (context: BotContext) => Promise<unknown>) =>
  async (context: BotContext, { of }: Chat) => {
    const { type, text } = context.activity;
    if (type !== 'message') return;
    if (text === '???') of(context).unrecognized();
    if (text === 'human') await handOver(context);
    else if (text === 'menu') await context.sendActivity(MENU);
    else if (text !== 'silence') await context.sendActivity('An answer.');
  };

const MENU = {
  type: 'message',
  text: 'What now?',
  suggestedActions: { to: [], actions: [{ type: 'imBack', title: 'A human', value: 'human' }] },
};

/** Requests and what became of them, in their order. */
async function course({ events }: Chat): Promise<readonly string[]> {
  return (await events()).flatMap(({ kind, data }) => {
    if (!kind.startsWith('handover_')) return [];
    const { reason } = data as { reason?: string };
    return [kind.slice('handover_'.length), reason].filter(Boolean).join(' ');
  });
}

describe.for(SDKS)('%s', (sdk) => {
  test.for([
    { by: 'the event of the SDK', handOver: initiate },
    {
      by: "Omnichannel's tags as JSON",
      handOver: escalate(JSON.stringify({ type: 'Escalate', context: { a: 'canary' } })),
    },
    { by: "Omnichannel's tags as an object", handOver: escalate({ type: 'Escalate' }) },
  ])('a human is asked for by $by, takes over and gives back', async ({ handOver }) => {
    const bot = await chat(sdk, { logic: logic(handOver) });
    await bot.say('hi', 'human');
    await bot.post(status('accepted'));
    await bot.say('silence');
    await bot.post(status('completed'));
    await bot.say('silence');

    expect(await course(bot)).toEqual(['requested direct', 'accepted', 'completed']);
    expect(await bot.heard()).toEqual([
      'recognized default',
      'recognized default',
      'recognized human',
      'unrecognized no_answer',
    ]);
    expect(JSON.stringify(await bot.rows('SELECT * FROM events'))).not.toContain('canary');
  });

  test('a human who cannot be found leaves the conversation with the bot', async () => {
    const bot = await chat(sdk, { logic: logic(initiate) });
    await bot.say('human');
    await bot.post(status('failed'));
    await bot.say('silence');

    expect(await course(bot)).toEqual(['requested direct', 'failed']);
    expect((await bot.heard()).at(-1)).toBe('unrecognized no_answer');
  });

  test("Omnichannel's tags give the conversation back too", async () => {
    const bot = await chat(sdk, { logic: logic(escalate({ type: 'Escalate' })) });
    await bot.say('human', 'silence');
    await bot.post({ text: '', channelData: { tags: '{"type":"EndConversation"}' } });

    expect(await course(bot)).toEqual(['requested direct', 'completed']);
  });

  test('what is sent while a human has the conversation is of the human', async () => {
    const bot = await chat(sdk, { logic: logic(initiate) });
    await bot.say('human', 'silence');
    await bot.post(status('accepted'));
    await bot.say('relayed');
    await bot.post(status('completed'));
    await bot.say('hi');

    expect((await bot.told('message_sent')).map(({ author }) => author)).toEqual(['agent', 'bot']);
  });

  test.for<{ why: string; texts: readonly string[]; reason: string }>([
    { why: 'they say so', texts: ['hi', 'human'], reason: 'direct' },
    { why: 'the bot did not understand', texts: ['hi', '???', 'human'], reason: 'after_fallback' },
    { why: 'a button offers it', texts: ['menu', 'human'], reason: 'operator_button' },
    {
      why: 'a button offers it, after all',
      texts: ['???', 'menu', 'Human'],
      reason: 'operator_button',
    },
  ])('users ask for a human because $why: $reason', async ({ texts, reason }) => {
    const bot = await chat(sdk, {
      logic: logic(initiate),
      options: { handoverPhrases: ['human', /speak to (a|an) \w+/iu] },
    });
    await bot.say(...texts);

    expect(await course(bot)).toEqual([`requested ${reason}`]);
  });

  test('a phrase is enough, and further signs of it are the same request', async () => {
    const bot = await chat(sdk, {
      logic: logic(initiate),
      options: { handoverPhrases: [/speak to (a|an) \w+/iu] },
    });
    await bot.say('I want to speak to an operator', 'human', 'human');
    await bot.post(status('accepted'));

    expect(await course(bot)).toEqual(['requested direct', 'accepted']);
  });

  test("the developer's own sign, in both directions", async () => {
    const bot = await chat(sdk, {
      logic: logic((context) => context.sendActivity('#transfer')),
      options: {
        handoverSign: ({ text, direction }) => {
          if (text === '#transfer' && direction === 'outgoing') return 'requested';
          return text === '#joined' && direction === 'incoming' ? 'accepted' : undefined;
        },
      },
    });
    await bot.say('human', '#joined');

    expect(await course(bot)).toEqual(['requested direct', 'accepted']);
  });
});
