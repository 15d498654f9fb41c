/** A conversation to record: a bot, and what its users do with it. */

import { CustomQuestionAnswering, LuisRecognizer, QnAMaker } from 'botbuilder-ai';
import type { QnAMakerOptions } from 'botbuilder-ai';
import { ConversationState, MemoryStorage } from 'botbuilder';
import type { TurnContext } from 'botbuilder';
import { runDialog } from 'botbuilder-dialogs';
import type { Dialog } from 'botbuilder-dialogs';
import type { Log } from './log.ts';
import { uuidOf } from './person.ts';
import type { KnowledgeBase, Model, Services } from './services.ts';

export interface Scene {
  /** Of the files. */
  readonly name: string;
  readonly channel: string;
  /** What the bot's developer would have configured. */
  readonly options?: {
    readonly fallbackTexts?: readonly string[];
    readonly handoverPhrases?: readonly string[];
  };
  play(log: Log, services: Services): Promise<void>;
}

export function luis(services: Services, name: string, model: Model): LuisRecognizer {
  const applicationId = uuidOf(name);
  services.addModel(applicationId, model);
  return new LuisRecognizer(
    { applicationId, endpointKey: uuidOf('key'), endpoint: services.url },
    { apiVersion: 'v3', includeAllIntents: true },
  );
}

export function qnaMaker(
  services: Services,
  name: string,
  base: KnowledgeBase,
  options: QnAMakerOptions = {},
): QnAMaker {
  services.addKnowledgeBase(name, base);
  return new QnAMaker(
    { knowledgeBaseId: name, endpointKey: uuidOf('key'), host: services.url },
    options,
  );
}

export function questionAnswering(
  services: Services,
  name: string,
  base: KnowledgeBase,
  options: QnAMakerOptions = {},
) {
  services.addKnowledgeBase(name, base);
  return new CustomQuestionAnswering(
    { knowledgeBaseId: name, endpointKey: uuidOf('key'), host: services.url },
    options,
  );
}

/** A bot that does nothing but run a dialog, as most samples are built; its traces tell the stack. */
export function dialogBot(dialog: Dialog): (context: TurnContext) => Promise<void> {
  const conversationState = new ConversationState(new MemoryStorage());
  const dialogState = conversationState.createProperty('DialogState');
  return async (context) => {
    if (context.activity.type === 'message') await runDialog(dialog, context, dialogState);
    await conversationState.saveChanges(context);
  };
}
