/**
 * The turns that a middleware can meet, as scripts: what is sent to the bot,
 * what the bot does, and how the channel behaves. Each runs with both SDKs over real HTTP.
 */

import { startChannel } from '../../samples/local/channel.ts';
import type { ChannelCall, LocalChannel } from '../../samples/local/channel.ts';
import { startBot } from '../support/bots.ts';
import type { Bot, BotContext, BotMiddleware, Sdk } from '../support/bots.ts';

/** What a script works with. */
interface Scene {
  readonly channel: LocalChannel;
  readonly bot: Bot;
  /** Posts an activity to the bot; what it is answered is noted. */
  post(activity?: object): Promise<void>;
  /** Notes what the bot, or code of its own, has seen. */
  note(seen: unknown): void;
  /** Un-awaited work of the bot, to be waited for before the scene ends. */
  readonly loose: Promise<unknown>[];
  /** Settles when the bot has answered the first activity: its turn is over by then. */
  readonly answered: Promise<void>;
}

export interface TurnScript {
  readonly name: string;
  /** @defaultValue one message */
  readonly play?: (scene: Scene) => Promise<void>;
  readonly logic: (context: BotContext, scene: Scene) => Promise<void>;
  readonly onTurnError?: (context: BotContext, error: Error, scene: Scene) => Promise<void>;
  /** Registered after ours. */
  readonly later?: BotMiddleware;
}

/** Everything about a scene that the bot's users, its channel and its own code can tell. */
export interface SceneOutcome {
  /** Status and body of each answer of the bot. */
  readonly answers: readonly unknown[];
  readonly calls: readonly ChannelCall[];
  readonly notes: readonly unknown[];
}

/** A message as Direct Line sends it. */
export function incoming(fields: object = {}): Record<string, unknown> {
  return {
    type: 'message',
    id: 'activity-1',
    text: 'hello',
    timestamp: new Date().toISOString(),
    channelId: 'directline',
    from: { id: 'user-1', name: 'Ann' },
    recipient: { id: 'bot-1', name: 'Bot' },
    conversation: { id: 'conversation-1' },
    ...fields,
  };
}

/** Plays a script with a fresh bot and channel. */
export async function playScript(
  sdk: Sdk,
  script: TurnScript,
  middlewares: readonly BotMiddleware[],
): Promise<SceneOutcome> {
  const channel = await startChannel();
  const answers: unknown[] = [];
  const notes: unknown[] = [];
  const loose: Promise<unknown>[] = [];
  let nowAnswered: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    nowAnswered = resolve;
  });
  const { logic, onTurnError, later, play = ({ post }) => post() } = script;
  const bot = await startBot(sdk, {
    logic: (context) => logic(context, scene),
    middlewares: later ? [...middlewares, later] : middlewares,
    ...(onTurnError && { onTurnError: (context, error) => onTurnError(context, error, scene) }),
  });
  const scene: Scene = {
    channel,
    bot,
    loose,
    answered,
    note: (seen) => void notes.push(seen),
    async post(activity = incoming()) {
      answers.push(await channel.send(bot.url, activity as Record<string, unknown>));
      nowAnswered();
    },
  };
  try {
    await play(scene);
    await Promise.allSettled(loose);
    return { answers, calls: channel.calls, notes };
  } finally {
    await bot.close();
    await channel.close();
  }
}

const say = async (context: BotContext, { note }: Scene): Promise<void> => {
  note(await context.sendActivity('hi'));
};

/** Keeps what a promise that nobody awaits comes to. */
function setLoose({ loose, note }: Scene, work: Promise<unknown>): void {
  loose.push(work.then(note, (error: unknown) => note(String(error))));
}

class OrderError extends Error {}

