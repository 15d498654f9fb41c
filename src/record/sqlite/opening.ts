/** Opens a SQLite store for a bot: on whichever disk, in whichever state. */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { AnalyticsError } from '../../model/errors.ts';
import { MEMORY } from '../../model/settings.ts';
import type { Repair } from '../loss.ts';
import type { Store } from '../store.ts';
import { removeLeftDraft } from './draft.ts';
import { networkOf } from './file-system.ts';
import { openMended } from './mending.ts';
import { openSqliteStore } from './store.ts';
import type { SqliteStoreOptions } from './store.ts';

/** Of a folder that was deleted nothing else is known. */
const FOLDER_MODE = 0o700;

export interface OpeningDeps {
  /** How a damaged file is dealt with; without it, it is refused: `STORE_DAMAGED`. */
  readonly repair?: Repair | undefined;
  /** It was open a moment ago: if even its folder is gone, that is made anew. */
  readonly wasOpen?: boolean | undefined;
  /** Told what is wrong with a store that is open nevertheless. */
  readonly onProblem?: ((error: AnalyticsError) => void) | undefined;
  /** Names the network file system that a file is on. */
  readonly networkOf?: ((path: string) => string | undefined) | undefined;
}

/**
 * Opens a store, and creates, migrates or mends it where need be.
 * @throws AnalyticsError as {@link openSqliteStore}
 */
export async function openSqlite(
  options: Omit<SqliteStoreOptions, 'isNetworked'>,
  { repair, wasOpen, onProblem, networkOf: find = networkOf }: OpeningDeps,
): Promise<Store> {
  const { path } = options;
  if (path === MEMORY) return openSqliteStore(options);
  if (wasOpen) makeFolder(path);
  const network = find(path);
  const open = (): Store => openSqliteStore({ ...options, isNetworked: network !== undefined });
  if (!repair) removeLeftDraft(path);
  const store = repair ? await openMended(path, open, repair) : open();
  if (network !== undefined) onProblem?.(onNetwork(path, network));
  return store;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  } catch {
    // opening the file says what is wrong
  }
}

function onNetwork(path: string, network: string): AnalyticsError {
  const problem = `${path} is on a network file system (${network}), where SQLite is slower and its locks cannot be relied on`;
  return new AnalyticsError('STORE_ON_NETWORK', problem, { details: { path, network } });
}
