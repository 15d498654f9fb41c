/** Puts the stages together behind capture: sender, recorder, reporter, and the books about them. */

import { resolve } from 'node:path';
import type { ExportResult } from '../export/job.ts';
import type { Validation } from '../forward/validate/check.ts';
import { AnalyticsError, errorFromRecord } from '../model/errors.ts';
import type { Health } from '../model/health.ts';
import type { ResolvedOptions } from '../model/resolve.ts';
import { MEMORY } from '../model/settings.ts';
import type { StoreDescriptor } from '../model/settings.ts';
import { healthOf } from './books.ts';
import { whenIdle } from './exit.ts';
import { randomId } from './ids.ts';
import type { OutboxAnswer, OutboxQuestion } from './outbox-desk.ts';
import { ownPending } from './outbox-key.ts';
import type { Problems } from './problems.ts';
import type { RecorderState } from './protocol.ts';
import { canThread, inlineRecorder, threadRecorder } from './recorder-link.ts';
import type { LinkDeps, RecorderLink, Told } from './recorder-link.ts';
import { profiles } from './profiles.ts';
import type { Profiles } from './profiles.ts';
import { inlineReporter, threadReporter } from './reporter.ts';
import type { Reporter } from './reporter.ts';
import { sender } from './sender.ts';
import type { Sender } from './sender.ts';
import { checkOpenStore, validate } from './validation.ts';
import { within } from './within.ts';

/** How long `flush` and `close` wait unless told otherwise. */
const FLUSH_TIMEOUT_MS = 10_000;
export const CLOSE_TIMEOUT_MS = 5_000;

export interface FlushOptions {
  /** Also work through the outbox. @defaultValue false */
  readonly deliver?: boolean | undefined;
  /** Longest wait, in milliseconds. @defaultValue 10000 */
  readonly timeoutMs?: number | undefined;
}

/** What is left after a `flush` or `close`. */
export interface Leftover {
  /** Facts that are not recorded yet (`flush`) or never will be (`close`). */
  readonly inMemory: number;
  /** Events that wait, by destination. */
  readonly pending: Readonly<Record<string, number>>;
}

export interface Pipeline {
  readonly sender: Pick<Sender, 'add' | 'dropped' | 'notice'>;
  report(name: string, options: unknown): Promise<unknown>;
  export(options: unknown): Promise<ExportResult>;
  setProfile: Profiles['set'];
  outbox(question: OutboxQuestion): Promise<OutboxAnswer>;
  validate(): Promise<Validation>;
  flush(options?: FlushOptions): Promise<Leftover>;
  health(): Promise<Health>;
  close(timeoutMs: number): Promise<Leftover>;
}

/** What a pipeline consists of. */
interface Parts {
  readonly options: ResolvedOptions;
  readonly sending: Sender;
  readonly link: RecorderLink;
  readonly reporter: Reporter;
  readonly keeping: Profiles;
  /** Settles when the store was opened, or could not be, for the first time. */
  readonly opened: Promise<void>;
}

/** Starts the stages behind capture; the store is opened at once, in the background. */
export function pipeline(given: ResolvedOptions, problems: Problems): Pipeline {
  const options = {
    ...given,
    recorder: { ...given.recorder, store: absolute(given.recorder.store) },
  };
  const parts = assemble(options, problems);
  const { sending, reporter } = parts;
  let closing: Promise<Closed> | undefined;
  const forget = flushWhenIdle(parts);
  const closeOnce = async (timeoutMs: number): Promise<Closed> => {
    forget();
    return close(parts, timeoutMs);
  };
  return {
    sender: sending,
    report: (name, reportOptions) =>
      closing ? Promise.reject(closedError()) : reporter.ask(name, reportOptions),
    export: (exportOptions) =>
      closing ? Promise.reject(closedError()) : reporter.export(exportOptions),
    setProfile: (person, profile) =>
      closing
        ? Promise.reject(closedError('audience.set was called'))
        : parts.keeping.set(person, profile),
    outbox: (question) =>
      closing
        ? Promise.reject(closedError('the outbox was asked for'))
        : askOutbox(parts, question),
    validate: () =>
      closing ? Promise.reject(closedError('validate was called')) : validateAll(parts),
    flush: (flushOptions = {}) =>
      closing ? closing.then(({ left }) => left) : flush(parts, flushOptions),
    health: async () => {
      const state = closing ? (await closing).state : await stateOf(parts);
      return healthOf(options, sending.health(), state);
    },
    close: (timeoutMs) => (closing ??= closeOnce(timeoutMs)).then(({ left }) => left),
  };
}

/** A relative path is one file, whatever the working folder is when a thread opens it. */
function absolute({ kind, options }: StoreDescriptor): StoreDescriptor {
  const path = options.path === MEMORY ? MEMORY : resolve(options.path);
  return { kind, options: { path } };
}

