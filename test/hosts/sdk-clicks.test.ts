/** Buttons of every kind, pressed and typed, with both SDKs over real HTTP. */

import { CardFactory, MessageFactory } from 'botbuilder';
import { describe, expect, test } from 'vitest';
import { SDKS } from '../support/bots.ts';
import { chat } from './sdk/chat.ts';
import { OFFERS, PRESSES, suggested } from './sdk/presses.ts';

describe.for(SDKS)('%s', (sdk) => {
  test.for(PRESSES)('$what', async ({ offer, press, click, channelId = 'msteams' }) => {
    const { post, told, heard, rows } = await chat(sdk, {
      channelId,
      async logic(context) {
        const { type, text } = context.activity;
        if (type === 'message')
          await context.sendActivity(text === 'hi' ? OFFERS[offer]! : 'Fine.');
      },
    });
    await post({ text: 'hi' });
    await post(press);

    expect(
      (await told('button_clicked')).map(({ type, title, destination, confidence }) =>
        [type, title, destination, confidence].filter(Boolean).join(' '),
      ),
    ).toEqual(click === undefined ? [] : [click]);
    const [, pressed = 'no message'] = await heard();
    const understood = click === undefined ? 'recognized default' : 'recognized click';
    expect([understood, 'no message']).toContain(pressed);
    expect(JSON.stringify(await rows('SELECT * FROM events'))).not.toContain('canary');
  });

  test('an older card is known as long as it is among the last five of the bot', async () => {
    const { post, say, told } = await chat(sdk, {
      logic: async (context) =>
        void (await context.sendActivity(context.activity.text === 'hi' ? suggested : 'Well.')),
    });
    await say('hi', 'a', 'b', 'c', 'd');
    await post({ text: 'red' });
    await post({ text: 'red' });

    expect(await told('button_clicked')).toHaveLength(1);
  });

  test('buttons alike on two cards: the one that is answered', async () => {
    const card = (id: string) =>
      MessageFactory.attachment(
        CardFactory.adaptiveCard({
          type: 'AdaptiveCard',
          actions: [{ type: 'Action.Submit', title: `Yes to ${id}`, data: { answer: 'yes' } }],
        }),
      );
    const { post, say, told } = await chat(sdk, {
      logic: async (context) => {
        const { text } = context.activity;
        if (text !== undefined && text !== '') await context.sendActivity(card(text));
      },
    });
    await say('one', 'two');
    await post({ value: { answer: 'yes' }, replyToId: 'reply-1' });
    await post({ value: { answer: 'yes' } });

    expect((await told('button_clicked')).map(({ title }) => title)).toEqual([
      'Yes to one',
      'Yes to two',
    ]);
  });
});
