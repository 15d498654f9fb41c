/** Runs the developer's functions on a copy of the activity: synchronously, guarded and timed. */

import { AnalyticsError } from '../model/errors.ts';
import { present } from '../model/present.ts';
import type { ActivityView, AnalyticsOptions } from '../model/options.ts';
import { CONSENTS, HANDOVER_SIGNS, MAX_TEXT_LENGTH } from '../model/turn.ts';
import type { CapturedActivity } from '../model/turn.ts';
import { viewActivity } from './activity-view.ts';
import type { Viewed } from './activity-view.ts';
import { canonicalId, canonicalText, canonicalWord } from './canonical.ts';
import type { Guarded } from './guard.ts';
import type { OriginDraft } from './origin.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';
import { ignoreRejection } from './rejection.ts';

/** A function that takes longer than this on the bot's thread is counted `user_function_slow`. */
const SLOW_MS = 10;

/** What a function may answer about the user's side. */
const CLIENT_FIELDS = ['device', 'browser', 'locale'] as const;

export interface UserFunctions {
  /** Marks test traffic, besides the channel `emulator`. */
  readonly isTest?: AnalyticsOptions['isTest'];
  /** Names the person behind the channel's user; `undefined` if not known. */
  readonly identify?: AnalyticsOptions['identify'];
  /** Tells what the user agreed to. */
  readonly consent?: AnalyticsOptions['consent'];
  /** Tells device, browser and locale, of which most channels say nothing. */
  readonly clientInfo?: AnalyticsOptions['clientInfo'];
  /** Tells what a message or event, in or out, means for a handover. */
  readonly handoverSign?: AnalyticsOptions['handoverSign'];
  /** Takes out of a text what must not be kept; absent where texts are not kept redacted. */
  readonly redact?: AnalyticsOptions['redact'];
}

export interface UserFunctionDeps {
  readonly read: Reader;
  readonly guarded: Guarded;
  readonly functions: UserFunctions;
}

/** Adds to the origin what the developer's functions answer; one that fails adds nothing. */
export function askUserFunctions(
  activity: unknown,
  { origin, incoming }: { readonly origin: OriginDraft; readonly incoming: CapturedActivity },
  { read, guarded, functions }: UserFunctionDeps,
): void {
  const { isTest, identify, consent, clientInfo } = functions;
  if (!isTest && !identify && !consent && !clientInfo) return;
  const viewed = { origin, captured: incoming, direction: 'incoming' } as const;
  const { view, release } = viewActivity(read, activity, viewed);
  if (isTest && askIsTest(isTest, view, guarded)) origin.test = true;
  Object.assign(
    origin,
    present({
      identity: identify && askIdentity(identify, view, guarded),
      consent: consent && askConsent(consent, view, guarded),
    }),
  );
  if (clientInfo) Object.assign(origin, askClientInfo(clientInfo, view, { read, guarded }));
  release();
}

/** Returns the activity with what the developer's function makes of it; what else it tells comes second. */
export function withHandoverSign(
  activity: unknown,
  viewed: Viewed,
  { read, guarded, functions: { handoverSign } }: UserFunctionDeps,
): CapturedActivity {
  const { captured } = viewed;
  if (!handoverSign || (captured.type !== 'message' && captured.type !== 'event')) return captured;
  const { view, release } = viewActivity(read, activity, viewed);
  const answer = ask(guarded, 'handoverSign', () => handoverSign(view)) ?? undefined;
  release();
  const handover = HANDOVER_SIGNS.find((sign) => sign === answer);
  if (handover !== undefined) return { ...captured, handover };
  if (answer !== undefined) wrongAnswer(guarded, 'handoverSign', HANDOVER_SIGNS.join(', '));
  return captured;
}

/** Returns a message of the user with what the developer's function leaves of its text; nothing if it fails. */
export function withRedactedText(
  captured: CapturedActivity,
  { guarded, functions: { redact } }: Pick<UserFunctionDeps, 'guarded' | 'functions'>,
): CapturedActivity {
  const { text = '' } = captured;
  if (!redact || text.trim() === '') return captured;
  const answer = ask(guarded, 'redact', () => (redact(text) as unknown) ?? null);
  const isText = typeof answer === 'string';
  if (!isText && answer !== undefined) wrongAnswer(guarded, 'redact', 'a text');
  return { ...captured, redactedText: canonicalText(isText ? answer : '', MAX_TEXT_LENGTH) ?? '' };
}

function askClientInfo(
  clientInfo: (activity: ActivityView) => unknown,
  view: ActivityView,
  { read, guarded }: Pick<UserFunctionDeps, 'read' | 'guarded'>,
): Pick<OriginDraft, (typeof CLIENT_FIELDS)[number]> {
  const told: Pick<OriginDraft, (typeof CLIENT_FIELDS)[number]> = {};
  const answer = ask(guarded, 'clientInfo', () => clientInfo(view)) ?? {};
  const isPromise = typeof read.field(answer, 'then') === 'function';
  let isRight = typeof answer === 'object' && !isPromise;
  for (const key of CLIENT_FIELDS) {
    const value = read.field(answer, key) ?? undefined;
    if (value !== undefined && typeof value !== 'string') isRight = false;
    const word = typeof value === 'string' ? canonicalWord(value, MAX_WORD_LENGTH) : undefined;
    if (word !== undefined) told[key] = word;
  }
  if (!isRight)
    wrongAnswer(guarded, 'clientInfo', 'an object of the texts device, browser, locale');
  return told;
}

function askIsTest(
  isTest: (activity: ActivityView) => unknown,
  view: ActivityView,
  guarded: Guarded,
): boolean {
  const answer = ask(guarded, 'isTest', () => isTest(view)) ?? false;
  if (typeof answer !== 'boolean') wrongAnswer(guarded, 'isTest', 'true or false');
  return answer === true;
}

function askIdentity(
  identify: (activity: ActivityView) => unknown,
  view: ActivityView,
  guarded: Guarded,
): string | undefined {
  const answer = ask(guarded, 'identify', () => identify(view)) ?? '';
  const identity = canonicalId(answer);
  if (identity === undefined && answer !== '') wrongAnswer(guarded, 'identify', 'a string');
  return identity;
}

/** Nothing said = pseudonyms. Where the function fails nobody knows what the user wants: none of it is kept. */
function askConsent(
  consent: (activity: ActivityView) => unknown,
  view: ActivityView,
  guarded: Guarded,
): OriginDraft['consent'] {
  const answer = ask(guarded, 'consent', () => consent(view) ?? 'anonymous');
  const agreed = CONSENTS.find((word) => word === answer);
  if (agreed === undefined && answer !== undefined) {
    wrongAnswer(guarded, 'consent', CONSENTS.join(', '));
  }
  return agreed === 'anonymous' ? undefined : (agreed ?? 'none');
}

function ask(guarded: Guarded, name: string, call: () => unknown): unknown {
  const startedAt = performance.now();
  try {
    const answer = call();
    ignoreRejection(answer);
    return answer;
  } catch (cause) {
    failed(guarded, `${name} threw`, cause);
    return undefined;
  } finally {
    if (performance.now() - startedAt > SLOW_MS) guarded.notice('user_function_slow');
  }
}

function wrongAnswer(guarded: Guarded, name: string, expected: string): void {
  failed(guarded, `${name} must answer ${expected}, and not a promise of one`, undefined);
}

function failed(guarded: Guarded, problem: string, cause: unknown): void {
  guarded.notice('user_function_failed');
  guarded.onError(new AnalyticsError('USER_FUNCTION_FAILED', problem, { cause }));
}
