/** Files of the schemas that were released, as these releases have written them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { openDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** Makes the file of a schema, for the running test; returns its path. */
export function releasedFile(version: number): string {
  const path = join(temporaryFolder(), 'bot.db');
  const name = `${String(version).padStart(3, '0')}.sql`;
  const db = openDatabase(path);
  db.exec('PRAGMA synchronous = OFF');
  db.exec(`BEGIN; ${readFileSync(join(__dirname, 'schemas', name), 'utf8')} COMMIT;`);
  db.close();
  return path;
}
