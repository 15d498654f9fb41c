/** Everything that can be asked of a store that has recorded a random history. */

import type { Store } from '../../src/record/store.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { optionsOf } from './asking.ts';
import { recordInto } from './history.ts';
import { FILTERS } from './model/question.ts';
import type { Case } from './random.ts';
import { TIMEOUTS } from './random.ts';

/** Records the history of a case a few turns at a time. */
export async function recordCase(
  store: Store,
  { history, captureText }: Case,
  size: number,
  afterEach: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const more = { sessionTimeoutMs: TIMEOUTS, captureText: captureText ? 'full' : 'off' } as const;
  for (let first = 0; first < history.length; first += size) {
    await recordInto(store, history.slice(first, first + size), more, first);
    await afterEach();
  }
}

/** What all reports say: the answer, or the error that the options deserve. */
export async function allAnswers(
  store: Store,
  { asked, now }: Case,
): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  const group = FILTERS[(asked.to / 900_000) % FILTERS.length];
  for (const name of REPORT_NAMES) {
    const range = optionsOf(asked);
    const { dimension } = asked;
    for (const options of [{}, range, { ...range, dimension }, { ...range, group }]) {
      said[`${name} ${JSON.stringify(options)}`] = await store
        .snapshot(() => runReport(store.reads, name, options, now))
        .then(
          (answer) => JSON.stringify(answer),
          (error: unknown) => String(error),
        );
    }
  }
  return said;
}
