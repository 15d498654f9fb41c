/**
 * The recorder: it holds the store, records batches in their order and wakes the dispatcher.
 *
 * The same code runs in a thread of its own and inline. A store that cannot be opened, is locked or
 * full is tried again by itself, one that is damaged or gone is opened anew; meanwhile what comes stays
 * with the sender, which is bounded.
 */

import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import type { StoreStatus } from '../model/health.ts';
import type { RecorderSettings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import { openStore } from '../record/open.ts';
import { isPassing } from '../record/loss.ts';
import type { Batch, Store } from '../record/store.ts';
import { aiming } from './aiming.ts';
import type { Aiming } from './aiming.ts';
import { answerFrom } from './answering.ts';
import { complaints } from './complaints.ts';
import type { Complaints } from './complaints.ts';
import { crewOn } from './crew.ts';
import type { Crew } from './crew.ts';
import { deliveryDesk } from './delivery-desk.ts';
import type { DeliveryDesk } from './delivery-desk.ts';
import { foundDamaged, mender, toldLoss } from './mender.ts';
import type { Mender } from './mender.ts';
import { parkIn, parkNowIn } from './parking.ts';
import type { AskPassword } from './password.ts';
import type { AnswerTo, FromRecorder, RecorderQuestion, RecorderState } from './protocol.ts';
import { recordDepsOf } from './record-deps.ts';
import { describe } from './recorder-state.ts';
import { watched } from './watched.ts';
import { within } from './within.ts';

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
  /** Tells the password of the store, where the settings say that it is asked for. */
  readonly askPassword?: AskPassword | undefined;
}

export interface Recorder {
  /** Opens the store, and goes on trying; settles after the first try. */
  open(): Promise<void>;
  record(batch: Batch): void;
  /** @throws AnalyticsError if the store cannot do what it is asked for */
  ask<Q extends RecorderQuestion>(question: Q): Promise<AnswerTo<Q>>;
  /** Takes what came of a `deliver` or `forget` that it told. */
  delivered: DeliveryDesk['answered'];
  /**
   * Records what it can before the process ends, up to the first failure, and lets go of the store
   * for good.
   */
  park(batches: readonly Batch[]): Promise<void>;
  /** The same where no promise will be waited for: all at once, for half a second at most. */
  parkNow(batches: readonly Batch[]): void;
  /** For reports that run inline on the same connection. */
  store(): Store | undefined;
}

/** What a recorder remembers. */
interface Desk {
  readonly deps: RecorderDeps;
  readonly recordDeps: ReturnType<typeof recordDepsOf>;
  readonly aiming: Aiming;
  readonly deliveries: DeliveryDesk;
  store: Store | undefined;
  readonly mender: Mender;
  crew: Crew | undefined;
  state: StoreStatus;
  readonly complaints: Complaints;
  waiting: readonly Batch[];
  /** Settles when the store is not being opened. */
  opening: Promise<void>;
  /** Settles when no batch is under way. */
  working: Promise<void>;
  timer: NodeJS.Timeout | undefined;
  /** Tries that failed in a row. */
  failures: number;
}

/** Makes a recorder; nothing happens before `open()`. */
export function recorder(deps: RecorderDeps): Recorder {
  const onProblem = (error: unknown): void =>
    deps.tell({ type: 'problem', error: errorToRecord(error) });
  const recordDeps = recordDepsOf(deps.settings, onProblem, deps.isStopping);
  const onChange = (settings: RecorderSettings): void => desk.crew?.retarget(settings);
  const desk: Desk = {
    deps,
    recordDeps,
    aiming: aiming({ ...deps, recordDeps, onChange, onProblem }),
    deliveries: deliveryDesk(deps.tell),
    store: undefined,
    mender: mender(deps.tell, () => desk.state === 'closed' || deps.isStopping()),
    crew: undefined,
    state: 'opening',
    complaints: complaints((error) => deps.tell({ type: 'problem', error })),
    waiting: [],
    opening: Promise.resolve(),
    working: Promise.resolve(),
    timer: undefined,
    failures: 0,
  };
  return {
    open: () => (desk.opening = open(desk)),
    record(batch) {
      desk.waiting = [...desk.waiting, batch];
      if (desk.waiting.length === 1) desk.working = work(desk);
    },
    ask: <Q extends RecorderQuestion>(question: Q) => ask(desk, question) as Promise<AnswerTo<Q>>,
    delivered: (id, answer) => desk.deliveries.answered(id, answer),
    park: (batches) => park(desk, batches),
    parkNow: (batches) => parkNow(desk, batches),
    store: () => desk.store,
  };
}

