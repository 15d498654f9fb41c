/** What is captured of each kind of turn, with both SDKs over real HTTP. */

import * as agents from '@microsoft/agents-hosting';
import { describe, expect, test, vi } from 'vitest';

import type { Captured, Fact } from '../../src/model/turn.ts';
import { SDKS } from '../support/bots.ts';
import type { BotContext, Sdk } from '../support/bots.ts';
import { collectingCapture } from '../support/capture.ts';
import { SCRIPTS, incoming, playScript } from './turns.ts';

vi.spyOn(console, 'error').mockImplementation(() => undefined);

/** One line per captured value: `turn[error] in message > out message:sent:reply-1`. */
function summary(captured: Captured): string {
  const facts = captured.facts.map(line).join(' > ');
  if (captured.type === 'amendment') return `amendment ${facts}`;
  const error = captured.error ? `[${captured.error.type}]` : '';
  const rewritten = captured.typeAtEnd === undefined ? '' : ` ends as ${captured.typeAtEnd}`;
  return `turn${error} ${facts}${rewritten}`;
}

function line(fact: Fact): string {
  switch (fact.type) {
    case 'incoming':
      return `in ${[fact.activity.type, fact.activity.name].filter(Boolean).join(' ')}`;
    case 'outgoing':
      return `out ${fact.activity.type}:${fact.status}:${fact.activity.id ?? ''}`;
    case 'updated':
    case 'deleted':
      return `${fact.type} ${fact.activityId}`;
    case 'call':
      return `call ${fact.call.name}`;
  }
}

type Expected = readonly string[] | Readonly<Record<Sdk, readonly string[]>>;

/** By the name of the script; per SDK where the two differ. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  'message, reply': ['turn in message > out message:sent:reply-1'],
  'trace on directline': ['turn in message > out trace:sent:'],
  'trace on the emulator': ['turn in message > out trace:sent:reply-1'],
  'typing, message, delay, message': {
    botbuilder: [
      'turn in message > out typing:sent:reply-1 > out message:sent:reply-2 > out delay:sent: > out message:sent:reply-3',
    ],
    agents: [
      'turn in message > out typing:sent:reply-1 > out message:sent:reply-2 > out delay:sent:reply-3 > out message:sent:reply-4',
    ],
  },
  expectReplies: ['turn in message > out message:sent:'],
  'the bot throws, the handler apologises': [
    'turn[OrderError] in message > out message:sent:reply-1',
    'amendment out message:sent:reply-2',
  ],
  'the bot throws, nobody of ours handles it': {
    botbuilder: ['turn[OrderError] in message'],
    agents: [
      'turn[OrderError] in message',
      'amendment out trace:sent:',
      'amendment out message:sent:reply-1',
      'amendment out message:sent:reply-2',
    ],
  },
  'the connector refuses a send': {
    botbuilder: [
      'turn[RestError] in message > out message:failed:',
      'turn in message > out message:sent:reply-1',
    ],
    agents: [
      'turn[HttpError] in message > out message:failed:',
      'turn in message > out message:sent:reply-1',
    ],
  },
  'the connector breaks, attempt by attempt': {
    botbuilder: ['turn[RestError] in message > out message:failed:'],
    agents: ['turn[HttpError] in message > out message:failed:'],
  },
  'an un-awaited send': ['turn in message', 'amendment out message:unknown:reply-1'],
  'a send after the turn': ['turn in message'],
  'invoke, not answered': ['turn in invoke task/fetch'],
  'invoke, answered': ['turn in invoke task/fetch > out invokeResponse:sent:'],
  proactive: ['turn in event ContinueConversation > out message:sent:reply-1'],
  'conversationUpdate without from': ['turn in conversationUpdate > out message:sent:reply-1'],
  'an update and a delete': [
    'turn in message > out message:sent:reply-1 > updated reply-1 > deleted reply-1',
  ],
  'a later middleware rewrites the event into a message': [
    'turn in event webchat/join > out message:sent:reply-1 ends as message',
  ],
  'a later middleware answers and ends the turn': ['turn in message > out message:sent:reply-1'],
};

describe.each(SDKS)('%s', (sdk) => {
  test.concurrent.for(SCRIPTS)('$name', { timeout: 60_000 }, async (script) => {
    const capture = collectingCapture({ clock: Date.now });
    await playScript(sdk, script, [capture.middleware]);
    const expected = EXPECTED[script.name];

    expect(capture.captured.map(summary)).toEqual(
      expected && 'agents' in expected ? expected[sdk] : expected,
    );
    expect(capture.dropped).toEqual({});
    expect(capture.notices).toEqual({});
    expect(JSON.stringify(capture.captured)).not.toMatch(/secret|Ann|127\.0\.0\.1|no such order/u);
  });

  test('the turn is found by its context, by a copy of it, and by none at all', async () => {
    const capture = collectingCapture({ clock: Date.now });
    const script = {
      name: 'calls',
      logic: async (context: BotContext) => {
        capture.of(context).setTopic('context');
        await context.sendActivity('hi');
        const copy =
          context instanceof agents.TurnContext ? new agents.TurnContext(context) : context;
        capture.of(copy).setTopic('copy');
        await new Promise((resolve) => setImmediate(resolve));
        capture.of().setTopic('none');
      },
    };
    await playScript(sdk, script, [capture.middleware]);

    expect(capture.captured.map(summary)).toEqual([
      'turn in message > call setTopic > out message:sent:reply-1 > call setTopic > call setTopic',
    ]);
  });

  test('the origin is what the channel sent', async () => {
    const capture = collectingCapture({ clock: Date.now });
    const activity = incoming({
      channelId: 'msteams',
      locale: 'de-AT',
      from: { id: '29:1', aadObjectId: 'canary', role: 'user' },
      conversation: { id: 'a:1', conversationType: 'channel', tenantId: 'canary' },
      entities: [{ type: 'clientInfo', platform: 'iOS', country: 'AT' }],
    });
    const play = ({ post }: { post(activity: object): Promise<void> }) => post(activity);
    await playScript(sdk, { name: 'origin', play, logic: async () => undefined }, [
      capture.middleware,
    ]);

    expect(capture.turns[0]?.origin).toEqual({
      turnId: 'id-1',
      receivedAt: expect.any(Number),
      at: Date.parse(String(activity['timestamp'])),
      channel: 'msteams',
      conversation: { id: 'a:1', isGroup: true },
      from: { id: '29:1', role: 'user' },
      recipient: { id: 'bot-1' },
      locale: 'de-AT',
      device: 'iOS',
      test: false,
    });
    expect(capture.turns[0]?.facts[0]).toEqual({
      type: 'incoming',
      at: Date.parse(String(activity['timestamp'])),
      activity: expect.objectContaining({ type: 'message', id: 'activity-1', text: 'hello' }),
    });
  });
});
