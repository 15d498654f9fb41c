/** `npm run schemas`: after a change of what a report answers. `--check` only says whether it is due. */

import { readFileSync, writeFileSync } from 'node:fs';

import { SCHEMAS_FILE, answerSchemas } from './answer-schemas.ts';

void answerSchemas().then((schemas) => {
  if (!process.argv.includes('--check')) return writeFileSync(SCHEMAS_FILE, schemas);
  if (readFileSync(SCHEMAS_FILE, 'utf8') === schemas) return undefined;
  console.error('The schemas of the answers are not those of the types: run npm run schemas');
  process.exitCode = 1;
});
