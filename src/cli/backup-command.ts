/** `backup`: a consistent copy of the store, while the bot runs. */

import { resolve } from 'node:path';

import { Command } from 'commander';

import type { CliIo } from './io.ts';
import { write } from './io.ts';
import { useStore, withStore } from './store-option.ts';

export function backupCommand(io: CliIo): Command {
  const command = new Command('backup').description(
    'Copies the store into a file that is not there yet, and checks the copy. The bot may run meanwhile.',
  );
  withStore(command)
    .argument('<file>', 'where the copy is put')
    .option('--json', 'what was done as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string) => {
      const done = await useStore(command, io, (store) => store.backup(resolve(file)));
      const { json } = command.opts<{ json?: true }>();
      const { bytes, facts } = done;
      const text = `${done.file}: ${bytes} bytes, ${facts} facts recorded; checked\n`;
      await write(io.stdout, json ? `${JSON.stringify(done, null, 2)}\n` : text);
    });
  return command;
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics backup ./backup.db --store ./bot-analytics.db

To go back to a copy, start the bot with it as its store. PostgreSQL has tools of its own: pg_dump.`;
