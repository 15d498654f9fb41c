/**
 * Faults of our own inside the turn (row 1 and 2): whatever of it throws, rejects or never answers,
 * at whichever call, the bot and its users see what they see without us.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCapture } from '../../src/capture/middleware.ts';
import type { Capture, CaptureDeps } from '../../src/capture/middleware.ts';
import type { TurnContextLike } from '../../src/capture/sdk.ts';
import { NOW } from '../support/capture.ts';
import { instrumented } from './instrumented.ts';
import { playAll } from './injection-script.ts';

let keys = 0;

const range = (length: number): readonly number[] => Array.from({ length }, (_, i) => i);

/** Everything that capture can be given, and all that it hands on and tells. */
function world() {
  const captured: unknown[] = [];
  const told: unknown[] = [];
  let ids = 0;
  const deps: CaptureDeps = {
    registryKey: `injected-${++keys}`,
    clock: () => NOW,
    newId: () => `id-${++ids}`,
    sink: (item) => void captured.push(item),
    dropped: (reason, facts) => void told.push([reason, facts]),
    // how long something takes decides nothing here
    notice: (reason) => void (reason !== 'user_function_slow' && told.push(reason)),
    onError: ({ code }) => void told.push(code),
    isTest: ({ channelData }) => channelData === 'x',
    identify: ({ value }) => (value ? 'somebody' : undefined),
    consent: () => 'full',
    clientInfo: () => ({ device: 'phone' }),
    handoverSign: ({ value }) => (value ? 'completed' : undefined),
    redact: (text) => text.toUpperCase(),
    acknowledgeFeedback: true,
    captureNames: true,
  };
  return { deps, captured, told };
}

/** The clock stands still, but not how long a turn has taken by then. */
const withoutDelay = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && value > NOW && value < NOW + HUNG_MS ? NOW : value;

/** Longest time of one conversation: they take milliseconds. */
const HUNG_MS = 5_000;

function play(middleware?: object, find?: Capture['of']): Promise<string> {
  const hung = new Promise<string>((resolve) => setTimeout(resolve, HUNG_MS, 'hung').unref());
  return Promise.race([playAll(middleware, find).catch(String), hung]);
}

let plain = '';

beforeAll(async () => {
  plain = await play();
});

describe('a function of ours', () => {
  const copy = instrumented();
  const make = copy.load('capture/middleware.ts')['createCapture'] as typeof createCapture;
  /** All calls of one conversation, by their places, in order. */
  const calls: string[] = [];
  let recorded = '';
  let toldOf = 0;

  /** Plays the conversation; `hit` stands at the beginning of every function. */
  async function playWith(hit: (place: string) => void) {
    const { deps, captured, told } = world();
    const capture = make(deps);
    copy.hit = hit;
    const outcome = await play(capture.middleware, (context) => capture.of(context));
    copy.hit = () => undefined;
    capture.close();
    return { outcome, recorded: JSON.stringify(captured, withoutDelay), toldOf: told.length };
  }

  beforeAll(async () => {
    const watched = await playWith((place) => void calls.push(place));
    ({ recorded, toldOf } = watched);
    expect(watched.outcome).toBe(plain);
  });

  /**
   * What the SDK or the bot calls by itself, and what stands around the turn: their first act is
   * to let a guard run the rest, and before it there is nothing that could fail.
   */
  const ENTRANCES: ReadonlySet<string> = new Set([
    'capture/guard.ts attempt',
    'capture/middleware.ts onTurn',
    'capture/middleware.ts returned', // of createBegin: begins the turn
    'capture/middleware.ts end',
    'capture/middleware.ts of',
    'capture/finding.ts run', // runs the bot's own turn
    'capture/sends.ts in context.onSendActivities()',
    'capture/sends.ts in context.onUpdateActivity()',
    'capture/sends.ts in context.onDeleteActivity()',
    'capture/turn-handle.ts tell',
    ...Object.keys(createCapture(world().deps).of()).map(
      (name) => `capture/turn-handle.ts ${name}`,
    ),
  ]);

  const isEntrance = (place: string): boolean => ENTRANCES.has(place.replace(/:\d+/u, ''));

  /** Of the calls at each place the first, or the last, in turns; all by night. */
  function chosenCalls(): readonly (readonly [place: string, nth: number])[] {
    const counts = new Map<string, number>();
    for (const place of calls) counts.set(place, (counts.get(place) ?? 0) + 1);
    return [...counts].flatMap(([place, count], i) => {
      if (isEntrance(place)) return [];
      const all = range(count).map((i) => i + 1);
      const some = [i % 2 === 0 ? 1 : count];
      return [...(process.env['NIGHTLY'] ? all : some)].map((nth) => [place, nth] as const);
    });
  }

  test('that throws at one of its calls changes nothing for the bot, and no loss is silent', async () => {
    const harmful: string[] = [];
    const silent: string[] = [];
    for (const [broken, nth] of chosenCalls()) {
      let n = 0;
      const run = await playWith((place) => {
        if (place === broken && ++n === nth) throw new Error(`injected into ${place}`);
      });
      if (run.outcome !== plain) harmful.push(`${broken}, call ${nth}`);
      if (run.recorded !== recorded && run.toldOf === toldOf) silent.push(`${broken}, call ${nth}`);
    }

    expect(harmful).toEqual([]);
    expect(silent).toEqual([]);
  }, 120_000);

  test('that throws each time it is called changes nothing for the bot', async () => {
    const harmful: string[] = [];
    for (const broken of new Set(calls)) {
      if (isEntrance(broken) || broken.startsWith('capture/guard.ts')) continue;
      const { outcome } = await playWith((place) => {
        if (place === broken) throw new Error(`injected into ${place}`);
      });
      if (outcome !== plain) harmful.push(broken);
    }

    expect(harmful).toEqual([]);
  }, 60_000);

  test('is called by the conversation, whichever file of capture it is in', () => {
    const files = new Set(calls.map((place) => /^[^:]+/u.exec(place)?.[0]));
    const all = readdirSync(join(__dirname, '../../src/capture'))
      .filter((name) => !name.startsWith('replay') && !OUTSIDE_OF_TURNS.has(name))
      .map((name) => `capture/${name}`);

    expect(all.filter((file) => !files.has(file))).toEqual([]);
    // enough for the tests above to say something
    expect(calls.length).toBeGreaterThan(3_000);
  });

  /** Types only, and what runs when capture is made. */
  const OUTSIDE_OF_TURNS: ReadonlySet<string> = new Set([
    'sdk.ts',
    'turn-analytics.ts',
    'registry.ts',
  ]);
});

