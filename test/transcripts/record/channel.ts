/** Stands in for a channel and its connector: takes what the bot sends, gives it an id, writes it down. */

import { Activity as AgentsActivity } from '@microsoft/agents-activity';
import * as agents from '@microsoft/agents-hosting';
import { BotAdapter, TurnContext } from 'botbuilder';
import type { Activity, ConversationReference, ResourceResponse } from 'botbuilder';
import type { Log } from './log.ts';
import { pick } from './log.ts';

/** How the user's side reaches the bot. */
export interface BotHost {
  deliver(activity: object): Promise<void>;
}

/** Gives an outgoing activity its id and its time; a `delay` never leaves a bot. */
function send(
  log: Log,
  activity: object & { type?: string; conversation?: { id: string } },
): ResourceResponse {
  if (activity.type === 'delay') {
    log.pass(1_000);
    return { id: '' };
  }
  log.pass(activity.type === 'trace' ? 3 : 250 + pick(`${log.now()}`, 900));
  const id = log.nextId(activity.conversation?.id ?? '');
  log.write({ ...activity, id, timestamp: new Date(log.now()).toISOString() });
  return { id };
}

class ChannelAdapter extends BotAdapter {
  readonly log: Log;
  constructor(log: Log) {
    super();
    this.log = log;
  }
  sendActivities(_: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return Promise.resolve(activities.map((activity) => send(this.log, activity)));
  }
  updateActivity(): Promise<void> {
    return Promise.resolve();
  }
  deleteActivity(): Promise<void> {
    return Promise.resolve();
  }
  async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const event = TurnContext.applyConversationReference(
      {
        type: 'event',
        name: 'ContinueConversation',
        id: this.log.nextId(reference.conversation?.id ?? ''),
      },
      reference,
      true,
    );
    await this.runMiddleware(new TurnContext(this, event as Activity), logic);
  }
  run(activity: Activity, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    return this.runMiddleware(new TurnContext(this, activity), logic);
  }
}

/** What most bots of the samples do when their code throws. */
async function apologize(context: TurnContext, error: Error): Promise<void> {
  await context.sendTraceActivity(
    'OnTurnError Trace',
    `Error: ${error.message}`,
    'https://www.botframework.com/schemas/error',
    'TurnError',
  );
  await context.sendActivity('The bot encountered an error or bug.');
  await context.sendActivity('To continue to run this bot, please fix the bot source code.');
}

export interface BotbuilderHost extends BotHost {
  /** A proactive turn in a conversation, as code that is done later runs it. */
  continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void>;
}

export function botbuilderBot(
  log: Log,
  logic: (context: TurnContext) => Promise<void>,
): BotbuilderHost {
  const adapter = new ChannelAdapter(log);
  adapter.onTurnError = apologize;
  return {
    deliver: (activity) => adapter.run({ ...activity } as Activity, logic),
    continueConversation: (reference, later) => adapter.continueConversation(reference, later),
  };
}

/** The class has the channel in a field of another name. */
function onTheWire(activity: AgentsActivity): object {
  return JSON.parse(activity.toJsonString()) as object;
}

class AgentsChannelAdapter extends agents.BaseAdapter {
  readonly log: Log;
  constructor(log: Log) {
    super();
    this.log = log;
  }
  sendActivities(
    _: agents.TurnContext,
    activities: AgentsActivity[],
  ): Promise<agents.ResourceResponse[]> {
    return Promise.resolve(
      activities.map((activity) => ({ id: send(this.log, onTheWire(activity)).id ?? '' })),
    );
  }
  updateActivity(): Promise<void> {
    return Promise.resolve();
  }
  deleteActivity(): Promise<void> {
    return Promise.resolve();
  }
  continueConversation(): Promise<void> {
    return Promise.reject(new Error('no proactive turns'));
  }
  uploadAttachment(): Promise<agents.ResourceResponse> {
    return Promise.reject(new Error('no attachments'));
  }
  getAttachmentInfo(): Promise<agents.AttachmentInfo> {
    return Promise.reject(new Error('no attachments'));
  }
  getAttachment(): Promise<NodeJS.ReadableStream> {
    return Promise.reject(new Error('no attachments'));
  }
  run(
    activity: AgentsActivity,
    logic: (context: agents.TurnContext) => Promise<void>,
  ): Promise<void> {
    return this.runMiddleware(new agents.TurnContext(this, activity), logic);
  }
}

/** The Agents SDK's own answer to an error stays: a trace and two messages. */
export function agentsBot(
  log: Log,
  logic: (context: agents.TurnContext) => Promise<unknown>,
): BotHost {
  const adapter = new AgentsChannelAdapter(log);
  return {
    deliver: (activity) =>
      adapter.run(AgentsActivity.fromObject({ ...activity }), async (context) => {
        await logic(context);
      }),
  };
}
