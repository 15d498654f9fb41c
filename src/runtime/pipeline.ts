/** Puts the stages together behind capture: sender, recorder, reporter, and the books about them. */

import type { Validation } from '../forward/validate/check.ts';
import { AnalyticsError, errorFromRecord } from '../model/errors.ts';
import type { Health } from '../model/health.ts';
import type { ResolvedOptions } from '../model/resolve.ts';
import type { SettableName } from '../model/settings.ts';
import { absolute } from '../model/store-path.ts';
import { caretaking } from './caretaking.ts';
import type { Caretaking } from './caretaking.ts';
import type { Erased } from './erasure-desk.ts';
import { healthOf, settingsNow } from './books.ts';
import { loseAll } from './exit.ts';
import { flushWhenIdle } from './idle.ts';
import { randomId } from './ids.ts';
import { ownPending } from './outbox-key.ts';
import { guardedPassword } from './password.ts';
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
import { checkOpenStore, validate, validateDestination } from './validation.ts';
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

export interface Pipeline extends Caretaking {
  readonly sender: Pick<Sender, 'add' | 'dropped' | 'notice'>;
  report: Reporter['ask'];
  export: Reporter['export'];
  segments: Reporter['segments'];
  setProfile: Profiles['set'];
  /** @param name of the destination that is looked at alone; absent = all, and the store */
  validate(name?: SettableName): Promise<Validation>;
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
  /** Settles when the store was opened, or could not be, for the first time; at `close` at the latest. */
  readonly opened: Promise<void>;
  readonly markOpened: () => void;
}

/** Starts the stages behind capture; the store is opened at once, in the background. */
export function pipeline(given: ResolvedOptions, problems: Problems): Pipeline {
  const recorder = { ...given.recorder, store: absolute(given.recorder.store) };
  const parts = assemble({ ...given, recorder }, problems);
  const { sending, reporter } = parts;
  let closing: Promise<Closed> | undefined;
  const forget = flushWhenIdle({ ...parts, flush: (timeoutMs) => flush(parts, { timeoutMs }) });
  const closeOnce = async (timeoutMs: number): Promise<Closed> => {
    forget();
    return close(parts, timeoutMs);
  };
  const care = caretaking(parts);
  const open = <T>(what: string, run: () => Promise<T>): Promise<T> =>
    closing ? Promise.reject(closedError(what)) : run();
  return {
    sender: sending,
    report: (...asked) => open('a report was asked for', () => reporter.ask(...asked)),
    export: (...asked) => open('a report was asked for', () => reporter.export(...asked)),
    segments: () => open('a report was asked for', () => reporter.segments()),
    setProfile: (person, profile) =>
      open('audience.set was called', () => parts.keeping.set(person, profile)),
    outbox: (question) => open('the outbox was asked for', () => care.outbox(question)),
    forget: (person) => open('forget was called', () => care.forget(person)),
    erasures: () => open('erasures was called', () => care.erasures()),
    access: care.access,
    destinations: (question) => open('destinations was called', () => care.destinations(question)),
    deriveKey: care.deriveKey,
    backup: (file) => open('backup was called', () => care.backup(file)),
    recount: (span) => open('recount was called', () => care.recount(span)),
    validate: (name) => open('validate was called', () => validated(parts, name)),
    flush: (flushOptions = {}) =>
      closing ? closing.then(({ left }) => left) : flush(parts, flushOptions),
    health: async () => {
      const asked = closing ? undefined : await stateWhenOpened(parts);
      const state = closing ? (await closing).state : asked; // it may have been closed meanwhile
      return healthOf(parts.options, sending.health(), state);
    },
    close: (timeoutMs) => (closing ??= closeOnce(timeoutMs)).then(({ left }) => left),
  };
}