async function open(desk: Desk): Promise<void> {
  const { settings, writer, tell, askPassword: password } = desk.deps;
  let store: Store | undefined;
  try {
    const { onItemError: onProblem } = desk.recordDeps;
    const { repair, wasOpen } = desk.mender;
    const deps = { password, onProblem, repair: repair(), wasOpen: wasOpen() };
    store = watched(await openStore(settings, deps), (error) => reopen(desk, error));
    const last = await store.lastBatch(writer);
    await desk.aiming.follow(store);
    if (desk.state === 'closed') return await letGo(desk, store);
    desk.store = store;
    desk.crew = crewOn(store, {
      ...desk.deps,
      deliveries: desk.deliveries,
      settings: desk.aiming.current(),
      recordDeps: desk.aiming.now,
    });
    desk.mender.opened();
    desk.waiting = []; // whoever is told that it is open sends it again
    succeeded(desk);
    tell({ type: 'opened', last });
  } catch (error) {
    void store?.close().catch(() => undefined);
    desk.store = undefined;
    desk.mender.lossBy(error); // so that it is looked at the next time
    complain(desk, 'failed', error);
    tell({ type: 'unopened' });
    again(desk, () => (desk.opening = open(desk)), RETRY_MS.reopenLongest);
  }
}

/** It was closed while it was being opened. */
async function letGo({ aiming: targets }: Desk, store: Store): Promise<void> {
  targets.rest();
  await store.close();
}

/** Time for what is being delivered while the store is given up. */
const HAND_OVER_MS = 1_000;

/** Gives the store up, if it is lost by this error of it, and opens what is there now. */
function reopen(desk: Desk, error: unknown): void {
  const { store, crew } = desk;
  if (!store || desk.state === 'closed' || desk.deps.isStopping()) return;
  const loss = desk.mender.lossBy(error);
  if (!loss) return;
  complain(desk, 'degraded', toldLoss(error, loss));
  desk.store = undefined;
  desk.crew = undefined;
  crew?.rest();
  desk.aiming.rest();
  desk.opening = Promise.all([crew?.stop(HAND_OVER_MS), desk.working])
    .then(() => store.close())
    .catch(() => undefined)
    .then(() => open(desk));
}

async function work(desk: Desk): Promise<void> {
  for (let batch = nextBatch(desk); batch; batch = nextBatch(desk)) {
    const proceeds = await recordOne(desk, batch);
    if (!proceeds) {
      if (desk.store) again(desk, () => (desk.working = work(desk)), RETRY_MS.longest);
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
  const startedAt = performance.now();
  try {
    const outcome = await desk.store?.record(batch, desk.aiming.of(batch));
    if (!outcome) return false;
    const commitMs = performance.now() - startedAt;
    succeeded(desk);
    tell({ type: 'recorded', number: batch.number, outcome, commitMs });
    desk.crew?.dispatcher.wake();
  } catch (error) {
    if (!desk.store) return false; // it is given up
    if (isPassing(error)) {
      complain(desk, 'degraded', error);
      return false;
    }
    tell({ type: 'problem', error: errorToRecord(error) });
    tell({ type: 'refused', number: batch.number });
  }
  return true;
}

/** A store that is over a network may answer when all is over. */
function succeeded(desk: Desk): void {
  if (desk.state === 'closed') return;
  const lasting = desk.mender.lasting();
  desk.complaints.passed(lasting);
  desk.state = lasting === undefined ? 'ok' : 'degraded';
  desk.failures = 0;
}

function complain(desk: Desk, state: StoreStatus, error: unknown): void {
  if (desk.state === 'closed') return;
  desk.state = state;
  desk.complaints.about(error, desk.failures);
}

function again(desk: Desk, run: () => unknown, longest: number): void {
  if (desk.state === 'closed' || desk.deps.isStopping()) return;
  desk.timer = setTimeout(run, Math.min(RETRY_MS.first * 2 ** desk.failures++, longest)).unref();
}

async function ask(desk: Desk, question: RecorderQuestion): Promise<AnswerTo<RecorderQuestion>> {
  switch (question.name) {
    case 'examine':
      reopen(desk, foundDamaged());
      return undefined;
    case 'drain':
      await drain(desk, question.timeoutMs);
      return describe(desk);
    case 'state':
      return describe(desk);
    case 'stop':
      return stop(desk, question.timeoutMs);
    default: {
      return answerFrom({ ...desk, store: openedStore(desk) }, question);
    }
  }
}

async function drain(desk: Desk, timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs;
  await within(timeoutMs, desk.opening); // what waits from before as well
  await desk.crew?.drain(Math.max(0, until - performance.now()));
}

async function stop(desk: Desk, timeoutMs: number): Promise<RecorderState> {
  await desk.crew?.stop(timeoutMs);
  const last = await describe(desk);
  retire(desk);
  await parkIn(desk, []); // what is left is counted by who closes
  return { ...last, state: desk.state };
}

/** @throws AnalyticsError `STORE_UNAVAILABLE` */
function openedStore({ state, store }: Desk): Store {
  if (state === 'closed' || !store) {
    throw new AnalyticsError('STORE_UNAVAILABLE', 'the store is not open');
  }
  return store;
}

function retire(desk: Desk): void {
  desk.state = 'closed';
  clearTimeout(desk.timer);
  desk.aiming.rest();
  desk.crew?.rest();
  desk.recordDeps.matcher.rest(); // what is recorded from now on has little time
}

async function park(desk: Desk, batches: readonly Batch[]): Promise<void> {
  await Promise.all([desk.opening, desk.working]); // no batch is recorded twice at once
  retire(desk);
  await parkIn(desk, batches);
}

function parkNow(desk: Desk, batches: readonly Batch[]): void {
  retire(desk);
  parkNowIn(desk, batches);
}
