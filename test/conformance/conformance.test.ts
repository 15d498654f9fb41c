/** The suite finds what it says it finds: a destination that breaks one rule is told of that one. */

import { describe, expect, test } from 'vitest';
import { assertDestination, checkDestination } from '../../src/conformance/index.ts';
import type { CheckedRule, ConformanceScenes } from '../../src/conformance/index.ts';
import { sampleEvents } from '../../src/conformance/sample-events.ts';
import type {
  CustomDestination,
  DeliveryContext,
  DestinationEvent,
} from '../../src/model/custom-destination.ts';
import { EVENT_KINDS, isForwardable } from '../../src/model/event.ts';
import { eventOf } from '../forward/one-of-each.ts';

type Deliver = (events: readonly DestinationEvent[], context: DeliveryContext) => unknown;

const destination = (deliver: Deliver, more: Partial<CustomDestination> = {}) =>
  ({ name: 'webhook', timeoutMs: 100, deliver, ...more }) as CustomDestination;

async function broken(subject: CustomDestination, scenes?: ConformanceScenes) {
  const rules = await checkDestination(subject, scenes);
  return Object.fromEntries(
    rules.filter(({ isKept }) => !isKept).map(({ rule, problem }) => [rule, problem]),
  );
}

const names = (rules: readonly CheckedRule[]) => rules.map(({ rule }) => rule);

