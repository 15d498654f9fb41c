/**
 * What the README says of the events that are sent is what the catalogue says. `UPDATE_README=1`
 * writes it anew.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { beforeAll, expect, test } from 'vitest';
import { documentation } from '../support/what-is-sent.ts';

const BLOCK = /(?<=^<!-- what is sent: .*-->\n)[^]*?(?=^<!-- end of what is sent -->$)/m;

const readme = () => readFileSync('README.md', 'utf8');

/** As the README is formatted: the columns of its tables are aligned. */
async function formatted(): Promise<string> {
  const config = await resolveConfig('README.md');
  return `\n${await format(documentation(), { ...config, parser: 'markdown' })}\n`;
}

beforeAll(async () => {
  if (!process.env['UPDATE_README']) return;
  const block = await formatted();
  writeFileSync(
    'README.md',
    readme().replace(BLOCK, () => block),
  );
});

test('the README says of what is sent what the catalogue says', async () => {
  expect(BLOCK.exec(readme())?.[0]).toBe(await formatted());
});
