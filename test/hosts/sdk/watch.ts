/** A bot's analytics, and what has come out at their end: the events of the store. */

import { onTestFinished } from 'vitest';
import { createBotAnalytics } from '../../../src/index.ts';
import type { AnalyticsOptions, BotAnalytics } from '../../../src/index.ts';
import type { AnalyticsEvent, EventData, EventKind } from '../../../src/model/event.ts';
import { expectBalanced } from '../../support/books.ts';
import { openDatabase } from '../../support/database.ts';
import { storeFile } from '../../support/store-file.ts';

/** An event as the store keeps it; conversation, session and user are the store's numbers. */
interface StoredEvent {
  readonly kind: EventKind;
  readonly turn: string;
  readonly only: AnalyticsEvent['only'] | null;
  readonly user: number | null;
  readonly session: number | null;
  readonly conversation: number | null;
  readonly data: object;
}

export interface Watched extends BotAnalytics {
  /** Everything that counts, in the order in which it was recorded. */
  events(): Promise<readonly StoredEvent[]>;
  /** What the events of a kind say. */
  told<K extends EventKind>(kind: K): Promise<readonly EventData[K][]>;
  /** What each message of a user is in the end: `recognized intent Order`, `unrecognized no_answer`. */
  heard(): Promise<readonly string[]>;
  rows(sql: string): Promise<readonly unknown[]>;
}

/** Makes analytics without threads; whatever goes wrong in them, or is missing in their books, fails the test. */
export function watch(options: Partial<AnalyticsOptions> = {}): Watched {
  const path = storeFile();
  const problems: unknown[] = [];
  const analytics = createBotAnalytics({
    store: path,
    thread: false,
    onError: (error) => problems.push(error),
    logger: { warn: () => undefined, error: () => undefined },
    ...options,
  });
  onTestFinished(async () => {
    await analytics.flush();
    expectBalanced(await analytics.health());
    await analytics.close();
    if (problems.length > 0) throw new AggregateError(problems, 'the analytics had problems');
  });
  const rows = async (sql: string): Promise<readonly unknown[]> => {
    await analytics.flush();
    const db = openDatabase(path, { readonly: true });
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  };
  const all = async (): Promise<readonly StoredEvent[]> => {
    const found = await rows('SELECT * FROM events ORDER BY seq');
    return (found as (StoredEvent & { readonly data: string })[]).map((event) => ({
      ...event,
      data: JSON.parse(event.data) as object,
    }));
  };
  const events = async () => (await all()).filter(({ only }) => only !== 'destinations');
  return {
    ...analytics,
    rows,
    events,
    async told<K extends EventKind>(kind: K) {
      const found = await events();
      return found.filter((event) => event.kind === kind).map(({ data }) => data as EventData[K]);
    },
    heard: async () => heard(await all()),
  };
}

interface Said {
  readonly class?: string;
  readonly to?: string;
  readonly reason: string;
  readonly intent?: string;
}

/** The last word counts: what destinations are told of a message is told when it is settled. */
function heard(events: readonly StoredEvent[]): readonly string[] {
  const byTurn = new Map<string, string>();
  for (const { kind, turn, data } of events) {
    if (!CLASSIFYING.has(kind)) continue;
    const { class: first, to = first, reason, intent } = data as Said;
    byTurn.set(turn, [to ?? 'recognized', reason, intent].filter(Boolean).join(' '));
  }
  return [...byTurn.values()];
}

const CLASSIFYING: ReadonlySet<string> = new Set([
  'message_received',
  'message_recognized',
  'message_reclassified',
]);