/** Fails once its signal is aborted, as `fetch` does. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });

test('a destination that takes everything keeps all rules', async () => {
  const rules = await checkDestination(destination(() => undefined));

  expect(names(rules)).toEqual([
    'has_right_options',
    'takes_every_kind',
    'takes_copies',
    'takes_minimal_events',
    'leaves_events_alone',
    'keeps_batches_apart',
    'ends_when_aborted',
    'answers_by_the_rules',
  ]);
  expect(rules.every(({ isKept, sentence }) => isKept && sentence.endsWith('.'))).toBe(true);
});

test('it is given every kind that destinations are given, in batches of its size, frozen', async () => {
  const kinds = new Set<string>();
  const sizes: number[] = [];
  const subject = destination((events) => {
    sizes.push(events.length);
    for (const { kind } of events) kinds.add(kind);
  }, { batchSize: 7 }); // prettier-ignore
  await checkDestination(subject);

  const given = EVENT_KINDS.filter((kind) => isForwardable(eventOf(kind)));
  expect([...kinds].sort()).toEqual(given.sort());
  expect(Math.max(...sizes)).toBe(7);
});

test('it is given the kinds that it wants, and no others', async () => {
  const kinds = new Set<string>();
  const subject = destination((events) => events.forEach(({ kind }) => kinds.add(kind)), {
    kinds: ['csat_rated', 'nps_rated'],
  });
  await checkDestination(subject);

  expect([...kinds]).toEqual(['csat_rated', 'nps_rated']);
});

test('ids are such as those of the plug-in', () => {
  const samples = sampleEvents('conformance-0a1b2c3d', undefined, 0);
  const events = [...samples.ofEveryKind(), ...samples.some(9), ...samples.minimal()];

  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events.every(({ id }) => /^[0-9a-z-]{1,36}$/.test(id))).toBe(true);
});

describe('what is broken is told', () => {
  test('options', async () => {
    expect(await broken(destination(() => undefined, { name: 'GA 4' }))).toEqual({
      has_right_options: expect.stringContaining('destinations[0].name') as string,
    });
    expect(await broken(undefined as never)).toHaveProperty('has_right_options');
    expect(await broken(destination(() => undefined, { kinds: [] }))).toHaveProperty(
      'has_right_options',
    );
  });

  test('no kinds at all end the search for events', () => {
    const samples = sampleEvents('conformance-0a1b2c3d', [], 0);

    expect([samples.some(3), samples.ofEveryKind(), samples.minimal()]).toEqual([[], [], []]);
  });

  test('a kind that is rejected', async () => {
    const subject = destination((events) => ({
      outcome: 'delivered',
      rejected: events.filter(({ kind }) => kind === 'nps_rated').map(({ id }) => ({ id, reason: 'odd' })),
    })); // prettier-ignore

    expect(await broken(subject)).toEqual({
      takes_every_kind: 'of nps_rated: it rejected 1 of its events (odd)',
      takes_minimal_events: 'of nps_rated: it rejected 1 of its events (odd)',
    });
  });

  test('copies that are refused', async () => {
    const known = new Set<string>();
    const subject = destination((events) => {
      if (events.some(({ id }) => known.has(id))) return { outcome: 'pause', problem: 'known' };
      for (const { id } of events) known.add(id);
      return undefined;
    });

    expect(await broken(subject)).toEqual({
      takes_copies: expect.stringContaining('it answered pause (known)') as string,
    });
  });

  test('an event without a user', async () => {
    const subject = destination((events) => {
      for (const { userKey } of events) if (userKey!.length === 0) return undefined;
      return undefined;
    });

    expect(await broken(subject)).toEqual({
      takes_minimal_events: expect.stringContaining('it threw TypeError') as string,
    });
  });

  test('what is written into events that can be written into', async () => {
    const subject = destination((events) => {
      for (const event of events) Reflect.set(event.data, 'seen', true);
    });

    expect(await broken(subject)).toEqual({
      leaves_events_alone: 'it changed an event of the kind user_first_seen',
    });
  });

  test('batches that are taken for one another', async () => {
    let batch: readonly DestinationEvent[] = [];
    const subject = destination(async (events) => {
      const isAlone = batch.length === 0;
      if (isAlone) batch = events;
      await new Promise((resolve) => setTimeout(resolve, 5));
      const [first] = batch;
      batch = [];
      return isAlone ? undefined : { outcome: 'delivered', rejected: [{ id: first?.id, reason: 'mixed' }] };
    }); // prettier-ignore

    expect(Object.keys(await broken(subject))).toEqual([
      'keeps_batches_apart',
      'answers_by_the_rules',
    ]);
  });

  test('a batch that is lost when another comes', async () => {
    let current = 0;
    const subject = destination(async () => {
      const mine = ++current;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return mine === current ? undefined : { outcome: 'retry', problem: 'busy' };
    });

    expect(await broken(subject)).toEqual({
      keeps_batches_apart: expect.stringContaining('it answered retry (busy)') as string,
    });
  });

  test('a signal that is not heeded', async () => {
    const subject = destination((_, { signal }) =>
      signal.aborted ? new Promise(() => undefined) : undefined,
    );

    expect(await broken(subject)).toEqual({
      ends_when_aborted: 'it had not ended 1000 ms after its signal was aborted',
    });
  });

  test.for([
    { what: 'an unknown outcome', answer: { outcome: 'ok' }, problem: 'no DeliveryResult' },
    {
      what: 'ids of other events',
      answer: { outcome: 'delivered', rejected: [{ id: 'other', reason: 'r' }] },
      problem: 'rejected events that are not in its batch',
    },
  ])('$what', async ({ answer, problem }) => {
    expect(await broken(destination(() => answer))).toMatchObject({
      answers_by_the_rules: expect.stringContaining(problem) as string,
    });
  });

  test('halves that it asks for are sent; a single event that it still splits is refused', async () => {
    const sizes = new Set<number>();
    const picky = destination((events) => {
      sizes.add(events.length);
      return events.length > 2 ? { outcome: 'split', reason: 'too_large' } : undefined;
    });
    const refusing = destination(() => ({ outcome: 'split', reason: 'too_large' }));

    expect(await broken(picky)).toEqual({});
    expect(Math.min(...sizes)).toBe(1);
    expect(await broken(refusing)).toMatchObject({
      takes_every_kind: 'of user_first_seen: it answered split (too_large)',
    });
  });
});

/** A service in four moods, and a destination that makes of each what `answers` says. */
function world(answers: Partial<Record<keyof ConformanceScenes, Deliver>>) {
  let mood: keyof ConformanceScenes = 'healthy';
  const is = (next: keyof ConformanceScenes) => async () => void (mood = next);
  const scenes = {
    healthy: is('healthy'),
    down: is('down'),
    refusing: is('refusing'),
    hanging: is('hanging'),
  };
  const right: Record<keyof ConformanceScenes, Deliver> = {
    healthy: () => undefined,
    down: () => ({ outcome: 'retry', problem: 'answered 503' }),
    refusing: () => ({ outcome: 'pause', problem: 'answered 401' }),
    hanging: (_, { signal }) =>
      untilAborted(signal).catch(() => ({ outcome: 'retry', problem: 'gave no answer' })),
  };
  const subject = destination((events, context) =>
    ({ ...right, ...answers })[mood](events, context),
  );
  return { subject, scenes };
}

