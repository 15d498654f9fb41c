/** Whether what is set up works: the store and every destination. Nothing reaches anybody's books. */

import { deliver } from '../forward/deliver.ts';
import { checkOf, told } from '../forward/validate/check.ts';
import type { Validation, ValidationCheck } from '../forward/validate/check.ts';
import { connect } from '../forward/validate/connect.ts';
import { checkDestinations, NO_DESTINATION } from '../forward/validate/validate.ts';
import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import { NAMES_OF } from '../model/settings.ts';
import type { RecorderSettings, SettableName, StoreDescriptor } from '../model/settings.ts';
import { titleOf } from '../model/store-path.ts';
import type { EpochMs } from '../model/time.ts';
import { openReader } from '../record/open.ts';
import type { StoreCounts } from '../record/store.ts';
import type { RecorderState } from './protocol.ts';
import { shapeOf } from './targets.ts';

export interface ValidationDeps {
  /** How the store is: {@link checkOpenStore}, or {@link checkStoreFile}. */
  readonly checkStore: () => Promise<ValidationCheck>;
  readonly now: EpochMs;
  /** Destinations that are begun, and that the settings therefore do not know. */
  readonly unfinished?: readonly ValidationCheck[] | undefined;
}

/** Looks at the store and at every destination of the settings, active or not. */
export async function validate(
  settings: RecorderSettings,
  { checkStore, now, unfinished = [] }: ValidationDeps,
): Promise<Validation> {
  const targets = settings.destinations.map((each) => ({
    settings: each,
    shape: shapeOf(each, settings),
  }));
  const [store, destinations] = await Promise.all([
    checkStore(),
    checkDestinations(targets, { deliver, connect, now }),
  ]);
  const found = [...destinations, ...unfinished];
  const checks = [store, ...(found.length > 0 ? found : [NO_DESTINATION])];
  return { ok: checks.every(isFine), checks };
}

/** Looks at one of the built-in destinations, active or not. */
export async function validateDestination(
  settings: RecorderSettings,
  name: SettableName,
  now: EpochMs,
): Promise<Validation> {
  const names: readonly string[] = NAMES_OF[name];
  const targets = settings.destinations
    .filter((each) => !('isCustom' in each) && names.includes(each.name))
    .map((each) => ({ settings: each, shape: shapeOf(each, settings) }));
  const checks = await checkDestinations(targets, { deliver, connect, now });
  if (checks.length > 0) return { ok: checks.every(isFine), checks };
  const findings = ['it is not set up: it lacks the id or token, or the secret that belongs to it'];
  return { ok: false, checks: [{ name, status: 'failed', findings }] };
}

function isFine({ status }: ValidationCheck): boolean {
  return status !== 'failed';
}

const STORE = 'store';

/** Says how the store of a running bot is, of which nothing is known if its recorder did not answer. */
export function checkOpenStore(state: RecorderState | undefined): ValidationCheck {
  const { kind, counts, problem, state: status } = state ?? { state: 'failed' };
  const isWell = status === 'ok' || status === 'opening';
  return checkOf(STORE, [
    told(...(kind !== undefined && counts ? [holding(kind, counts)] : [])),
    isWell ? told() : { status: 'failed', findings: [`it is ${status}: ${problem ?? NO_ANSWER}`] },
  ]);
}

const NO_ANSWER = 'the recorder does not answer';

/** Opens a store for reading and says what is in it. One that is not there yet is no fault. */
export async function checkStoreFile(descriptor: StoreDescriptor): Promise<ValidationCheck> {
  try {
    const store = await openReader(descriptor);
    try {
      return checkOf(STORE, [
        told(`${titleOf(descriptor)}: ${holding(store.kind, await store.counts())}`),
      ]);
    } finally {
      await store.close();
    }
  } catch (error) {
    const code = AnalyticsError.is(error) ? error.code : undefined;
    const remedy = code === undefined ? undefined : HARMLESS[code];
    const { problem } = errorToRecord(error);
    return remedy === undefined
      ? { name: STORE, status: 'failed', findings: [problem] }
      : { name: STORE, status: 'warning', findings: [`${problem}: ${remedy}`] };
  }
}

/** What the bot mends by itself. */
const HARMLESS: Readonly<Record<string, string>> = {
  STORE_MISSING: 'a bot makes it when it starts for the first time',
  STORE_OUTDATED: 'the bot brings it up to date at its next start',
};

function holding(kind: string, { version, facts }: StoreCounts): string {
  return `${kind}, schema version ${version}, facts recorded: ${facts}`;
}
