/** Makes the metrics of this package: one prefix, and times in seconds. */

import type { Family, Sample } from './prometheus-format.ts';

const PREFIX = 'bot_analytics_';

/** A number, or one for each combination of labels. */
type Values = number | readonly Sample[];

/** What only grows. @param name without the prefix, ends in `_total` */
export function counter(name: `${string}_total`, help: string, values: Values): Family {
  return { name: `${PREFIX}${name}`, type: 'counter', help, samples: samplesOf(values) };
}

/** What goes up and down. @param name without the prefix */
export function gauge(name: string, help: string, values: Values): Family {
  return { name: `${PREFIX}${name}`, type: 'gauge', help, samples: samplesOf(values) };
}

/** An age that nothing has is 0, so that its graph has no gaps. */
export function secondsOf(ms: number | null): number {
  return (ms ?? 0) / 1_000;
}

function samplesOf(values: Values): readonly Sample[] {
  return typeof values === 'number' ? [{ value: values }] : values;
}
