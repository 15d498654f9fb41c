/**
 * Hostile values in every field and argument (rows 17 to 20): the turn is as without us, the books
 * balance to the fact, two stores make the same of it, and nobody's prototype is written to.
 */

import fc from 'fast-check';
import type { TurnContext } from 'botbuilder';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics, Health, TurnAnalytics } from 'botbuilder-analytics';
import { expectBalanced } from '../support/books.ts';
import { DirectAdapter } from '../support/capture.ts';
import { temporaryFolder } from '../support/folder.ts';
import { fuzz } from '../support/fuzz.ts';
import { dish, hostileString, serve, serveFields } from './hostile-values.ts';
import type { Dish, Dishes } from './hostile-values.ts';

/** Whatever writes to these throws from here on: in code of ours as in that of the SDK. */
beforeAll(() => {
  for (const shared of [Object.prototype, Array.prototype, Function.prototype, Map.prototype]) {
    Object.freeze(shared);
  }
});

const NOW = Date.UTC(2026, 2, 2, 10);

const FIELDS = `type id name text timestamp channelId locale from recipient conversation entities
  membersAdded membersRemoved reactionsAdded reactionsRemoved value attachments channelData replyToId
  callerId code action inputHint suggestedActions label valueType serviceUrl`.split(/\s+/u);

/** The fields of an activity: some of them hostile, the others as they should be. */
const activity = fc
  .tuple(
    fc.constantFrom('message', 'message', 'event', 'invoke', 'conversationUpdate', 'trace'),
    fc.array(fc.tuple(fc.constantFrom(...FIELDS), dish()), { maxLength: 6 }),
    hostileString,
  )
  .map(([type, hostile, id]): Dishes => ({
    type: { value: type },
    id: { value: id },
    channelId: { value: 'webchat' },
    text: { value: 'hello' },
    from: { fields: { id: { value: id } } },
    recipient: { fields: { id: { value: 'bot' } } },
    conversation: { fields: { id: { value: `c${id}` } } },
    ...Object.fromEntries(hostile),
  }));

const METHODS = Object.keys(
  createBotAnalytics({ store: ':memory:', thread: false }).of(),
) as (keyof TurnAnalytics)[];

const call = fc.tuple(fc.constantFrom(...METHODS), dish(), dish());

interface Turn {
  readonly said: Dishes;
  readonly sent: readonly Dishes[];
  readonly calls: readonly (readonly [keyof TurnAnalytics, Dish, Dish])[];
  readonly left: Dish;
}

const hostileTurn: fc.Arbitrary<Turn> = fc.record({
  said: activity,
  sent: fc.array(activity, { maxLength: 3 }),
  calls: fc.array(call, { maxLength: 3 }),
  left: dish(),
});

/** The API of a turn, as code that knows no types calls it. */
type Handle = Readonly<Record<string, (...words: readonly unknown[]) => unknown>>;

/** One turn, as the bot sees it. */
async function play(turn: Turn, bots: readonly BotAnalytics[]) {
  const adapter = new DirectAdapter();
  for (const { middleware } of bots) adapter.use(middleware);
  const seen: unknown[] = [];
  const logic = async (context: TurnContext): Promise<void> => {
    context.turnState.set('left', serve(turn.left));
    context.turnState.set(Symbol('state'), { state: serve(turn.left) });
    for (const analytics of bots) {
      for (const [method, first, second] of turn.calls) {
        const handle = analytics.of(context) as unknown as Handle;
        expect(handle[method]?.(serve(first), serve(second))).toBeUndefined();
      }
    }
    for (const each of turn.sent) {
      seen.push(await context.sendActivity(serveFields(each)).catch(String));
    }
  };
  await adapter
    .run(serveFields(turn.said), logic)
    .catch((error: unknown) => seen.push(String(error)));
  return { seen, sent: adapter.sent.length };
}

/** A bot's analytics, made so that two of them see the same. */
function open(store: string): BotAnalytics {
  const analytics = createBotAnalytics({
    store,
    thread: false,
    clock: () => NOW,
    idKey: 'k'.repeat(32),
    captureText: 'full',
    captureNames: true,
    logger: { warn: () => undefined, error: () => undefined },
    isTest: ({ value }) => value === 'test',
    identify: ({ channelData }) => (typeof channelData === 'string' ? channelData : undefined),
    clientInfo: ({ channelData }) => channelData as never,
    handoverSign: ({ value }) => value as never,
    consent: ({ text }) => (text === 'null' ? 'none' : 'full'),
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  return analytics;
}

/** Every report over the day, as text. */
async function reportsOf({ reports }: BotAnalytics): Promise<string> {
  const told: unknown[] = [];
  for (const [name, report] of Object.entries(reports)) {
    const ask = report as (options: object) => Promise<unknown>;
    told.push([name, await ask({ from: '2026-02-28', to: '2026-03-04' }).catch(String)]);
  }
  return JSON.stringify(told);
}

const SENSELESS: ReadonlySet<string> = new Set([
  'invalid_call',
  'no_session',
  'no_message',
  'no_handover',
  'no_user',
  'late_verdict',
]);

/** The books, less what counts milliseconds. */
function countsOf({ process: books }: Health) {
  const { received, stored, duplicate, dropped } = books ?? {};
  return { received, stored, duplicate, dropped };
}

const own = (shared: object) => Reflect.ownKeys(shared);

test('whatever a turn is made of: the bot is as without us, the books balance, stores agree', async () => {
  const before = [own(Object.prototype), own(Array.prototype), own(globalThis)];
  const memory = open(':memory:');
  const file = open(`${temporaryFolder()}/bot.db`);
  const runs = fuzz(100);
  await fc.assert(
    fc.asyncProperty(hostileTurn, async (turn) => {
      const plain = await play(turn, []);
      const watched = await play(turn, [memory, file]);

      expect(watched).toEqual(plain);
    }),
    runs,
  );
  await memory.flush();
  await file.flush();
  const [healthOfMemory, healthOfFile] = [await memory.health(), await file.health()];

  for (const health of [healthOfMemory, healthOfFile]) {
    expectBalanced(health);
    expect(health.process?.received).toBeGreaterThan(runs.numRuns);
    // what has no sense is refused where it is told, or finds nothing to belong to; nothing breaks
    const reasons = Object.keys(health.process?.dropped ?? {});
    expect(reasons.filter((reason) => !SENSELESS.has(reason))).toEqual([]);
    expect(health.process?.inMemory).toBe(0);
    expect(health.store.facts).toBe(health.process?.stored);
  }
  expect(countsOf(healthOfFile)).toEqual(countsOf(healthOfMemory));
  const told = await reportsOf(memory);
  expect(await reportsOf(file)).toBe(told);
  expect(told).not.toMatch(/\\u0000|\\ud[89a-f]|function Object|\[object|polluted/iu);
  expect([own(Object.prototype), own(Array.prototype), own(globalThis)]).toEqual(before);
}, 600_000);
