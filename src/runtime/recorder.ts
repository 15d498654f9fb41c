/**
 * The recorder: it holds the store, records batches in their order and wakes the dispatcher.
 *
 * The same code runs in a thread of its own and inline. A store that cannot be opened, is locked or
 * full is tried again by itself; meanwhile what comes stays with the sender, which is bounded.
 */

import type { CustomAnswer } from '../forward/destinations/custom-answer.ts';
import type { Dispatcher } from '../forward/dispatcher.ts';
import { interpret } from '../interpret/interpret.ts';
import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import type { StoreStatus } from '../model/health.ts';
import type { RecorderSettings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import { openStore } from '../record/open.ts';
import type { Batch, RecordDeps, Store } from '../record/store.ts';
import { deliveryDesk } from './delivery-desk.ts';
import type { DeliveryDesk } from './delivery-desk.ts';
import { dispatcherOf } from './dispatching.ts';
import { PARK_MS } from './exit.ts';
import { answerOutbox } from './outbox-desk.ts';
import { patternMatcher } from './patterns.ts';
import type { PatternMatcher } from './patterns.ts';
import type { AnswerTo, FromRecorder, RecorderQuestion, RecorderState } from './protocol.ts';
import { settling } from './settling.ts';
import type { Settling } from './settling.ts';
import { sweeping } from './sweeping.ts';
import type { Sweeping } from './sweeping.ts';
import { targetsOf } from './targets.ts';

/** First and longest pause before the store is tried again. */
const RETRY_MS = { first: 50, longest: 5_000, reopenLongest: 30_000 } as const;

export interface RecorderDeps {
  readonly settings: RecorderSettings;
  readonly writer: string;
  readonly tell: (message: FromRecorder) => void;
  /** The bot's clock. */
  readonly now: () => EpochMs;
  /** The process is about to end: nothing is tried again. */
  readonly isStopping: () => boolean;
}

export interface Recorder {
  /** Opens the store, and goes on trying; settles after the first try. */
  open(): Promise<void>;
  record(batch: Batch): void;
  /** @throws AnalyticsError if the store cannot do what it is asked for */
  ask<Q extends RecorderQuestion>(question: Q): Promise<AnswerTo<Q>>;
  /** Takes what came of a `deliver` that it told. */
  delivered(id: number, answer: CustomAnswer): void;
  /**
   * Records what it can before the process ends, up to the first failure, and lets go of the store
   * for good.
   */
  park(batches: readonly Batch[]): Promise<void>;
  /** The same where no promise will be waited for: all at once, for as long as {@link PARK_MS}. */
  parkNow(batches: readonly Batch[]): void;
  /** For reports that run inline on the same connection. */
  store(): Store | undefined;
}

/** What a recorder remembers. */
interface Desk {
  readonly deps: RecorderDeps;
  readonly recordDeps: ReturnType<typeof recordDepsOf>;
  readonly deliveries: DeliveryDesk;
  store: Store | undefined;
  dispatcher: Dispatcher | undefined;
  settling: Settling | undefined;
  sweeping: Sweeping | undefined;
  state: StoreStatus;
  problem: string | undefined;
  waiting: readonly Batch[];
  timer: NodeJS.Timeout | undefined;
  /** Tries that failed in a row. */
  failures: number;
}

/** Makes a recorder; nothing happens before `open()`. */
export function recorder(deps: RecorderDeps): Recorder {
  const desk: Desk = {
    deps,
    recordDeps: recordDepsOf(
      deps.settings,
      (error) => deps.tell({ type: 'problem', error: errorToRecord(error) }),
      deps.isStopping,
    ),
    deliveries: deliveryDesk(deps.tell),
    store: undefined,
    dispatcher: undefined,
    settling: undefined,
    sweeping: undefined,
    state: 'opening',
    problem: undefined,
    waiting: [],
    timer: undefined,
    failures: 0,
  };
  return {
    open: () => open(desk),
    record(batch) {
      desk.waiting = [...desk.waiting, batch];
      if (desk.waiting.length === 1) void work(desk);
    },
    ask: <Q extends RecorderQuestion>(question: Q) => ask(desk, question) as Promise<AnswerTo<Q>>,
    delivered: (id, answer) => desk.deliveries.answered(id, answer),
    park: (batches) => park(desk, batches),
    parkNow: (batches) => parkNow(desk, batches),
    store: () => desk.store,
  };
}

/**
 * Makes out of the settings what a store records by. The matcher keeps its quarantine: make it once
 * per recorder, not per batch.
 * @param onProblem told about turns that could not be interpreted, and patterns that run too long
 * @param isStopping the process is about to end: patterns are no longer run
 */
export function recordDepsOf(
  settings: RecorderSettings,
  onProblem: (error: unknown) => void,
  isStopping?: () => boolean,
): RecordDeps & { readonly matcher: PatternMatcher } {
  return {
    interpret,
    matcher: patternMatcher(settings.patterns, onProblem, isStopping),
    settings: settings.interpret,
    onItemError: onProblem,
    ...targetsOf(settings),
  };
}

async function open(desk: Desk): Promise<void> {
  const { settings, writer, tell } = desk.deps;
  try {
    const store = await openStore(settings);
    desk.store = store;
    const last = await store.lastBatch(writer);
    desk.dispatcher = dispatcherOf({
      store,
      settings,
      deps: { ...desk.deps, ask: desk.deliveries.ask },
    });
    desk.settling = settlingOf(desk, store);
    desk.sweeping = sweeping({ outbox: store.outbox, maxAgeMs: settings.outbox.maxAgeMs });
    succeeded(desk);
    tell({ type: 'opened', last });
  } catch (error) {
    void desk.store?.close().catch(() => undefined);
    desk.store = undefined;
    complain(desk, 'failed', error);
    tell({ type: 'unopened' });
    again(desk, () => void open(desk), RETRY_MS.reopenLongest);
  }
}

function settlingOf({ deps, recordDeps, dispatcher }: Desk, store: Store): Settling {
  return settling({ store, recordDeps, now: deps.now, onSettled: () => dispatcher?.wake() });
}

async function work(desk: Desk): Promise<void> {
  for (let batch = nextBatch(desk); batch; batch = nextBatch(desk)) {
    const proceeds = await recordOne(desk, batch);
    if (!proceeds) {
      again(desk, () => void work(desk), RETRY_MS.longest);
      return;
    }
    desk.waiting = desk.waiting.slice(1);
  }
}

function nextBatch(desk: Desk): Batch | undefined {
  const isOver = desk.state === 'closed' || desk.deps.isStopping();
  return desk.store && !isOver ? desk.waiting[0] : undefined;
}

/** Returns whether the batch is done with, recorded or refused; else it is to be tried again. */
async function recordOne(desk: Desk, batch: Batch): Promise<boolean> {
  const { tell } = desk.deps;
  try {
    const outcome = await desk.store?.record(batch, desk.recordDeps);
    if (!outcome) return false;
    succeeded(desk);
    tell({ type: 'recorded', number: batch.number, outcome });
    desk.dispatcher?.wake();
  } catch (error) {
    if (isPassing(error)) {
      complain(desk, 'degraded', error);
      return false;
    }
    tell({ type: 'problem', error: errorToRecord(error) });
    tell({ type: 'refused', number: batch.number });
  }
  return true;
}

/** Locked, full, failing: another try may succeed. Anything else would fail the same way again. */
function isPassing(error: unknown): boolean {
  return AnalyticsError.is(error) && error.code === 'STORE_UNAVAILABLE';
}

function succeeded(desk: Desk): void {
  desk.state = 'ok';
  desk.problem = undefined;
  desk.failures = 0;
}

/** Told once per problem, not once per try. */
function complain(desk: Desk, state: StoreStatus, error: unknown): void {
  const record = errorToRecord(error, 'STORE_UNAVAILABLE');
  const problem = error instanceof Error ? error.message : record.problem;
  if (desk.problem !== problem) desk.deps.tell({ type: 'problem', error: record });
  desk.state = state;
  desk.problem = problem;
}

function again(desk: Desk, run: () => void, longest: number): void {
  if (desk.state === 'closed' || desk.deps.isStopping()) return;
  desk.timer = setTimeout(run, Math.min(RETRY_MS.first * 2 ** desk.failures++, longest)).unref();
}

async function ask(desk: Desk, question: RecorderQuestion): Promise<AnswerTo<RecorderQuestion>> {
  if (question.name === 'setProfile') {
    await openedStore(desk).setProfile(question.person, question.profile);
    return undefined;
  }
  if (question.name === 'outbox') {
    const answer = await answerOutbox(openedStore(desk), desk.deps.settings, question.question);
    desk.dispatcher?.wake();
    return answer;
  }
  if (question.name === 'drain') {
    await desk.settling?.run();
    await desk.dispatcher?.drain(question.timeoutMs);
  }
  if (question.name !== 'stop') return describe(desk);
  await desk.dispatcher?.stop(question.timeoutMs);
  const last = await describe(desk);
  retire(desk);
  await desk.store?.close();
  return { ...last, state: desk.state };
}

/** @throws AnalyticsError `STORE_UNAVAILABLE` */
function openedStore({ state, store }: Desk): Store {
  if (state === 'closed' || !store) {
    throw new AnalyticsError('STORE_UNAVAILABLE', 'the store is not open');
  }
  return store;
}

async function describe(desk: Desk): Promise<RecorderState> {
  const { deps, recordDeps, state, problem, dispatcher, store } = desk;
  return {
    kind: deps.settings.store.kind,
    state,
    problem,
    quarantinedPatterns: recordDeps.matcher.quarantined(),
    counts: state === 'closed' ? undefined : await store?.counts().catch(() => undefined),
    destinations: dispatcher?.status() ?? {},
  };
}

function retire(desk: Desk): void {
  desk.state = 'closed';
  clearTimeout(desk.timer);
  desk.settling?.stop();
  desk.sweeping?.stop();
  desk.recordDeps.matcher.rest(); // what is recorded from now on has little time
}

async function park(desk: Desk, batches: readonly Batch[]): Promise<void> {
  retire(desk);
  try {
    for (const batch of batches) await desk.store?.record(batch, desk.recordDeps);
  } catch {
    // locked or failing: there is no time to wait for it
  }
  await desk.store?.close().catch(() => undefined);
}

/** A store that works synchronously has recorded when the promise is made; a locked one may wait each time. */
function parkNow(desk: Desk, batches: readonly Batch[]): void {
  retire(desk);
  const until = performance.now() + PARK_MS;
  for (const batch of batches) {
    if (performance.now() > until) break;
    void desk.store?.record(batch, desk.recordDeps).catch(() => undefined);
  }
  void desk.store?.close().catch(() => undefined);
}
