/** What a destination has to make of a service that is not well: scenes of the developer's own test server. */

import { frozen, KEPT } from './rules.ts';
import type { Finding, Rule, Subject } from './rules.ts';
import { describeAnswer } from './trial.ts';
import type { Seen } from './trial.ts';

/** Switches the developer's test server over; each until another is called. All may be left out. */
export interface ConformanceScenes {
  /** It is well. Called before every rule that has no other scene. */
  readonly healthy?: Scene | undefined;
  /** It cannot be reached, or answers 5xx. */
  readonly down?: Scene | undefined;
  /** It refuses what it is sent, or the credentials. */
  readonly refusing?: Scene | undefined;
  /** It takes requests and never answers. */
  readonly hanging?: Scene | undefined;
}

export type Scene = () => unknown;

/** How long a server hangs before the destination is told to end. */
const HANGING_MS = 100;

/** A rule that needs a scene. */
export interface SceneRule extends Rule {
  readonly scene: keyof ConformanceScenes;
}

/** In the order in which they are checked. */
export const SCENE_RULES: readonly SceneRule[] = [
  {
    rule: 'retries_when_down',
    scene: 'down',
    sentence: 'It answers retry while the service is down, so that nothing is lost.',
    check: async (subject) => judgeDown(await sendOne(subject)),
  },
  {
    rule: 'gives_up_when_refused',
    scene: 'refusing',
    sentence: 'It answers pause, or rejects the event by its id, if the service refuses it.',
    check: async (subject) => judgeRefused(await sendOne(subject)),
  },
  {
    rule: 'ends_when_hanging',
    scene: 'hanging',
    sentence: 'It ends when it is aborted while the service hangs, and calls nothing delivered.',
    check: async (subject) => judgeHanging(await sendOne(subject, HANGING_MS)),
  },
  {
    rule: 'recovers',
    scene: 'healthy',
    sentence: 'It delivers again once the service is well.',
    check: async (subject) => judgeWell(await sendOne(subject)),
  },
];

/** A single event: what becomes of it is not shared with others. */
function sendOne({ attempt, samples }: Subject, abortAfterMs?: number): Promise<Seen> {
  return attempt(frozen(samples.some(1)), { abortAfterMs });
}

function judgeDown({ answer, cause }: Seen): Finding {
  if (answer.outcome === 'retry') return KEPT;
  return answer.outcome === 'failed' ? thrown(answer.error) : broken({ answer, cause });
}

function judgeRefused({ answer, cause }: Seen): Finding {
  const isRefused =
    answer.outcome === 'pause' ||
    answer.outcome === 'split' || // a single event: there is nothing to halve
    (answer.outcome === 'delivered' && answer.rejected.length > 0);
  return isRefused ? KEPT : broken({ answer, cause });
}

function judgeHanging({ answer, cause, isAborted }: Seen): Finding {
  if (!isAborted) {
    return { problem: `the service did not hang: ${describeAnswer(answer)} at once`, cause };
  }
  if (answer.outcome === 'failed') return thrown(answer.error);
  return answer.outcome === 'retry' ? KEPT : broken({ answer, cause });
}

function judgeWell({ answer, cause }: Seen): Finding {
  const isDelivered = answer.outcome === 'delivered' && answer.rejected.length === 0;
  return isDelivered ? KEPT : broken({ answer, cause });
}

function broken({ answer, cause }: Pick<Seen, 'answer' | 'cause'>): Finding {
  return { problem: describeAnswer(answer), cause };
}

/** It does no harm, but says less than an answer, and counts as ambiguous. */
function thrown(error: string): Finding {
  return {
    advice: `it threw ${error}: answer { outcome: 'retry', problem } instead, for health() to say why`,
  };
}
