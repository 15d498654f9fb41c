/**
 * How well messages are classified: recorded conversations are replayed, and the class of every
 * message of a user is compared with what a reader of the conversation said about it.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createReplay } from '../../src/capture/replay.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import type { AnalyticsEvent, MessageClass } from '../../src/model/event.ts';
import { toTextPattern } from '../../src/model/pattern-schema.ts';
import type { TextPatterns } from '../../src/model/settings.ts';
import { MINUTE_MS } from '../../src/model/time.ts';
import type { CapturedTurn } from '../../src/model/turn.ts';
import type { RecordDeps } from '../../src/record/store.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import { patternMatcher } from '../../src/runtime/patterns.ts';

const CLASSES = ['recognized', 'unrecognized', 'system'] as const;

/** Of all messages, the share that must get the class that its reader gave it. */
const AIM = 0.97;

interface Labels {
  readonly options?: { readonly [List in keyof TextPatterns]?: readonly string[] };
  readonly messages: readonly {
    readonly text: string;
    readonly class: MessageClass;
    readonly why: string;
  }[];
}

interface TranscriptActivity {
  readonly type: string;
  readonly id: string;
  readonly text?: string;
  readonly name?: string;
  readonly channelId: string;
  readonly from: { readonly role?: string };
}

const NAMES = readdirSync(__dirname)
  .filter((file) => file.endsWith('.transcript'))
  .map((file) => file.slice(0, -'.transcript'.length));

const parsed = (file: string): unknown => JSON.parse(readFileSync(join(__dirname, file), 'utf8'));
const labelsOf = (name: string) => parsed(`${name}.labels.json`) as Labels;
const activitiesOf = (name: string) => parsed(`${name}.transcript`) as TranscriptActivity[];

/** Messages of users, and what counts as one: an Action.Execute that was pressed. */
function userMessages(name: string): TranscriptActivity[] {
  return activitiesOf(name).filter(
    (activity) =>
      activity.from.role === 'user' &&
      (activity.type === 'message' || activity.name === 'adaptiveCard/action'),
  );
}

/** What a message is when its conversation is over, and which rules have said so. */
interface Verdict {
  readonly class: MessageClass;
  readonly reason: string;
}

/** Replays a transcript into a store; returns the verdicts by the id of the message. */
async function verdictsOf(name: string): Promise<ReadonlyMap<string, Verdict>> {
  const turns: CapturedTurn[] = [];
  const replay = createReplay({ sink: (turn) => turns.push(turn), now: Date.now() });
  const problems = activitiesOf(name).flatMap((activity) => replay.add(activity) ?? []);
  replay.end();
  expect(problems).toEqual([]);

  const events: AnalyticsEvent[] = [];
  const store = openSqliteStore({ path: ':memory:', durability: 'balanced' });
  // one turn a batch, as a bot that is seldom used would send them
  for (const [index, turn] of turns.entries())
    await store.record({ writer: name, number: index + 1, items: [turn] }, depsOf(name, events));
  await store.close();

  const messageOf = new Map(turns.map((turn) => [turn.origin.turnId, incomingId(turn)]));
  const verdicts = new Map<string, Verdict>();
  for (const { kind, turnId, data } of events) {
    const id = messageOf.get(turnId);
    if (id === undefined) continue;
    if (kind === 'message_received')
      verdicts.set(id, { class: data.class, reason: verdicts.get(id)?.reason ?? data.reason });
    else if (kind === 'message_reclassified')
      verdicts.set(id, {
        class: data.to,
        reason: `${verdicts.get(id)?.reason}, then ${data.reason}`,
      });
  }
  return verdicts;
}

function incomingId({ facts }: CapturedTurn): string | undefined {
  const first = facts[0];
  return first?.type === 'incoming' ? first.activity.id : undefined;
}

/** Everything as it comes, but for the texts that the bot's developer has configured. */
function depsOf(name: string, events: AnalyticsEvent[]): RecordDeps {
  const onItemError = (error: unknown): void => {
    throw error;
  };
  const { fallbackTexts = [], handoverPhrases = [] } = labelsOf(name).options ?? {};
  const patterns: TextPatterns = {
    fallbackTexts: fallbackTexts.map(toTextPattern),
    handoverPhrases: handoverPhrases.map(toTextPattern),
  };
  return {
    interpret: (input) => {
      const interpretation = interpret(input);
      events.push(...interpretation.events);
      return interpretation;
    },
    matcher: patternMatcher(patterns, onItemError),
    settings: {
      botId: name,
      botVersion: '1',
      sessionTimeoutMs: { default: 30 * MINUTE_MS, channels: {} },
      systemCommands: ['/start'],
      thresholds: {},
      captureText: 'off',
    },
    destinations: [],
    onItemError,
  };
}

interface Judged {
  readonly name: string;
  readonly text: string;
  readonly why: string;
  readonly label: MessageClass;
  readonly got: Verdict | undefined;
}

async function judged(name: string): Promise<Judged[]> {
  const verdicts = await verdictsOf(name);
  const { messages } = labelsOf(name);
  return userMessages(name).map(({ id }, index) => {
    const { text, why, class: label } = messages[index]!;
    return { name, text, why, label, got: verdicts.get(id) };
  });
}

function confusionMatrix(all: readonly Judged[]): string {
  const count = (label: MessageClass, got: MessageClass | undefined) =>
    all.filter((each) => each.label === label && each.got?.class === got).length;
  const columns = [...CLASSES, undefined].map((got) => (got ?? 'no event').padStart(13)).join('');
  const rows = CLASSES.map((label) => {
    const cells = [...CLASSES, undefined].map((got) => String(count(label, got)).padStart(13));
    return `${label.padEnd(13)}${cells.join('')}`;
  });
  return [`${'label \\ got'.padEnd(13)}${columns}`, ...rows].join('\n');
}

const told = ({ name, text, label, got, why }: Judged): string =>
  `${name}: "${text}" is ${label} (${why}), got ${got?.class} by ${got?.reason}`;

test.each(NAMES)('the labels of %s name the messages of its users, in their order', (name) => {
  const { messages } = labelsOf(name);
  expect(messages.map(({ text }) => text)).toEqual(userMessages(name).map(({ text = '' }) => text));
  expect(messages.every(({ class: label, why }) => CLASSES.includes(label) && why !== '')).toBe(
    true,
  );
});

test('the conversations are many, of many kinds, and none is test traffic', () => {
  const channels = new Set(
    NAMES.flatMap((name) => activitiesOf(name).map((each) => each.channelId)),
  );
  expect(NAMES.length).toBeGreaterThanOrEqual(14);
  expect(NAMES.flatMap(userMessages).length).toBeGreaterThanOrEqual(300);
  expect(channels.size).toBeGreaterThanOrEqual(6);
  expect(channels).not.toContain('emulator');
});

test('at least 97 % of the messages get the class that a reader gave them', async () => {
  const all = (await Promise.all(NAMES.map(judged))).flat();
  const mistakes = all.filter(({ label, got }) => label !== got?.class);
  const share = 1 - mistakes.length / all.length;
  console.log(
    `${all.length} messages, ${(share * 100).toFixed(1)} % as labelled\n${confusionMatrix(all)}\n` +
      mistakes.map(told).join('\n'),
  );
  expect(share).toBeGreaterThanOrEqual(AIM);
}, 60_000);
