/**
 * Random turns through a real store: however answers, verdicts and the clock come, every message is
 * counted once, destinations hear of it once, and both agree about its class.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interpret } from '../../src/interpret/interpret.ts';
import type { TurnCall } from '../../src/model/call.ts';
import type { AnalyticsEvent, MessageClass } from '../../src/model/event.ts';
import type { Captured, CapturedActivity, CapturedTurn, Fact } from '../../src/model/turn.ts';
import type { Store } from '../../src/record/store.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import { patternMatcher } from '../../src/runtime/patterns.ts';
import { fuzz } from '../support/fuzz.ts';
import { expectRecounted } from '../support/recount.ts';
import { MINUTE, Q0, T0, deps } from './turns.ts';

/** Histories; more with `FUZZ_RUNS`. */
const RUNS = 30;

/** What happens next. `of` chooses among the turns so far, the latest first. */
type Step = {
  readonly gap: number;
  readonly user: 'ann' | 'bob';
  readonly conversation: 'private' | 'group';
  readonly of: number;
} & (
  | { readonly kind: 'message'; readonly words: string; readonly does: readonly Deed[] }
  | { readonly kind: 'amendment'; readonly does: readonly Deed[] }
  | { readonly kind: 'continuation'; readonly does: readonly Deed[]; readonly fails: boolean }
  | { readonly kind: 'proactive'; readonly does: readonly Deed[] }
  | { readonly kind: 'again' | 'failed' | 'signal' | 'settle' | 'commit' }
);

/** What the bot does in a turn, or after it. */
type Deed = 'reply' | 'fallback' | 'typing' | 'event' | 'recognized' | 'unrecognized' | 'human';

const does = fc.array(
  fc.constantFrom<Deed>(
    'reply',
    'reply',
    'fallback',
    'typing',
    'event',
    'recognized',
    'unrecognized',
    'human',
  ),
  { maxLength: 2 },
);

const place = {
  gap: fc.oneof(
    fc.integer({ min: 0, max: 20_000 }),
    fc.constantFrom(59_999, 60_000, 60_001, 31 * MINUTE),
  ),
  user: fc.constantFrom<'ann' | 'bob'>('ann', 'bob'),
  conversation: fc.constantFrom<'private' | 'group'>('private', 'group'),
  of: fc.nat({ max: 3 }),
};

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...place,
      kind: fc.constant('message' as const),
      words: fc.constantFrom('hi', 'hi', 'yes', '/start', ' '),
      does,
    }),
  },
  { weight: 3, arbitrary: fc.record({ ...place, kind: fc.constant('amendment' as const), does }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...place,
      kind: fc.constant('continuation' as const),
      does,
      fails: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...place, kind: fc.constant('proactive' as const), does }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...place,
      kind: fc.constantFrom(
        'failed' as const,
        'signal' as const,
        'again' as const,
        'settle' as const,
        'commit' as const,
      ),
    }),
  },
);

function activity(type: string, more: Partial<CapturedActivity> = {}): CapturedActivity {
  return { type, attachmentCount: 0, hasValue: false, ...more };
}

const CALLS: Partial<Record<Deed, TurnCall>> = {
  recognized: { name: 'recognized', intent: 'Order' },
  unrecognized: { name: 'unrecognized' },
  human: { name: 'requestHandover' },
};

const SENT: Partial<Record<Deed, CapturedActivity>> = {
  reply: activity('message', { text: 'here you are' }),
  fallback: activity('message', { text: 'pardon?' }),
  typing: activity('typing'),
  event: activity('event', { name: 'open' }),
};

function factsOf(what: readonly Deed[], at: number): Fact[] {
  return what.flatMap((each): Fact[] => {
    const [call, sent] = [CALLS[each], SENT[each]];
    if (call) return [{ type: 'call', at, call }];
    return sent ? [{ type: 'outgoing', at, status: 'sent', activity: sent }] : [];
  });
}

const matcher = patternMatcher(
  { fallbackTexts: [{ kind: 'text', text: 'pardon?' }], handoverPhrases: [] },
  (error) => {
    throw error;
  },
);

/** What was concluded of a message: its class by what was counted or told of it. */
interface Verdicts {
  readonly received: Map<string, number>;
  readonly classes: Map<string, MessageClass>;
}

function verdicts(events: readonly AnalyticsEvent[]): Verdicts {
  const found: Verdicts = { received: new Map(), classes: new Map() };
  for (const { kind, turnId, data } of events) {
    if (kind === 'message_received') {
      found.received.set(turnId, (found.received.get(turnId) ?? 0) + 1);
      found.classes.set(turnId, data.class);
    } else if (kind === 'message_reclassified') {
      expect(found.classes.get(turnId)).toBe(data.from);
      found.classes.set(turnId, data.to);
    }
  }
  return found;
}