export const SCRIPTS: readonly TurnScript[] = [
  { name: 'message, reply', logic: say },
  {
    name: 'trace on directline',
    logic: async (context, { note }) =>
      note(await context.sendActivity({ type: 'trace', name: 'X', value: { secret: 1 } })),
  },
  {
    name: 'trace on the emulator',
    play: ({ post }) => post(incoming({ channelId: 'emulator' })),
    logic: async (context, { note }) =>
      note(await context.sendActivity({ type: 'trace', name: 'X', value: { secret: 1 } })),
  },
  {
    name: 'typing, message, delay, message',
    logic: async (context, { note }) =>
      note(
        await context.sendActivities([
          { type: 'typing' },
          { type: 'message', text: 'one' },
          { type: 'delay', value: 5 },
          { type: 'message', text: 'two' },
        ]),
      ),
  },
  {
    name: 'expectReplies',
    play: ({ post }) => post(incoming({ deliveryMode: 'expectReplies' })),
    logic: say,
  },
  {
    name: 'the bot throws, the handler apologises',
    logic: async (context, scene) => {
      await say(context, scene);
      const error = new OrderError('no such order');
      scene.note(error);
      throw error;
    },
    onTurnError: async (context, error, { note }) => {
      note(error);
      note(await context.sendActivity('sorry'));
    },
  },
  {
    name: 'the bot throws, nobody of ours handles it',
    logic: async () => {
      throw new OrderError('no such order');
    },
  },
  {
    name: 'the connector refuses a send',
    play: async ({ channel, post }) => {
      channel.failNext(1, 403);
      await post();
      await post(incoming({ id: 'activity-2' }));
    },
    logic: async (context, scene) =>
      say(context, scene).catch((error: unknown) => {
        scene.note(String(error));
        throw error;
      }),
    onTurnError: async (_context, error, { note }) => note(error.message),
  },
  {
    name: 'the connector breaks, attempt by attempt',
    play: async ({ channel, post }) => {
      channel.failNext(4, 500);
      await post();
    },
    logic: say,
    onTurnError: async (_context, error, { note }) => note(error.message),
  },
  {
    name: 'an un-awaited send',
    logic: async (context, scene) => setLoose(scene, context.sendActivity('late')),
  },
  {
    name: 'a send after the turn',
    logic: async (context, scene) => {
      setLoose(
        scene,
        scene.answered.then(() => context.sendActivity('too late')),
      );
    },
  },
  {
    name: 'invoke, not answered',
    play: ({ post }) =>
      post(incoming({ type: 'invoke', name: 'task/fetch', value: { secret: 1 } })),
    logic: async () => undefined,
  },
  {
    name: 'invoke, answered',
    play: ({ post }) =>
      post(incoming({ type: 'invoke', name: 'task/fetch', value: { secret: 1 } })),
    logic: async (context, { note }) =>
      note(
        await context.sendActivity({
          type: 'invokeResponse',
          value: { status: 200, body: { answer: 42 } },
        }),
      ),
  },
  {
    name: 'proactive',
    play: async (scene) => {
      const activity = incoming({ serviceUrl: scene.channel.url });
      await scene.bot.continueConversation(activity, (context) => say(context, scene));
    },
    logic: say,
  },
  {
    name: 'conversationUpdate without from',
    play: ({ post }) =>
      post(
        incoming({
          type: 'conversationUpdate',
          from: undefined,
          membersAdded: [{ id: 'bot-1' }, { id: 'user-1', name: 'Ann' }],
        }),
      ),
    logic: say,
  },
  {
    name: 'an update and a delete',
    logic: async (context, { note }) => {
      const sent = await context.sendActivity('one');
      note(await context.updateActivity({ id: sent?.id, type: 'message', text: 'two' }));
      note(await context.deleteActivity(sent?.id ?? ''));
    },
  },
  {
    name: 'a later middleware rewrites the event into a message',
    play: ({ post }) => post(incoming({ type: 'event', name: 'webchat/join' })),
    later: {
      async onTurn(context, next) {
        Object.assign((context as BotContext).activity, { type: 'message', text: 'rewritten' });
        await next();
      },
    },
    logic: async (context, { note }) => {
      note(context.activity.text);
      note(await context.sendActivity('hi'));
    },
  },
  {
    name: 'a later middleware answers and ends the turn',
    later: {
      async onTurn(context) {
        await (context as BotContext).sendActivity('closed today');
      },
    },
    logic: say,
  },
];
