/** The commands that the samples' READMEs tell to type. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { cli, NOW } from '../cli/run.ts';
import { storeOf } from '../report/history.ts';

const folder = mkdtempSync(join(tmpdir(), 'readme-'));
const path = join(folder, 'bot.db');

beforeAll(async () => {
  const store = await storeOf([{ at: NOW, kind: 'message', user: 'ann' }], path);
  await store.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Where a sample keeps its store, if nothing else is said. */
const DEFAULT_STORE = './bot-analytics.db';

const commands = ['botbuilder-bot', 'agents-bot'].flatMap((sample) => {
  const text = readFileSync(`samples/${sample}/README.md`, 'utf8');
  return [...text.matchAll(/^node dist\/cli\/main\.js (.+)$/gm)].map(([, command = '']) => ({
    sample,
    command,
  }));
});

test('both READMEs name commands', () => {
  expect(new Set(commands.map(({ sample }) => sample)).size).toBe(2);
});

test.for(commands)('$sample: `$command` works as it stands', async ({ command }) => {
  const argv = command.split(/\s+/).map((word) => (word === DEFAULT_STORE ? path : word));

  const { code, stderr } = await cli(argv);

  expect({ code, problem: /^error.*/m.exec(stderr)?.[0] }).toEqual({ code: 0, problem: undefined });
});
