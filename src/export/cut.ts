/** How much of a list an answer leaves out. */

interface List {
  readonly data?: readonly unknown[];
  readonly summary?: { readonly phrases?: number };
}

interface Answer extends List {
  readonly groups?: readonly List[];
  readonly chats?: { readonly count: number; readonly sessions: readonly unknown[] };
}

/** Returns the rows that the lists of an answer have beyond `limit`. */
export function cutOf(answer: unknown): number {
  const { chats, groups, ...whole } = answer as Answer;
  if (chats) return chats.count - chats.sessions.length;
  return (groups ?? [whole]).reduce((sum, { data = [], summary }) => {
    return sum + Math.max(0, (summary?.phrases ?? 0) - data.length);
  }, 0);
}