describe('a function that capture is given', () => {
  const FAULTS: Readonly<Record<string, () => unknown>> = {
    throws: () => {
      throw new Error('injected');
    },
    'throws what cannot be looked at': () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      throw proxy;
    },
    rejects: () => Promise.reject(new Error('injected')),
    'rejects in another realm': () => runInNewContext('Promise.reject(new Error())'),
    'never answers': () => new Promise(() => undefined),
    'answers nonsense': () => Symbol('nonsense'),
  };

  type Functions = Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

  /** Plays with dependencies whose function does what `instead` says, or is called as it is. */
  async function playGiven(name: string, instead: (call: number) => (() => unknown) | undefined) {
    const { deps } = world();
    const own = (deps as unknown as Functions)[name]!;
    let call = 0;
    const given = (...words: readonly unknown[]): unknown =>
      (instead(++call) ?? (() => own(...words)))();
    const capture = createCapture({ ...deps, [name]: given });
    const outcome = await play(capture.middleware, (context) => capture.of(context));
    capture.close();
    return { outcome, calls: call };
  }

  const names = Object.entries(world().deps)
    .filter(([, value]) => typeof value === 'function')
    .map(([name]) => name);

  describe.each(names)('%s', (name) => {
    test.each(Object.keys(FAULTS))(
      'that %s, once or always: the bot is as without us',
      async (how) => {
        const fault = FAULTS[how]!;
        const { calls } = await playGiven(name, () => undefined);
        const harmful: number[] = [];
        // 0: always
        for (const n of process.env['NIGHTLY'] ? range(calls + 1) : [0, calls]) {
          const { outcome } = await playGiven(name, (call) =>
            n === 0 || call === n ? fault : undefined,
          );
          if (outcome !== plain) harmful.push(n);
        }

        expect(calls).toBeGreaterThan(0);
        expect(harmful).toEqual([]);
      },
    );
  });
});

describe('a field of the turn', () => {
  /** Whether the code that asks a proxy is capture's own: what the SDK reads must not fail. */
  function isAskedByCapture(): boolean {
    const { prepareStackTrace, stackTraceLimit } = Error;
    const asking: { stack?: unknown } = {};
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.stackTraceLimit = 3;
    Error.captureStackTrace(asking);
    const sites = asking.stack as readonly NodeJS.CallSite[]; // here, the trap, who asks
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    return sites[2]?.getFileName()?.includes('/src/capture/') === true;
  }

  /** The same object, of which each access is told to `access` first. */
  function watched<T extends object>(target: T, access: () => void): T {
    return new Proxy(target, {
      get(object, key) {
        if (isAskedByCapture()) access();
        const value = Reflect.get(object, key) as unknown;
        return isPlain(value) ? watched(value, access) : value;
      },
      ownKeys(object) {
        if (isAskedByCapture()) access();
        return Reflect.ownKeys(object);
      },
    });
  }

  const isPlain = (value: unknown): value is object =>
    Array.isArray(value) ||
    (typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === Object.prototype);

  /** Plays with a context that tells of each access of ours, to it and to what is in it. */
  async function playWatched(access: () => void): Promise<string> {
    const { deps } = world();
    const capture = createCapture(deps);
    const middleware = {
      onTurn(context: TurnContextLike, next: () => Promise<void>): Promise<void> {
        const seen = new Proxy(context, {
          get(target, key) {
            if (isAskedByCapture()) access();
            const value = Reflect.get(target, key, target) as unknown;
            if (typeof value === 'function') return value.bind(target) as unknown;
            return key === 'activity' ? watched(value as object, access) : value;
          },
        });
        return capture.middleware.onTurn(seen, next);
      },
    };
    const outcome = await play(middleware, (context) => capture.of(context));
    capture.close();
    return outcome;
  }

  test('that cannot be read, whichever it is: the bot is as without us', async () => {
    let reads = 0;
    const watching = await playWatched(() => void (reads += 1));
    const harmful: number[] = [];
    const step = process.env['NIGHTLY'] ? 1 : 9;
    for (let n = 1; n <= reads; n += step) {
      let read = 0;
      const outcome = await playWatched(() => {
        if (++read === n) throw new Error('injected');
      });
      if (outcome !== plain) harmful.push(n);
    }

    expect(watching).toBe(plain);
    expect(reads).toBeGreaterThan(100);
    expect(harmful).toEqual([]);
  }, 60_000);
});
