/** Runs the developer's functions on a copy of the activity: synchronously, guarded and timed. */

import { AnalyticsError } from '../model/errors.ts';
import type { CapturedActivity } from '../model/turn.ts';
import type { ActivityView } from '../model/options.ts';
import { viewActivity } from './activity-view.ts';
import { canonicalId } from './canonical.ts';
import type { Guarded } from './guard.ts';
import type { OriginDraft } from './origin.ts';
import type { Reader } from './read.ts';

/** A function that takes longer than this on the bot's thread is counted `user_function_slow`. */
const SLOW_MS = 10;

export interface UserFunctions {
  /** Marks test traffic, besides the channel `emulator`. */
  readonly isTest?: ((activity: ActivityView) => boolean) | undefined;
  /** Names the person behind the channel's user; `undefined` if not known. */
  readonly identify?: ((activity: ActivityView) => string | undefined) | undefined;
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
  const { isTest, identify } = functions;
  if (!isTest && !identify) return;
  const { view, release } = viewActivity(read, activity, { origin, incoming });
  if (isTest && askIsTest(isTest, view, guarded)) origin.test = true;
  const identity = identify && askIdentity(identify, view, guarded);
  if (identity !== undefined) origin.identity = identity;
  release();
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

function ask(guarded: Guarded, name: string, call: () => unknown): unknown {
  const startedAt = performance.now();
  try {
    const answer = call();
    if (answer instanceof Promise) answer.catch(() => undefined); // or its rejection ends the bot
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