function assemble(options: ResolvedOptions, problems: Problems): Parts {
  const { recorder: settings, clock, ownClock } = options;
  const writer = randomId();
  let markOpened: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (markOpened = resolve));
  const sending = sender({
    writer,
    post: (batch) => link.post(batch),
    onFull: () => problems.report(fullError()),
  });
  const deps: LinkDeps = {
    settings,
    writer,
    clock,
    ownClock,
    tell: (message) => {
      if (message.type === 'opened' || message.type === 'unopened') markOpened();
      hear(message, sending, problems);
    },
    died(cause) {
      markOpened(); // whoever waits for the store is told by it that it is not open
      sending.died();
      problems.report(errorFromRecord(cause));
    },
    takeAll: () => sending.takeAll(),
    deliver: options.deliver,
    report: problems.report,
  };
  const threaded = options.thread && isThreadable(options, problems);
  const link = threaded ? threadRecorder(deps) : inlineRecorder(deps);
  const reporterDeps = { descriptor: settings.store, clock, opened };
  const reporter = threaded
    ? threadReporter(reporterDeps)
    : inlineReporter(reporterDeps, () => link.inlineStore());
  const keeping = profiles({
    flushed: () => sending.flushed(),
    keep: (person, profile) => link.ask({ name: 'setProfile', person, profile }),
  });
  return { options, sending, link, reporter, keeping, opened };
}

function isThreadable({ recorder: settings }: ResolvedOptions, problems: Problems): boolean {
  const answer = canThread(settings);
  if (answer === 'missing') {
    problems.warn(
      'the file of the recorder thread is missing (a bundler left it behind?): recording runs on the bot’s thread; exclude botbuilder-analytics from the bundle to give it its own',
    );
  }
  return answer === 'yes';
}

function hear(message: Told, sending: Sender, problems: Problems): void {
  switch (message.type) {
    case 'opened':
      return sending.opened(message.last);
    case 'unopened':
      return undefined;
    case 'recorded':
      return sending.recorded(message.number, message.outcome);
    case 'refused':
      return sending.refused(message.number);
    case 'problem':
      return problems.report(errorFromRecord(message.error));
    default:
      return message satisfies never;
  }
}

async function flush(
  parts: Parts,
  { deliver = false, timeoutMs = FLUSH_TIMEOUT_MS }: FlushOptions,
): Promise<Leftover> {
  const { sending, link, keeping } = parts;
  const startedAt = performance.now();
  await within(timeoutMs, Promise.all([sending.flushed(), keeping.settled()]));
  const left = Math.max(0, timeoutMs - (performance.now() - startedAt));
  const question = deliver
    ? ({ name: 'drain', timeoutMs: left } as const)
    : ({ name: 'state' } as const);
  const state = await within(
    left + 1_000,
    link.ask(question).catch(() => undefined),
  );
  return leftover(parts, state);
}

/** Longest time that a process with nothing left to do goes on for what is in memory, if the store is open. */
const IDLE_FLUSH_MS = 3_000;

/** A process that comes to its end by itself has the time to record what it has; once, if that does not help. */
function flushWhenIdle(parts: Parts): () => void {
  let before = 0;
  return whenIdle(() => {
    const { inMemory } = parts.sending.health();
    const isOpen = parts.sending.isOpen();
    if (isOpen && inMemory > 0 && inMemory !== before)
      void flush(parts, { timeoutMs: IDLE_FLUSH_MS });
    before = inMemory;
  });
}

/** What is left when everything has stopped, and the last that was known of the store. */
interface Closed {
  readonly left: Leftover;
  readonly state: RecorderState | undefined;
}

async function close(parts: Parts, timeoutMs: number): Promise<Closed> {
  const { sending, link, reporter, keeping } = parts;
  const startedAt = performance.now();
  const left = await flush(parts, { timeoutMs });
  keeping.stop();
  sending.close('not_recorded_at_close');
  const rest = Math.max(0, timeoutMs - (performance.now() - startedAt)) + PATIENCE_MS;
  const [state] = await Promise.all([
    within(rest, link.stop(rest - PATIENCE_MS)),
    within(rest, reporter.stop()),
  ]);
  return { left, state };
}

/** Time a part has, besides its own, to say that it is done. */
const PATIENCE_MS = 500;

function leftover({ sending, options }: Parts, state: RecorderState | undefined): Leftover {
  return {
    inMemory: sending.health().inMemory,
    pending: ownPending(state?.counts?.destinations ?? {}, options.recorder),
  };
}

function stateOf({ link }: Parts): Promise<RecorderState | undefined> {
  return link.ask({ name: 'state' }).catch(() => undefined);
}

/** Longest wait for a store that is being opened. */
const OPENING_MS = 10_000;

/** @throws AnalyticsError what the store says, or `STORE_UNAVAILABLE` while there is no recorder */
async function askOutbox({ opened, link }: Parts, question: OutboxQuestion): Promise<OutboxAnswer> {
  await within(OPENING_MS, opened);
  try {
    return await link.ask({ name: 'outbox', question });
  } catch (cause) {
    if (AnalyticsError.is(cause)) throw cause;
    throw new AnalyticsError('STORE_UNAVAILABLE', 'the recorder cannot be asked', { cause });
  }
}

async function validateAll(parts: Parts): Promise<Validation> {
  const checkStore = async () => {
    await within(OPENING_MS, parts.opened);
    return checkOpenStore(await stateOf(parts));
  };
  return validate(parts.options.recorder, { checkStore, now: Date.now() });
}

function closedError(what = 'a report was asked for'): AnalyticsError {
  return new AnalyticsError('CLOSED', `${what} after close()`);
}

function fullError(): AnalyticsError {
  return new AnalyticsError(
    'STORE_UNAVAILABLE',
    'the queue is full and turns are not recorded (counted queue_full): the store does not keep up or cannot be written',
  );
}
