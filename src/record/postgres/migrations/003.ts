/**
 * The first schema on PostgreSQL. It has the number of the one on SQLite that holds the same: 1 and 2
 * never were. Never edit it once released: add a migration.
 *
 * Times are UTC epoch milliseconds, quarters are `floor(ms / 900000)`, keys are pseudonyms. The
 * views `v1_*` are the public promise; the tables are not. `state`, `data` and the like are JSON kept
 * as text: they may hold what PostgreSQL's own type refuses.
 */

import { JOURNAL } from './003/journal.ts';
import { ROLLUPS } from './003/rollups.ts';
import { STATES } from './003/states.ts';
import { VIEWS } from './003/views.ts';

export const MIGRATION_3 = [STATES, ROLLUPS, JOURNAL, VIEWS].join('\n');
