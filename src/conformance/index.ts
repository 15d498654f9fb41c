/**
 * Checks a destination of the developer's own: that it does what the plug-in relies on, with a service
 * that is well and, if the developer can switch one over, with one that is not. It calls `deliver` as
 * the plug-in does and knows no test framework.
 */

import { AssertionError } from 'node:assert';
import { randomBytes } from 'node:crypto';
import type { CustomDestination } from '../model/custom-destination.ts';
import { AnalyticsError } from '../model/errors.ts';
import { resolveOptions } from '../model/resolve.ts';
import type { CustomSettings } from '../model/settings.ts';
import { RULES } from './rules.ts';
import type { Finding, Rule, Subject } from './rules.ts';
import { sampleEvents } from './sample-events.ts';
import { SCENE_RULES } from './scenes.ts';
import type { ConformanceScenes, Scene } from './scenes.ts';
import { trials } from './trial.ts';
import type { Seen } from './trial.ts';

export type { ConformanceScenes, Scene } from './scenes.ts';

/** How a destination keeps one rule. */
export interface CheckedRule {
  /** Name of the rule: `takes_every_kind`. */
  readonly rule: string;
  /** The rule in a sentence. */
  readonly sentence: string;
  readonly isKept: boolean;
  /** What was seen instead, if it is broken. */
  readonly problem?: string | undefined;
  /** How it could be kept better. */
  readonly advice?: string | undefined;
  /** What `deliver` or a scene threw. It may hold credentials. */
  readonly cause?: unknown;
}

const OPTIONS = {
  rule: 'has_right_options',
  sentence: 'Its options are such as createBotAnalytics takes.',
} as const;

const ANSWERS = {
  rule: 'answers_by_the_rules',
  sentence: 'It answers nothing, or a DeliveryResult that names only events of its batch.',
} as const;

/**
 * Checks a destination against all rules; those of scenes that are not given are left out.
 *
 * It sends about a hundred made-up events, with ids `conformance-…`, to wherever the destination sends:
 * let that be a server of your own.
 *
 * @returns the rules in the order in which they were checked; never rejects
 */
export async function checkDestination(
  destination: CustomDestination,
  scenes: ConformanceScenes = {},
): Promise<readonly CheckedRule[]> {
  const settings = settingsOf(destination);
  if ('problem' in settings) return [{ ...OPTIONS, isKept: false, ...settings }];
  const seen: Seen[] = [];
  const subject: Subject = {
    // as it is called by the plug-in: without `this`
    attempt: trials(destination.deliver, settings.timeoutMs, (each) => void seen.push(each)),
    samples: sampleEvents(idPrefix(), settings.shape?.kinds, Date.now()),
    batchSize: settings.batchSize,
  };
  const checked: CheckedRule[] = [{ ...OPTIONS, isKept: true }];
  for (const rule of RULES) checked.push(await check(rule, subject, scenes.healthy));
  for (const rule of SCENE_RULES) {
    const scene = scenes[rule.scene];
    if (scene) checked.push(await check(rule, subject, scene));
  }
  return [...checked, judged(ANSWERS, answersOf(seen))];
}

/**
 * Checks a destination as {@link checkDestination} does.
 * @throws AssertionError (rejects) that lists all rules that are broken
 */
export async function assertDestination(
  destination: CustomDestination,
  scenes: ConformanceScenes = {},
): Promise<void> {
  const broken = (await checkDestination(destination, scenes)).filter(({ isKept }) => !isKept);
  if (broken.length === 0) return;
  const lines = broken.map(
    ({ rule, sentence, problem = '' }) => `\n  ${rule}: ${sentence}\n    But: ${problem}.`,
  );
  const message = `the destination breaks ${broken.length} of the rules:${lines.join('')}`;
  const error = new AssertionError({ message });
  error.cause = broken.find(({ cause }) => cause !== undefined)?.cause;
  throw error;
}

function idPrefix(): string {
  return `conformance-${randomBytes(4).toString('hex')}`;
}

/** The destination's options, checked, or what is wrong with them. */
function settingsOf(destination: CustomDestination): CustomSettings | { readonly problem: string } {
  try {
    const { destinations } = resolveOptions({ destinations: [destination] }).recorder;
    const custom = destinations.find((each): each is CustomSettings => 'isCustom' in each);
    return custom ?? { problem: 'it is no destination' };
  } catch (error) {
    return { problem: AnalyticsError.is(error) ? error.message : 'its options cannot be read' };
  }
}

async function check(rule: Rule, subject: Subject, scene: Scene | undefined): Promise<CheckedRule> {
  try {
    await scene?.();
  } catch (cause) {
    return judged(rule, { problem: 'the scene could not be set', cause });
  }
  return judged(rule, await rule.check(subject));
}

function judged(
  { rule, sentence }: Pick<Rule, 'rule' | 'sentence'>,
  finding: Finding,
): CheckedRule {
  return { rule, sentence, isKept: finding.problem === undefined, ...finding };
}

/** Whatever it was asked, and whatever the service was like. */
function answersOf(seen: readonly Seen[]): Finding {
  const wrong = seen.find(({ answer, complaint }) => complaint && answer.outcome !== 'failed');
  return wrong?.complaint === undefined ? {} : { problem: `it ${wrong.complaint}` };
}
