/** What every destination has to keep, whatever service it sends to. */

import { isDeepStrictEqual } from 'node:util';
import type { DestinationEvent } from '../model/custom-destination.ts';
import { deepFreeze } from '../model/deep-freeze.ts';
import type { SampleEvents } from './sample-events.ts';
import { describeAnswer } from './trial.ts';
import type { Seen, Try } from './trial.ts';

/** What is checked, and by what means. */
export interface Subject {
  readonly attempt: Try;
  readonly samples: SampleEvents;
  /** Most events of a batch. */
  readonly batchSize: number;
}

/** What is wrong, and what was thrown; nothing if the rule is kept. */
export interface Finding {
  readonly problem?: string | undefined;
  /** The rule is kept, but not as well as it could be. */
  readonly advice?: string | undefined;
  readonly cause?: unknown;
}

export interface Rule {
  readonly rule: string;
  readonly sentence: string;
  readonly check: (subject: Subject) => Promise<Finding>;
}

export const KEPT: Finding = {};

/** Rules that hold while the service is well. */
export const RULES: readonly Rule[] = [
  {
    rule: 'takes_every_kind',
    sentence: 'It takes one event of every kind that it is given.',
    check: (subject) => takes(subject, subject.samples.ofEveryKind()),
  },
  {
    rule: 'takes_copies',
    sentence: 'It takes the same events again: what may have arrived is sent once more.',
    async check(subject) {
      const events = subject.samples.some(3);
      const first = await takes(subject, events);
      return first.problem === undefined ? takes(subject, events, 2) : first;
    },
  },
  {
    rule: 'takes_minimal_events',
    sentence: 'It takes events without a user, a conversation and a session.',
    check: (subject) => takes(subject, subject.samples.minimal()),
  },
  {
    rule: 'leaves_events_alone',
    sentence: 'It does not write into the events: they are frozen, and sent again as they were.',
    check: leavesAlone,
  },
  {
    rule: 'keeps_batches_apart',
    sentence: 'It is not confused by two batches at once.',
    check: keepsApart,
  },
  {
    rule: 'ends_when_aborted',
    sentence:
      'It ends within a second of its signal being aborted, before it begins or on its way.',
    check: endsWhenAborted,
  },
];

/** Delivers events as the plug-in would: in batches, halves where it wants them, frozen. */
async function takes(
  { attempt, batchSize }: Subject,
  events: readonly DestinationEvent[],
  attemptNumber = 1,
): Promise<Finding> {
  const queue = slices(events, batchSize);
  for (let batch = queue.shift(); batch; batch = queue.shift()) {
    const seen = await attempt(frozen(batch), { attempt: attemptNumber });
    const { answer } = seen;
    if (answer.outcome === 'split' && batch.length > 1) {
      queue.unshift(...slices(batch, Math.ceil(batch.length / 2)));
    } else if (answer.outcome !== 'delivered' || answer.rejected.length > 0) {
      return found(batch, seen);
    }
  }
  return KEPT;
}

function found(batch: readonly DestinationEvent[], { answer, cause }: Seen): Finding {
  const refused = answer.outcome === 'delivered' ? answer.rejected.map(({ id }) => id) : [];
  const guilty = refused.length > 0 ? batch.filter(({ id }) => refused.includes(id)) : batch;
  const kinds = [...new Set(guilty.map(({ kind }) => kind))].join(', ');
  return { problem: `of ${kinds}: ${describeAnswer(answer)}`, cause };
}

async function leavesAlone({ attempt, samples, batchSize }: Subject): Promise<Finding> {
  for (const batch of slices(samples.ofEveryKind(), batchSize)) {
    const given = structuredClone(batch); // not frozen: so that what is written shows
    await attempt(given);
    const i = batch.findIndex((event, index) => !isDeepStrictEqual(event, given[index]));
    const touched = batch[i];
    if (touched) return { problem: `it changed an event of the kind ${touched.kind}` };
    if (given.length !== batch.length) return { problem: 'it changed the list of events' };
  }
  return KEPT;
}

async function keepsApart(subject: Subject): Promise<Finding> {
  const { samples, batchSize } = subject;
  const count = Math.min(batchSize, 5);
  const mixed: string[] = [];
  const attempt: Try = async (...call) => {
    const seen = await subject.attempt(...call);
    if (seen.answer.outcome === 'delivered' && seen.complaint) mixed.push(seen.complaint);
    return seen;
  };
  const both = [samples.some(count), samples.some(count)];
  const findings = await Promise.all(both.map((events) => takes({ ...subject, attempt }, events)));
  const broken = findings.find(({ problem }) => problem !== undefined);
  return broken ?? (mixed.length > 0 ? { problem: `it ${mixed[0]}` } : KEPT);
}

async function endsWhenAborted({ attempt, samples }: Subject): Promise<Finding> {
  for (const abortAfterMs of [0, 1]) {
    const { answer } = await attempt(frozen(samples.some(1)), { abortAfterMs });
    if (answer.outcome === 'overdue') return { problem: describeAnswer(answer) };
  }
  return KEPT;
}

/** Copies events and freezes them, as the plug-in does. */
export function frozen(events: readonly DestinationEvent[]): readonly DestinationEvent[] {
  return deepFreeze(structuredClone(events));
}

function slices<T>(items: readonly T[], size: number): (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}
