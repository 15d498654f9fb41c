/** What a store records by, made out of the settings. */

import { interpret } from '../interpret/interpret.ts';
import type { RecorderSettings } from '../model/settings.ts';
import type { RecordDeps } from '../record/store.ts';
import { patternMatcher } from './patterns.ts';
import type { PatternMatcher } from './patterns.ts';
import { targetsOf } from './targets.ts';

/**
 * Makes it. The matcher keeps its quarantine: make it once
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
