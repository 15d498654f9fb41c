/**
 * Store files that have their schema. To create one takes longer than most tests, and is watched by
 * the tests of the store; here the schema is made once, and each test gets a copy.
 */

import { readFileSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openForWriting } from '../../src/record/sqlite/connection.ts';
import { temporaryFolder } from './folder.ts';

let schema: Buffer | undefined;

/** Makes a file for the running test in which nothing is recorded yet, not even a key. */
export function storeFile(): string {
  schema ??= emptyStore();
  const path = join(temporaryFolder(), 'bot.db');
  writeFileSync(path, schema, { mode: 0o600 });
  return path;
}

function emptyStore(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-'));
  const path = join(folder, 'bot.db');
  openForWriting(path, 'balanced').close();
  const content = readFileSync(path);
  rmSync(folder, { recursive: true });
  return content;
}