/** Plays a history into a store; returns the ids of the turns that were messages, and all events. */
async function play(store: Store, steps: readonly Step[]) {
  const events: AnalyticsEvent[] = [];
  const turns: CapturedTurn[] = [];
  const messages: string[] = [];
  let queue: Captured[] = [];
  let now = T0;
  let number = 0;
  const given = deps({
    matcher,
    destinations: ['ga4', 'mixpanel'],
    interpret: (input) => {
      const answer = interpret(input);
      events.push(...answer.events);
      return answer;
    },
  });
  const commit = async (): Promise<void> => {
    await store.record({ writer: 'w', number: ++number, items: queue }, given);
    queue = [];
  };

  const turnOf = (at: Step, facts: readonly Fact[], more: Partial<CapturedTurn> = {}) => {
    const turn: CapturedTurn = {
      type: 'turn',
      origin: {
        turnId: `t${turns.length.toString(36)}`,
        receivedAt: now,
        at: now,
        channel: 'webchat',
        conversation: {
          id: at.conversation === 'group' ? 'group' : `private ${at.user}`,
          isGroup: at.conversation === 'group',
        },
        from: { id: at.user },
        recipient: { id: 'the-bot' },
        test: false,
      },
      facts,
      ...more,
    };
    turns.push(turn);
    queue.push(turn);
    return turn;
  };
  const incoming = (what: CapturedActivity): Fact => ({
    type: 'incoming',
    at: now,
    activity: what,
  });
  const wake = (id: string): Fact =>
    incoming(activity('event', { name: 'ContinueConversation', id }));

  for (const each of steps) {
    now += each.gap;
    const earlier = turns.filter(({ origin }) => messages.includes(origin.turnId)).at(-1 - each.of);
    if (each.kind === 'message' || each.kind === 'failed') {
      const text = each.kind === 'message' ? each.words : 'hi';
      const id = `m${turns.length}`;
      const what = each.kind === 'message' ? factsOf(each.does, now + 1) : [];
      const { origin } = turnOf(
        each,
        [incoming(activity('message', { id, text, textLength: text.length })), ...what],
        each.kind === 'failed' ? { error: { type: 'Error' } } : {},
      );
      messages.push(origin.turnId);
    } else if (each.kind === 'signal') {
      turnOf(each, [incoming(activity('conversationUpdate'))]);
    } else if (each.kind === 'proactive') {
      turnOf(each, [wake(`wake ${turns.length}`), ...factsOf(each.does, now)]);
    } else if (each.kind === 'settle') {
      await commit();
      await store.settle(now, given);
    } else if (each.kind === 'commit') {
      await commit();
    } else if (earlier) {
      const { origin } = earlier;
      const same: Step = {
        ...each,
        user: origin.from!.id as Step['user'],
        conversation: origin.conversation!.isGroup ? 'group' : 'private',
      };
      if (each.kind === 'amendment') {
        const facts = factsOf(each.does, now);
        queue.push({ type: 'amendment', id: `a${queue.length}-${number}`, origin, facts });
      } else if (each.kind === 'again') {
        turnOf(same, [earlier.facts[0]!, ...factsOf(['reply'], now)]);
      } else if (each.kind === 'continuation') {
        const first = earlier.facts[0];
        const id = first?.type === 'incoming' ? first.activity.id! : '';
        turnOf(same, [wake(id), ...factsOf(each.does, now)], {
          typeAtEnd: 'message',
          ...(each.fails && { error: { type: 'Error' } }),
        });
      }
    }
  }
  await commit();
  while ((await store.settle(now + 2 * MINUTE, given)) > 0);
  return { messages, events };
}

async function toldTo(store: Store, destination: string): Promise<readonly AnalyticsEvent[]> {
  const query = {
    destination,
    owner: 'test',
    limit: 100_000,
    leaseMs: 1,
    now: T0 + 9_999 * MINUTE,
  };
  return (await store.outbox.claim(query)).map(({ event }) => event);
}

const CLASSES: readonly MessageClass[] = ['recognized', 'unrecognized', 'system'];

function sumOf(classes: Verdicts['classes']): Record<string, number> {
  const sums = Object.fromEntries(CLASSES.map((name) => [name, 0]));
  for (const name of classes.values()) sums[name]! += 1;
  return sums;
}

test('every message has one class, for reports as for destinations', async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
    const store = openSqliteStore({ path: ':memory:', durability: 'balanced' });
    try {
      const { messages, events } = await play(store, steps);
      const once = new Map(messages.map((id) => [id, 1]));
      const span = { from: Q0, to: Q0 + 10_000 };
      const measures = ['received', ...CLASSES] as const;
      const rows = await store.reads.counters({ ...span, measures });
      const counts = Object.fromEntries(
        measures.map((name) => [name, rows.map((row) => row[name]).reduce((a, b) => a + b, 0)]),
      );
      const counted = verdicts(events.filter(({ only }) => only !== 'destinations'));

      expect(counted.received).toEqual(once);
      expect(counts).toEqual({
        ...sumOf(counted.classes),
        received: messages.length,
      });
      const presence = await store.reads.presence({
        ...span,
        fields: ['received', 'unrecognized'],
      });
      const sums = { received: 0, unrecognized: 0 };
      for (const set of presence) {
        for (const field of ['received', 'unrecognized'] as const) {
          for (const value of Array.from(set[field])) sums[field] += value;
        }
      }
      expect(sums).toEqual({
        received: messages.length,
        unrecognized: counts['unrecognized'] ?? 0,
      });

      await expectRecounted(store);

      for (const destination of ['ga4', 'mixpanel']) {
        const all = await toldTo(store, destination);
        const told = verdicts(all);
        expect(told.received).toEqual(once);
        expect(told.classes).toEqual(counted.classes);
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
        for (const { kind, sessionId, data, turnId } of all) {
          if (kind === 'message_received') expect(sessionId, turnId).toBeDefined();
          if (kind !== 'message_received' || data.class === 'system') continue;
          const followers = all.filter(
            (other) => other.turnId === turnId && other.kind === `message_${data.class}`,
          );
          expect(followers).toMatchObject([{ data: { reason: data.reason } }]);
        }
      }
    } finally {
      await store.close();
    }
  });
  await fc.assert(property, fuzz(RUNS));
});
