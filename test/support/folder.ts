/** Temporary folders that are gone when the test is. */

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes an empty folder for the running test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder in which nothing can be written. Root may write everywhere but where the kernel lets nobody. */
export function readOnlyFolder(): string {
  if (process.getuid?.() === 0) return '/proc';
  const folder = temporaryFolder();
  chmodSync(folder, 0o500);
  return folder;
}
