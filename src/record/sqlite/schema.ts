/**
 * The schema as all migrations leave it: a new file gets it at once, as to go through them takes four
 * times as long. A migration that is added is told here as well; a test holds one against the other.
 */

import { APPLICATION_ID } from './ownership.ts';
import { ACCESS } from './schema/access.ts';
import { COUNTS } from './schema/counts.ts';
import { OUTBOX } from './schema/outbox.ts';
import { PEOPLE } from './schema/people.ts';
import { VIEWS } from './schema/views.ts';

/** Statements for a database that holds nothing. */
export const SCHEMA = `
PRAGMA application_id = ${APPLICATION_ID};
${PEOPLE}${COUNTS}${OUTBOX}${VIEWS}${ACCESS}
PRAGMA user_version = 6;
`;
