/** Where an export may write, and what it leaves alone. */

import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { writeFileAtOnce } from '../../src/export/files.ts';
import { temporaryFolder } from '../support/folder.ts';

const write = (path: string, store?: string) => writeFileAtOnce(path, ['new'], store);

describe('the store is never written over', () => {
  function stored() {
    const folder = temporaryFolder();
    const store = join(folder, 'bot.db');
    writeFileSync(store, 'kept');
    return { folder, store };
  }

  test.for<{ by: string; pathOf: (folder: string, store: string) => string }>([
    { by: 'its own name', pathOf: (_, store) => store },
    { by: 'a longer way', pathOf: (folder) => join(folder, 'x') + '/../bot.db' },
    { by: 'its log', pathOf: (_, store) => `${store}-wal` },
    { by: 'its index of the log', pathOf: (_, store) => `${store}-shm` },
    {
      by: 'a link',
      pathOf: (folder, store) => {
        symlinkSync(store, join(folder, 'link'));
        return join(folder, 'link');
      },
    },
    {
      by: 'a second name of the file',
      pathOf: (folder, store) => {
        linkSync(store, join(folder, 'second'));
        return join(folder, 'second');
      },
    },
    {
      by: 'a link to the folder',
      pathOf: (folder) => {
        symlinkSync(folder, join(folder, 'here'));
        return join(folder, 'here', 'bot.db-wal');
      },
    },
  ])('by $by', async ({ pathOf }) => {
    const { folder, store } = stored();
    mkdirSync(join(folder, 'x'));
    const path = pathOf(folder, store);
    const before = readdirSync(folder);

    await expect(write(path, store)).rejects.toThrow(
      /^EXPORT_UNWRITABLE: .*it is the store that the reports are read from/,
    );
    expect(readFileSync(store, 'utf8')).toBe('kept');
    expect(readdirSync(folder)).toEqual(before);
  });

  test('nor where the bot names it by a link', async () => {
    const { folder, store } = stored();
    symlinkSync(store, join(folder, 'link'));

    await expect(write(store, join(folder, 'link'))).rejects.toThrow(/it is the store/);
    await expect(write(`${store}-wal`, join(folder, 'link'))).rejects.toThrow(/it is the store/);
  });

  test('another file beside it is written', async () => {
    const { folder, store } = stored();

    await write(join(folder, 'bot.csv'), store);

    expect(readFileSync(join(folder, 'bot.csv'), 'utf8')).toBe('new');
  });
});

describe('a link', () => {
  test('stays, and what it points to is replaced', async () => {
    const folder = temporaryFolder();
    const [file, link] = [join(folder, 'file'), join(folder, 'link')];
    writeFileSync(file, 'old');
    symlinkSync('file', link);

    await write(link);

    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder).toSorted()).toEqual(['file', 'link']);
  });

  test('to what is not there yet makes it', async () => {
    const folder = temporaryFolder();
    const link = join(folder, 'link');
    symlinkSync(join(folder, 'file'), link);

    await write(link);

    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new');
  });

  test('into a folder that is not there names that folder', async () => {
    const folder = temporaryFolder();
    const link = join(folder, 'link');
    symlinkSync(join(folder, 'no', 'file'), link);

    await expect(write(link)).rejects.toThrow(`there is no folder "${join(folder, 'no')}"`);
  });

  test('to itself is an error', async () => {
    const link = join(temporaryFolder(), 'link');
    symlinkSync('link', link);

    await expect(write(link)).rejects.toThrow(/a link that leads to itself/);
  });
});

describe('what is no file is written to as it stands', () => {
  test('a pipe', async () => {
    const folder = temporaryFolder();
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);

    const [read] = await Promise.all([readFile(pipe, 'utf8'), write(pipe)]);

    expect(read).toBe('new');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  test('a device', async () => {
    await write('/dev/null');

    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

test.for([
  { path: 'newdir/', problem: 'there is no folder "newdir"' },
  { path: 'newdir/x.csv', problem: 'there is no folder "newdir"' },
  { path: '/', problem: 'there is a folder of this name, and a file is needed' },
])('$path cannot be written: $problem', async ({ path, problem }) => {
  await expect(write(path)).rejects.toThrow(`cannot write "${path}": ${problem}. `);
});
