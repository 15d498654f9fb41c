/** Says how a recorder is. */

import type { StoreStatus } from '../model/health.ts';
import type { RecorderSettings } from '../model/settings.ts';
import type { Store } from '../record/store.ts';
import type { Aiming } from './aiming.ts';
import type { Complaints } from './complaints.ts';
import type { Crew } from './crew.ts';
import type { PatternMatcher } from './patterns.ts';
import type { RecorderState } from './protocol.ts';

/** What there is to be looked at. */
export interface Described {
  readonly deps: { readonly settings: RecorderSettings };
  readonly recordDeps: { readonly matcher: PatternMatcher };
  readonly state: StoreStatus;
  readonly complaints: Complaints;
  readonly crew: Crew | undefined;
  readonly store: Store | undefined;
  readonly aiming: Pick<Aiming, 'current'>;
}

export async function describe(described: Described): Promise<RecorderState> {
  const { deps, recordDeps, state, complaints, crew, store, aiming } = described;
  const problem = complaints.current();
  return {
    kind: deps.settings.store.kind,
    state,
    problem,
    quarantinedPatterns: recordDeps.matcher.quarantined(),
    counts: state === 'closed' ? undefined : await store?.counts().catch(() => undefined),
    destinations: crew?.dispatcher.status() ?? {},
    own: aiming.current().destinations,
  };
}