function assemble(options: ResolvedOptions, problems: Problems): Parts {
  const { recorder: settings, clock, ownClock } = options;
  const askPassword = options.askPassword && guardedPassword(options.askPassword);
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
    ...hearing(sending, problems, markOpened),
    takeAll: () => sending.takeAll(),
    deliver: options.deliver,
    forget: options.forget,
    report: problems.report,
    askPassword,
    loseAll: () => loseAll(sending, problems),
  };
  const threaded = options.thread && isThreadable(options, problems);
  const link = threaded ? threadRecorder(deps) : inlineRecorder(deps);
  const onDamaged = (): void => void link.ask({ name: 'examine' }).catch(() => undefined);
  const reporterDeps = { descriptor: settings.store, clock, opened, askPassword, onDamaged };
  const reporter = threaded
    ? threadReporter(reporterDeps)
    : inlineReporter(reporterDeps, () => link.inlineStore());
  const keeping = profiles({
    flushed: () => sending.flushed(),
    keep: (person, profile) => link.ask({ name: 'setProfile', person, profile }),
    forget: async (person) =>
      (await link.ask({ name: 'erasure', question: { type: 'forget', person } })) as Erased,
  });
  return { options, sending, link, reporter, keeping, opened, markOpened };
}

function hearing(
  sending: Sender,
  problems: Problems,
  markOpened: () => void,
): Pick<LinkDeps, 'tell' | 'died'> {
  return {
    tell(message) {
      if (message.type === 'opened' || message.type === 'unopened') markOpened();
      hear(message, sending, problems);
    },
    died(cause) {
      markOpened(); // whoever waits for the store is told by it that it is not open
      sending.died();
      problems.report(errorFromRecord(cause));
    },
  };
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
      return sending.recorded(message.number, message.outcome, message.commitMs);
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
  const startedAt = performance.now();
  await within(timeoutMs, allRecorded(parts));
  const left = Math.max(0, timeoutMs - (performance.now() - startedAt));
  const question = deliver
    ? ({ name: 'drain', timeoutMs: left } as const)
    : ({ name: 'state' } as const);
  const state = await within(
    left + 1_000,
    parts.link.ask(question).catch(() => undefined),
  );
  return leftover(parts, state);
}

/** Settles when all that was received so far is recorded or dropped, and what was said about users kept. */
async function allRecorded({ sending, keeping }: Parts): Promise<void> {
  await Promise.all([sending.flushed(), keeping.settled()]);
}

/** What is left when everything has stopped, and the last that was known of the store. */
interface Closed {
  readonly left: Leftover;
  readonly state: RecorderState | undefined;
}

/** Whatever hangs, it is over half a second after its time: nothing is waited for that has no end to it. */
async function close(parts: Parts, timeoutMs: number): Promise<Closed> {
  const { sending, link, reporter, keeping, markOpened } = parts;
  const startedAt = performance.now();
  await within(timeoutMs, allRecorded(parts));
  const { inMemory } = sending.health();
  keeping.stop();
  sending.close('not_recorded_at_close');
  const rest = Math.max(0, timeoutMs - (performance.now() - startedAt));
  const stopping = Promise.all([
    within(rest + PATIENCE_MS, link.stop(rest)),
    reporter.stop(rest + PATIENCE_MS),
  ]);
  markOpened(); // who waits for a store that does not open finds that it is closed
  const [state] = await stopping;
  return { left: { ...leftover(parts, state), inMemory }, state };
}

/** Time a part has, besides its own, to say that it is done: with that `close` is within half a second. */
const PATIENCE_MS = 400;

function leftover({ sending, options }: Parts, state: RecorderState | undefined): Leftover {
  return {
    inMemory: sending.health().inMemory,
    pending: ownPending(state?.counts?.destinations ?? {}, settingsNow(options, state)),
  };
}

/** How the recorder is, once it is known whether the store can be opened. */
async function stateWhenOpened({ link, opened }: Parts): Promise<RecorderState | undefined> {
  await within(OPENING_MS, opened);
  return link.ask({ name: 'state' }).catch(() => undefined);
}

/** Longest wait for a store that is being opened. */
const OPENING_MS = 10_000;

async function validated(parts: Parts, name: SettableName | undefined): Promise<Validation> {
  const state = await stateWhenOpened(parts);
  const settings = settingsNow(parts.options, state);
  if (name !== undefined) return validateDestination(settings, name, Date.now());
  const checkStore = () => Promise.resolve(checkOpenStore(state));
  return validate(settings, { checkStore, now: Date.now() });
}

function closedError(what: string): AnalyticsError {
  return new AnalyticsError('CLOSED', `${what} after close()`);
}

function fullError(): AnalyticsError {
  return new AnalyticsError(
    'STORE_UNAVAILABLE',
    'the queue is full and turns are not recorded (counted queue_full): the store does not keep up or cannot be written',
  );
}
