/**
 * What the README shows of the command line is what it prints, on the store that the sample makes of
 * the two weeks that the README names. `UPDATE_README=1` writes it anew.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { tellStory } from '../../samples/start/story.ts';
import type { Told } from '../../samples/start/story.ts';
import { DAY_MS } from '../../src/model/time.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import { blocksIn, masked, type, withOutputs } from './readme-blocks.ts';
import type { Place } from './readme-blocks.ts';

const readme = readFileSync('README.md', 'utf8');
const blocks = blocksIn(readme);

const [, endInstant = ''] = /^npm start -- --end (\S+)/m.exec(readme) ?? [];
const end = Date.parse(endInstant);

const folder = mkdtempSync(join(tmpdir(), 'readme-reports-'));
const place: Place = { folder, store: join(folder, 'pizza-bot.db'), now: end + 7 * DAY_MS };

let told: Told;
const isUpdating = Boolean(process.env['UPDATE_README']);

beforeAll(async () => {
  told = await tellStory({ store: place.store, end });
  if (isUpdating) await update();
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Blocks in which nothing but times and ids is another than before stay as they are. */
async function update(): Promise<void> {
  const outputs: string[] = [];
  for (const { command, output } of blocks) {
    const printed = await type(command, place);
    outputs.push(masked(printed) === masked(output) ? output : printed);
  }
  writeFileSync('README.md', withOutputs(readme, outputs));
}

test('the story is told without a problem', () => {
  expect(told.problems).toEqual([]);
});

test('every report is shown', () => {
  const shown = blocks.map(({ command }) =>
    /^npx \S+ report (\S+)/
      .exec(command)?.[1]
      ?.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
  );

  expect(REPORT_NAMES.filter((name) => !shown.includes(name))).toEqual([]);
});

test.skipIf(isUpdating).for(blocks)('$command', async ({ command, output }) => {
  const printed = await type(command, place);

  expect(masked(printed)).toBe(masked(output));
});

test('the address that somebody wrote is nowhere in the store', () => {
  const files = ['', '-wal'].map((ending) => `${place.store}${ending}`);
  const bytes = files.map((file) => readIfThere(file)).join('');

  expect(bytes).toContain('[email]');
  expect(bytes).not.toContain('cleo@example.org');
});

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
