/** The stores that several processes may share, each empty. */

import { join } from 'node:path';

import { freshSchema, serverUrl } from '../support/postgres/database.ts';
import { temporaryFolder } from '../support/folder.ts';

export const SHARED_STORES = [
  { kind: 'SQLite', address: () => join(temporaryFolder(), 'bot.db') },
  { kind: 'PostgreSQL', address: () => `${serverUrl()}?schema=${freshSchema()}` },
] as const;
