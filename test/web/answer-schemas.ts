/** The JSON schemas of what is answered over HTTP, made of the types in `src/web/api/answers.ts`. */

import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';

const ROOT = join(__dirname, '..', '..');

/** Where they are kept, for the document that is served. */
export const SCHEMAS_FILE = join(ROOT, 'src', 'web', 'api', 'answers.json');

/** Makes the file's content. */
export async function answerSchemas(): Promise<string> {
  const generator = createGenerator({
    path: join(ROOT, 'src', 'web', 'api', 'answers.ts'),
    tsconfig: join(ROOT, 'tsconfig.json'),
    type: 'Documented',
    skipTypeCheck: true,
  });
  const { definitions } = generator.createSchema('Documented');
  const style = await resolveConfig(SCHEMAS_FILE);
  return format(JSON.stringify({ definitions }), { ...style, filepath: SCHEMAS_FILE });
}
