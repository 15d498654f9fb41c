/** What the bot remembers of a conversation. */

import { ConversationState, MemoryStorage } from 'botbuilder';
import type { StatePropertyAccessor, TurnContext } from 'botbuilder';
import type { DialogState } from 'botbuilder-dialogs';

export interface Memory {
  /** A human has the conversation: the bot is silent. */
  isWithHuman?: boolean;
  isComplaining?: boolean;
  /** The rating that it has asked for last. */
  rating?: 'csat' | 'nps' | undefined;
}

export interface Memories {
  readonly memory: StatePropertyAccessor<Memory>;
  /** Which dialogs wait for an answer. */
  readonly dialogs: StatePropertyAccessor<DialogState>;
  /** Keeps what has changed in a turn. */
  save(context: TurnContext): Promise<void>;
}

/** In memory, for a sample; a bot in earnest has a storage that outlives it. */
export function memories(): Memories {
  const state = new ConversationState(new MemoryStorage());
  return {
    memory: state.createProperty<Memory>('memory'),
    dialogs: state.createProperty<DialogState>('DialogState'),
    save: (context) => state.saveChanges(context),
  };
}
