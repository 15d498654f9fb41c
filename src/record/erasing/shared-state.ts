/** What a conversation of several users remembers of one of them, and how it forgets it. */

import type { ConversationState } from '../../model/state.ts';

/** What about a conversation is somebody's. */
export interface Traces {
  /** Numbers of the person. */
  readonly users: ReadonlySet<number>;
  /** Ids of their sessions. */
  readonly sessions: ReadonlySet<string>;
  /** By which conversations remember that they were added. */
  readonly welcomed: string;
}

/** Returns a state that knows nothing of the person; what others did stays. */
export function withoutPerson(
  state: ConversationState,
  { users, sessions, welcomed: member }: Traces,
): ConversationState {
  const isTheirs = (user: number | undefined, sessionId: string | undefined): boolean =>
    (user !== undefined && users.has(user)) || (sessionId !== undefined && sessions.has(sessionId));
  const { welcomed } = state;
  return {
    ...state,
    recentTurns: state.recentTurns.filter(
      ({ message }) => !isTheirs(message?.user, message?.sessionId),
    ),
    botMessages: state.botMessages.filter(({ sessionId }) => !isTheirs(undefined, sessionId)),
    handovers: state.handovers.filter(({ user, sessionId }) => !isTheirs(user, sessionId)),
    welcomed: welcomed?.filter((key) => key !== member),
  };
}
