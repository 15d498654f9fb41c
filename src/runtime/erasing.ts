/**
 * The recorder's part in erasing people: it removes them from the store, has the files wiped, and asks
 * destinations until they have done it, over restarts.
 */

import { setImmediate } from 'node:timers/promises';

import { deliver } from '../forward/deliver.ts';
import { changed } from '../forward/erasure/asking.ts';
import type { AskErasure, ErasureAnswer as Answered } from '../forward/erasure/asking.ts';
import { customErasure } from '../forward/erasure/custom.ts';
import type { AskForget } from '../forward/erasure/custom.ts';
import { mixpanelErasure } from '../forward/erasure/mixpanel.ts';
import type { ErrorRecord } from '../model/errors.ts';
import type { DestinationSettings, RecorderSettings } from '../model/settings.ts';
import { MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { ErasureChange, ErasureJob } from '../record/erasure.ts';
import type { PeopleStore } from '../record/store.ts';
import { erasureDesk } from './erasure-desk.ts';
import type { ErasureAnswer, ErasureDesk, ErasureQuestion } from './erasure-desk.ts';
import { outboxKey } from './outbox-key.ts';
import { persistently } from './persistently.ts';
import { within } from './within.ts';

export interface ErasingDeps {
  readonly store: Pick<PeopleStore, 'erasure' | 'deriveKey'>;
  readonly settings: RecorderSettings;
  /** The bot's clock. */
  readonly now: () => EpochMs;
  /** Calls the functions of the developer's own destinations. */
  readonly askForget?: AskForget | undefined;
  /** Something was removed that may be claimed. */
  readonly onErased: () => void;
  /** Told when a destination refuses; without credentials. */
  readonly onRefused: (destination: string, problem: string) => void;
  /** @defaultValue the system's */
  readonly systemNow?: (() => EpochMs) | undefined;
}

export interface Erasing {
  /** @throws AnalyticsError `STORE_UNAVAILABLE` */
  answer(question: ErasureQuestion): Promise<ErasureAnswer>;
  /** Goes on with these destinations: what could not be asked before may be now. */
  retarget(settings: RecorderSettings): void;
  /** Does what is due; settles when it is done. Never rejects. */
  run(): Promise<void>;
  /** Waits for what is under way, at most so long, and cuts it off then. */
  stop(timeoutMs: number): Promise<void>;
}

/** How often it is looked for what is due. */
const EVERY_MS = 30 * SECOND_MS;

/** Nobody else takes a job while it is worked on. */
const LEASE_MS = 2 * MINUTE_MS;

/** How long it is tried to note what a destination has answered. */
const PATIENCE_MS = 30 * SECOND_MS;

/** Time for requests that were cut off to end. */
const GRACE_MS = 250;

interface Desk {
  readonly deps: ErasingDeps;
  /** By the keys of the bot's own destinations; `undefined` = it cannot be asked. */
  askers: ReadonlyMap<string, AskErasure | undefined>;
  desk: ErasureDesk;
  readonly cutOff: AbortController;
  readonly systemNow: () => EpochMs;
  running: Promise<void> | undefined;
  scrubbing: Promise<boolean | null> | undefined;
  isStopped: boolean;
}

/** Starts with what is left from before; the process may end meanwhile. */
export function erasing(deps: ErasingDeps): Erasing {
  const own: Desk = {
    deps,
    ...askingFor(deps, deps.settings),
    cutOff: new AbortController(),
    systemNow: deps.systemNow ?? Date.now,
    running: undefined,
    scrubbing: undefined,
    isStopped: false,
  };
  const timer = setInterval(() => void run(own), EVERY_MS).unref();
  void revive(own).then(() => run(own));
  return {
    answer: (question) => answer(own, question),
    retarget(settings) {
      Object.assign(own, askingFor(deps, settings));
      void revive(own).then(() => run(own));
    },
    run: () => run(own),
    async stop(timeoutMs) {
      own.isStopped = true;
      clearInterval(timer);
      await within(timeoutMs, own.running ?? Promise.resolve());
      own.cutOff.abort();
      await within(GRACE_MS, own.running ?? Promise.resolve());
    },
  };
}

/** Whom to ask, and the desk that says so. */
function askingFor(
  { store, askForget }: ErasingDeps,
  settings: RecorderSettings,
): Pick<Desk, 'askers' | 'desk'> {
  const askers = askersOf(settings, askForget);
  const canAsk = (key: string) => (askers.has(key) ? askers.get(key) !== undefined : undefined);
  return { askers, desk: erasureDesk({ store, settings, canAsk }) };
}

/** What is told of a destination that refuses. */
export function refusal(key: string, problem: string): ErrorRecord {
  const [name = key] = key.split('#', 1);
  return {
    code: 'DELIVERY_PAUSED',
    problem: `${name} does not erase a user: ${problem}`,
    details: { name },
  };
}

/** What asks the bot's own destinations, active or not: what they hold is from when they were. */
function askersOf(
  { destinations, interpret }: RecorderSettings,
  askForget: AskForget | undefined,
): ReadonlyMap<string, AskErasure | undefined> {
  return new Map(
    destinations.map((each) => [outboxKey(each, interpret.botId), askerOf(each, askForget)]),
  );
}

function askerOf(
  settings: DestinationSettings,
  askForget: AskForget | undefined,
): AskErasure | undefined {
  if ('isCustom' in settings) return customErasure(settings, askForget);
  switch (settings.name) {
    case 'mixpanel':
    case 'mixpanel_profiles':
      return mixpanelErasure(settings, deliver);
    default:
      return undefined;
  }
}

async function answer(own: Desk, question: ErasureQuestion): Promise<ErasureAnswer> {
  switch (question.type) {
    case 'forget': {
      const erased = await own.desk.forget(question.person, own.deps.now());
      own.deps.onErased();
      return erased;
    }
    case 'scrub': {
      const scrubbed = await scrub(own);
      void run(own);
      return scrubbed;
    }
    case 'list':
      return own.desk.list();
  }
}

/** Those who ask at the same time wait for the same: the whole store is rewritten. */
function scrub(own: Desk): Promise<boolean | null> {
  const { erasure } = own.deps.store;
  const once = async (): Promise<boolean | null> => {
    await setImmediate(); // others who are to be forgotten may have come in meanwhile
    own.scrubbing = undefined;
    // locked or full: the next look finds the same
    return (await erasure.scrub().catch(() => false)) ?? null;
  };
  return (own.scrubbing ??= once());
}

/** What could not be asked before is, if the settings allow it now. */
async function revive({ deps: { store }, askers, systemNow }: Desk): Promise<void> {
  try {
    for (const job of await store.erasure.jobs()) {
      const isLeft = job.status === 'manual' || job.status === 'failed';
      if (!isLeft || !askers.get(job.destination)) continue;
      const tasks = job.status === 'failed' ? [] : job.tasks;
      const again = { status: 'waiting', tasks, problem: undefined, attempts: 0 } as const;
      const now = systemNow();
      await store.erasure.changeJob(job.id, { ...again, nextAttemptAt: now }, now);
    }
  } catch {
    // locked or failing: at the next start
  }
}

function run(own: Desk): Promise<void> {
  own.running ??= work(own)
    .catch(() => undefined) // locked or failing: the next look finds the same
    .finally(() => (own.running = undefined));
  return own.running;
}

async function work(own: Desk): Promise<void> {
  const { erasure } = own.deps.store;
  await scrub(own);
  const destinations = [...own.askers.keys()];
  while (!own.isStopped && destinations.length > 0) {
    const job = await erasure.takeJob({
      destinations,
      statuses: ['waiting', 'asked'],
      now: own.systemNow(),
      leaseMs: LEASE_MS,
    });
    if (!job) return;
    const change = await workOn(own, job);
    // a task that is forgotten would be asked for again
    await persistently(() => erasure.changeJob(job.id, change, own.systemNow()), {
      until: performance.now() + PATIENCE_MS,
      problem: 'what a destination has answered cannot be noted',
    });
  }
}

async function workOn(own: Desk, job: ErasureJob): Promise<ErasureChange> {
  const ask = own.askers.get(job.destination);
  const { tasks, attempts, nextAttemptAt } = job;
  if (!ask) return { status: 'manual', tasks, problem: undefined, attempts, nextAttemptAt };
  const answered = await safely(() => ask(job, own.cutOff.signal));
  if (answered.outcome === 'refused') own.deps.onRefused(job.destination, answered.problem);
  return changed(job, answered, { now: own.systemNow(), random: Math.random });
}

async function safely(ask: () => Promise<Answered>): Promise<Answered> {
  try {
    return await ask();
  } catch {
    return { outcome: 'retry', problem: 'asking failed within' };
  }
}
