/** The Agents SDK's `AgentApplication` over real HTTP: routes, long-running messages, streams, typing. */

import { AgentApplication, CloudAdapter, MemoryStorage } from '@microsoft/agents-hosting';
import type { AgentApplicationOptions, TurnState } from '@microsoft/agents-hosting';
import { expect, test, vi } from 'vitest';
import { chatWith } from './sdk/chat.ts';
import type { Chat } from './sdk/chat.ts';
import { watch } from './sdk/watch.ts';
import type { Watched } from './sdk/watch.ts';

vi.spyOn(console, 'error').mockImplementation(() => undefined);

type App = AgentApplication<TurnState>;

/** Registered as the README says: on the application's own adapter. */
async function serveApp(
  routes: (app: App, analytics: Watched) => void,
  options: Partial<AgentApplicationOptions<TurnState>> = {},
): Promise<Chat> {
  const adapter = new CloudAdapter({});
  const app: App = new AgentApplication({ adapter, storage: new MemoryStorage(), ...options });
  const analytics = watch();
  adapter.use(analytics.middleware);
  routes(app, analytics);
  return chatWith(analytics, (request, response) =>
    adapter.process({ ...request, user: ANONYMOUS }, response, async (context) => {
      await app.run(context);
    }),
  );
}

/** What `authorizeJWT({})` finds where nobody has to authenticate. */
const ANONYMOUS = { name: 'anonymous' };

test('what a route takes is recognized, what none takes has no answer', async () => {
  const { say, heard, told } = await serveApp((app) => {
    app.onMessage('status', async (context) => void (await context.sendActivity('All is well.')));
    app.onMessage(/^deploy/iu, async (context) => {
      await context.sendActivity('Deploying.');
      await context.sendActivity('Deployed.');
    });
    app.onMessage('break', () => Promise.reject(new TypeError('broken')));
  });
  await say('status', 'restart', 'Deploy it', 'break', '/start');

  expect(await heard()).toEqual([
    'recognized default',
    'unrecognized no_answer',
    'recognized default',
    'unrecognized turn_error',
    'system command',
  ]);
  expect(await told('turn_failed')).toEqual([{ errorType: 'TypeError' }]);
});

test('a long-running message over two turns is one message, answered when its answer is there', async () => {
  const { say, untilSent, heard, told, events } = await serveApp(
    (app, { of }) => {
      app.onMessage('report', async (context) => {
        of(context).setTopic('reports');
        await context.sendActivity('Here it is.');
        await context.sendActivity('And a second one.');
      });
    },
    { longRunningMessages: true },
  );
  await say('report');
  await untilSent(2);
  await vi.waitFor(async () => expect(await told('message_sent')).toHaveLength(2));

  expect(await heard()).toEqual(['recognized late_answer']);
  const [first, second] = await told('message_sent');
  expect(first).toMatchObject({ author: 'bot', proactive: false });
  expect(first?.responseTimeMs).toBeGreaterThanOrEqual(0);
  expect(second).not.toHaveProperty('responseTimeMs');
  expect(await told('signal_received')).toEqual([]);
  expect(await told('topic_set')).toEqual([{ topic: 'reports' }]);
  expect(new Set((await events()).map(({ session }) => session)).size).toBe(1);
});

test('a long-running message that throws is not understood, whatever the SDK apologizes with', async () => {
  const { say, untilSent, heard, told } = await serveApp(
    (app) => void app.onMessage('report', () => Promise.reject(new RangeError('no'))),
    { longRunningMessages: true },
  );
  await say('report');
  await untilSent(2);
  await vi.waitFor(async () => expect(await told('turn_failed')).toHaveLength(1));

  expect(await heard()).toEqual(['unrecognized turn_error']);
});

test('a long-running message that no route takes has no answer', async () => {
  const { say, heard, told, events } = await serveApp(() => undefined, {
    longRunningMessages: true,
  });
  await say('report');
  await vi.waitFor(async () => expect(await events()).not.toEqual([]));

  expect(await heard()).toEqual(['unrecognized no_answer']);
  expect(await told('message_sent')).toEqual([]);
});

test('a streamed answer is one message, on which one may vote', async () => {
  const { post, told, heard } = await serveApp((app) => {
    app.onMessage('tell', async ({ streamingResponse: stream }) => {
      stream.setDelayInMs(1);
      stream.setFeedbackLoop(true);
      stream.queueInformativeUpdate('I am thinking');
      for (const chunk of ['It was ', 'a dark ', 'night.']) stream.queueTextChunk(chunk);
      await stream.endStream();
    });
  });
  await post({ text: 'tell' });

  expect(await told('message_sent')).toEqual([
    expect.objectContaining({ textLength: 'It was a dark night.'.length, feedbackOffered: true }),
  ]);
  expect(await heard()).toEqual(['recognized default']);
});

test('a typing timer sends no messages and is no answer', async () => {
  const { say, heard, told, channel } = await serveApp(
    (app) => {
      app.onMessage('slow', async (context) => {
        await vi.waitFor(() => expect(channel.calls.length).toBeGreaterThan(0));
        await context.sendActivity('At last.');
      });
      app.onMessage('silent', async (context) => {
        await context.sendActivity({ type: 'typing' } as never);
      });
    },
    { startTypingTimer: true },
  );
  await say('slow', 'silent');

  expect(await heard()).toEqual(['recognized default', 'unrecognized no_answer']);
  expect(await told('message_sent')).toHaveLength(1);
  expect(channel.calls.some(({ activity }) => activity?.['type'] === 'typing')).toBe(true);
});

test('a proactive message of the application is none in answer to the user', async () => {
  let reference: unknown;
  const adapter = new CloudAdapter({});
  const analytics = watch();
  adapter.use(analytics.middleware);
  const chat = await chatWith(analytics, (request, response) =>
    adapter.process(request, response, async (context) => {
      reference = context.activity.getConversationReference();
      await context.sendActivity('Hello.');
    }),
  );
  await chat.say('hi');
  await adapter.continueConversation({}, reference as never, async (context) => {
    await context.sendActivity('News!');
  });

  expect((await chat.told('message_sent')).map(({ proactive }) => proactive)).toEqual([
    false,
    true,
  ]);
  expect(await chat.heard()).toEqual(['recognized default']);
});
