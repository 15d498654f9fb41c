/** Turns that are not simply a user's: developers', other bots', repeated ones, groups, nobody's. */

import {
  ConfigurationBotFrameworkAuthentication,
  ConversationState,
  InspectionMiddleware,
  InspectionState,
  MemoryStorage,
  UserState,
} from 'botbuilder';
import type { Activity, CloudAdapter } from 'botbuilder';
import { describe, expect, test } from 'vitest';
import { SDKS } from '../support/bots.ts';
import type { BotContext, BotMiddleware } from '../support/bots.ts';
import { chat } from './sdk/chat.ts';
import type { Chat } from './sdk/chat.ts';

const logic = async (context: BotContext): Promise<void> => {
  if (context.activity.type === 'message') await context.sendActivity('An answer.');
};

function inspection(): BotMiddleware {
  const storage = new MemoryStorage();
  return new InspectionMiddleware(
    new InspectionState(storage),
    new UserState(storage),
    new ConversationState(storage),
    {} as never, // it signs what goes to the Inspector: nothing does
  ) as unknown as BotMiddleware;
}

test("the Inspector's commands are no messages of a user", async () => {
  const bot = await chat('botbuilder', { logic, later: [inspection()] });
  await bot.say('/INSPECT open', '/INSPECT attach 123', 'hi');

  expect(await bot.heard()).toEqual(['system command', 'system command', 'recognized default']);
});

async function expectNobody(bot: Chat): Promise<void> {
  expect(await bot.heard()).toEqual([]);
  expect(await bot.told('signal_received')).toEqual([{ type: 'message' }]);
  expect(await bot.rows('SELECT * FROM users')).toEqual([]);
}

const CALLER = { callerId: 'urn:botframework:aadappid:4711' };

test('what another bot sends is a signal of nobody, in the Agents SDK', async () => {
  const bot = await chat('agents', { logic });
  await bot.post({ text: 'hi', ...CALLER });

  await expectNobody(bot);
});

test('what another bot sends is a signal of nobody, where botbuilder has authenticated it', async () => {
  const bot = await chat('botbuilder', { logic });
  const activity = {
    type: 'message',
    id: 'in-1',
    text: 'hi',
    channelId: 'msteams',
    from: { id: 'parent' },
    recipient: { id: 'bot' },
    conversation: { id: 'c1' },
    serviceUrl: bot.channel.url,
  } as Activity;
  const authentication = new ConfigurationBotFrameworkAuthentication({});
  const authenticated = await authentication.authenticateRequest(activity, '');
  const adapter = bot.bot.adapter as CloudAdapter;
  await adapter.processActivityDirect({ ...authenticated, ...CALLER }, activity, logic);

  await expectNobody(bot);
});

describe.for(SDKS)('%s', (sdk) => {
  test('what a skill sends is a signal of nobody', async () => {
    const bot = await chat(sdk, { logic });
    await bot.post({ text: 'hi', from: { id: 'skill', role: 'skill' } });

    await expectNobody(bot);
  });

  test('answers that are expected in the response are answers', async () => {
    const bot = await chat(sdk, { logic });
    const { status, body } = await bot.post({ text: 'hi', deliveryMode: 'expectReplies' });

    expect(status).toBe(200);
    expect(body).toMatchObject({ activities: [{ text: 'An answer.' }] });
    expect(await bot.heard()).toEqual(['recognized default']);
    expect(await bot.told('message_sent')).toHaveLength(1);
  });

  test('a message that the channel delivers twice counts once', async () => {
    const bot = await chat(sdk, { logic });
    await bot.post({ text: 'hi', id: 'same' });
    await bot.post({ text: 'hi', id: 'same' });

    expect(await bot.heard()).toEqual(['recognized default']);
    const { process } = await bot.health();
    // both answers have reached the user
    expect(process).toMatchObject({ received: 4, stored: 3, duplicate: 1 });
  });

  test('everybody in a group has a session of their own', async () => {
    const group = { conversation: { id: 'g1', conversationType: 'groupChat', isGroup: true } };
    const bot = await chat(sdk, { logic });
    for (const id of ['ann', 'bob', 'ann']) await bot.post({ text: 'hi', ...group, from: { id } });

    const started = (await bot.events()).filter(({ kind }) => kind === 'session_started');
    expect(started.map(({ user, conversation }) => [user, conversation])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect((await bot.told('message_received')).map(({ turnIndex }) => turnIndex)).toEqual([
      1, 1, 2,
    ]);
  });

  test('each thread of a Teams channel is a conversation, of the same users', async () => {
    const thread = (id: number) => ({
      conversation: {
        id: `19:abc@thread.tacv2;messageid=${id}`,
        conversationType: 'channel',
        isGroup: true,
      },
    });
    const bot = await chat(sdk, { logic });
    for (const id of [1, 2, 1]) await bot.post({ text: 'hi', ...thread(id) });

    const messages = (await bot.events()).filter(({ kind }) => kind === 'message_received');
    expect(messages.map(({ user, conversation }) => [user, conversation])).toEqual([
      [1, 1],
      [1, 2],
      [1, 1],
    ]);
  });

  test.for([
    { text: '/start promo-7', source: 'promo-7' },
    { text: '/start', source: undefined },
    { text: 'start promo-7', source: undefined },
  ])('"$text" begins a session from $source', async ({ text, source }) => {
    const bot = await chat(sdk, { logic, channelId: 'telegram' });
    await bot.say(text);

    const [started] = await bot.told('session_started');
    expect(started).toMatchObject({ sessionNumber: 1, entryPoint: 'message' });
    expect(started?.source).toBe(source);
    expect(await bot.heard()).toEqual([
      text.startsWith('/') ? 'system command' : 'recognized default',
    ]);
  });

  test('nobody is a user whom the channel does not name', async () => {
    const bot = await chat(sdk, { logic, channelId: 'webchat' });
    await bot.post({ type: 'conversationUpdate', from: undefined, membersAdded: [{ id: 'bot' }] });
    await bot.post({
      type: 'conversationUpdate',
      from: { id: 'c1' },
      membersAdded: [{ id: 'c1' }],
    });
    await bot.post({ type: 'event', name: 'webchat/join', from: { id: 'bot' } });

    expect(await bot.told('signal_received')).toHaveLength(3);
    expect(await bot.rows('SELECT * FROM users')).toEqual([]);
    expect(await bot.told('session_started')).toEqual([]);
  });

  test('an empty message is one of the system, an attachment is not', async () => {
    const bot = await chat(sdk, { logic });
    await bot.post({ text: '  ' });
    await bot.post({
      attachments: [{ contentType: 'image/png', contentUrl: 'https://a.example/b' }],
    });

    expect(await bot.heard()).toEqual(['system empty', 'recognized default']);
    expect((await bot.told('message_received')).map(({ messageType }) => messageType)).toEqual([
      'empty',
      'attachment',
    ]);
  });

  test('a message that is changed or taken back is sent once', async () => {
    const bot = await chat(sdk, {
      async logic(context) {
        const sent = await context.sendActivity('An answer.');
        await context.updateActivity({ type: 'message', id: sent?.id, text: 'A better answer.' });
        await context.deleteActivity(sent?.id ?? '');
      },
    });
    await bot.say('hi');

    expect(await bot.told('message_sent')).toHaveLength(1);
    expect(await bot.told('message_updated')).toHaveLength(1);
    expect(await bot.told('message_deleted')).toHaveLength(1);
  });
});
