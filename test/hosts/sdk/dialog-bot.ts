/** A bot of dialogs on botbuilder's own `TestAdapter`, with the plug-in in its chain. */

import { ConversationState, MemoryStorage, TestAdapter } from 'botbuilder';
import type { Activity, TurnContext } from 'botbuilder';
import { runDialog } from 'botbuilder-dialogs';
import type { Dialog } from 'botbuilder-dialogs';
import type { AnalyticsOptions } from '../../../src/index.ts';
import { watch } from './watch.ts';
import type { Watched } from './watch.ts';

export interface Conversation extends Watched {
  /** Plays messages of one user, one after the other; answers with what the bot said to the last. */
  say(...messages: readonly (string | Partial<Activity>)[]): Promise<readonly string[]>;
  /** What the bot has sent and nobody has looked at yet. */
  sent(): readonly Partial<Activity>[];
}

export interface ConversationOptions extends Partial<AnalyticsOptions> {
  /** @defaultValue 'webchat' */
  readonly channelId?: string;
}

/** Talks with a bot that runs this for each of its turns. */
export function converse(
  logic: (context: TurnContext, analytics: Watched) => Promise<unknown>,
  { channelId = 'webchat', ...options }: ConversationOptions = {},
): Conversation {
  const analytics = watch(options);
  const adapter = new TestAdapter(async (context) => void (await logic(context, analytics)), {
    channelId,
  });
  adapter.use(analytics.middleware);
  const sent = () => adapter.activeQueue.splice(0);
  return {
    ...analytics,
    sent,
    async say(...messages) {
      let replies: readonly Partial<Activity>[] = [];
      for (const message of messages) {
        await adapter.processActivity(typeof message === 'string' ? message : { ...message });
        replies = sent();
      }
      return replies.flatMap(({ type, text }) => (type === 'message' ? (text ?? '') : []));
    },
  };
}

/** Runs a dialog as `DialogBot` of the SDK's samples does. */
export function runs(dialog: Dialog): (context: TurnContext) => Promise<void> {
  const state = new ConversationState(new MemoryStorage());
  const property = state.createProperty('DialogState');
  return async (context) => {
    await runDialog(dialog, context, property);
    await state.saveChanges(context);
  };
}