describe('with scenes', () => {
  test('a destination that makes the right thing of each keeps all rules', async () => {
    const { subject, scenes } = world({});
    const rules = await checkDestination(subject, scenes);

    expect(names(rules).slice(-5)).toEqual([
      'retries_when_down',
      'gives_up_when_refused',
      'ends_when_hanging',
      'recovers',
      'answers_by_the_rules',
    ]);
    expect(rules.filter(({ isKept, advice }) => !isKept || advice)).toEqual([]);
  });

  test('rules of scenes that are not given are left out', async () => {
    const { subject, scenes } = world({});
    const rules = await checkDestination(subject, { down: scenes.down });

    expect(names(rules)).toContain('retries_when_down');
    expect(names(rules)).not.toContain('gives_up_when_refused');
    expect(names(rules)).not.toContain('recovers');
  });

  test.for<{
    what: string;
    answers: Parameters<typeof world>[0];
    rule: string;
    problem: string;
  }>([
    {
      what: 'what is lost while the service is down',
      answers: { down: () => undefined },
      rule: 'retries_when_down',
      problem: 'it answered that all is delivered',
    },
    {
      what: 'a refusal that nobody hears of',
      answers: { refusing: () => undefined },
      rule: 'gives_up_when_refused',
      problem: 'it answered that all is delivered',
    },
    {
      what: 'a refusal that is tried for ever',
      answers: { refusing: () => ({ outcome: 'retry', problem: 'answered 400' }) },
      rule: 'gives_up_when_refused',
      problem: 'it answered retry (answered 400)',
    },
    {
      what: 'a signal that is not handed on',
      answers: { hanging: () => new Promise(() => undefined) },
      rule: 'ends_when_hanging',
      problem: 'it had not ended 1000 ms after its signal was aborted',
    },
    {
      what: 'a hanging service that is taken for a success',
      answers: { hanging: (_, { signal }) => untilAborted(signal).catch(() => undefined) },
      rule: 'ends_when_hanging',
      problem: 'it answered that all is delivered',
    },
    {
      what: 'a service that does not hang',
      answers: { hanging: () => ({ outcome: 'retry', problem: 'p' }) },
      rule: 'ends_when_hanging',
      problem: 'the service did not hang: it answered retry (p) at once',
    },
  ])('$what is told', async ({ answers, rule, problem }) => {
    const { subject, scenes } = world(answers);

    expect(await broken(subject, scenes)).toEqual({ [rule]: problem });
  });

  test('a destination that gives up for good after a failure does not recover', async () => {
    let hasFailed = false;
    const { subject, scenes } = world({
      healthy: () => (hasFailed ? { outcome: 'pause', problem: 'given up' } : undefined),
      down: () => {
        hasFailed = true;
        return { outcome: 'retry', problem: 'down' };
      },
    });

    expect(await broken(subject, scenes)).toEqual({
      recovers: 'it answered pause (given up)',
    });
  });

  test('rejecting the event is a refusal as well', async () => {
    const { subject, scenes } = world({
      refusing: ([event]) => ({
        outcome: 'delivered',
        rejected: [{ id: event?.id, reason: 'odd' }],
      }),
    });

    expect(await broken(subject, scenes)).toEqual({});
  });

  test('throwing while the service is not well does no harm, and advice is given', async () => {
    const { subject, scenes } = world({
      down: () => {
        throw new TypeError('fetch failed');
      },
      hanging: (_, { signal }) => untilAborted(signal),
    });
    const rules = await checkDestination(subject, scenes);

    expect(rules.filter(({ isKept }) => !isKept)).toEqual([]);
    expect(rules.filter(({ advice }) => advice).map(({ rule, advice }) => [rule, advice])).toEqual([
      ['retries_when_down', expect.stringContaining('it threw TypeError: answer')],
      ['ends_when_hanging', expect.stringContaining('it threw TimeoutError: answer')],
    ]);
  });

  test('a scene that fails breaks its rules, and no others', async () => {
    const cause = new Error('no such server');
    const { subject } = world({});
    const rules = await checkDestination(subject, { down: () => Promise.reject(cause) });

    expect(rules.filter(({ isKept }) => !isKept)).toEqual([
      expect.objectContaining({
        rule: 'retries_when_down',
        problem: 'the scene could not be set',
        cause,
      }),
    ]);
  });
});

describe('assertDestination', () => {
  test('says nothing if all rules are kept', async () => {
    expect(await assertDestination(destination(() => undefined))).toBeUndefined();
  });

  test('throws with all rules that are broken, and with what was thrown', async () => {
    const cause = new RangeError('why');
    const subject = destination(() => {
      throw cause;
    });
    const error = await assertDestination(subject).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'AssertionError', cause });
    expect((error as Error).message.split('\n')).toEqual([
      'the destination breaks 4 of the rules:',
      '  takes_every_kind: It takes one event of every kind that it is given.',
      expect.stringMatching(/^    But: of user_first_seen.*: it threw RangeError\.$/),
      '  takes_copies: It takes the same events again: what may have arrived is sent once more.',
      expect.stringContaining('But: of '),
      '  takes_minimal_events: It takes events without a user, a conversation and a session.',
      expect.stringContaining('But: of '),
      '  keeps_batches_apart: It is not confused by two batches at once.',
      expect.stringContaining('But: of '),
    ]);
  });
});
