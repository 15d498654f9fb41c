/**
 * The command line: data on stdout, messages on stderr.
 *
 * Exit codes: 0 done, 1 failed, 2 wrong usage.
 */

import { Command, CommanderError } from 'commander';

import { AnalyticsError } from '../model/errors.ts';
import { backupCommand } from './backup-command.ts';
import { eraseCommand } from './erase/command.ts';
import { exportCommand } from './export-command.ts';
import { healthCommand } from './health-command.ts';
import type { CliIo } from './io.ts';
import { isClosedPipe, watchStreams, write } from './io.ts';
import { importCommand } from './import/command.ts';
import { outboxCommand } from './outbox/command.ts';
import { recountCommand } from './recount-command.ts';
import { reportCommand } from './report-command.ts';
import { describeError } from './describe-error.ts';
import { tokenCommand } from './token/command.ts';
import { validateCommand } from './validate-command.ts';
import { webCommand } from './web/command.ts';

const DONE = 0;
const FAILED = 1;
const WRONG_USAGE = 2;

const USAGE_CODES: ReadonlySet<string> = new Set([
  'UNKNOWN_REPORT',
  'INVALID_REPORT_OPTIONS',
  'INVALID_OPTIONS',
]);

/**
 * Runs one command and returns its exit code. Never rejects; a reader that closes the pipe early
 * (`| head`) ends it quietly.
 *
 * @param argv what stands behind the program's name
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  watchStreams(io);
  try {
    await program(io).parseAsync(argv, { from: 'user' });
    return DONE;
  } catch (error) {
    if (isClosedPipe(error)) return DONE;
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE;
    return complain(error, io);
  }
}

async function complain(error: unknown, io: CliIo): Promise<number> {
  try {
    await write(io.stderr, describeError(error));
  } catch {
    // nobody listens any more; the exit code still tells
  }
  return AnalyticsError.is(error) && USAGE_CODES.has(error.code) ? WRONG_USAGE : FAILED;
}

function program(io: CliIo): Command {
  const root = new Command('botbuilder-analytics')
    .description('Reports about a bot, from the store that botbuilder-analytics keeps.')
    .showHelpAfterError('(--help shows how)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .addHelpText('after', EXAMPLES);
  if (io.version !== undefined) root.version(io.version);
  const commands = [
    reportCommand(io),
    exportCommand(io),
    importCommand(io),
    healthCommand(io),
    outboxCommand(io),
    validateCommand(io),
    eraseCommand(io),
    backupCommand(io),
    recountCommand(io),
    tokenCommand(io),
    webCommand(io),
  ];
  for (const command of commands) root.addCommand(inheriting(command, root));
  return root;
}

/** Settings are inherited when a command is added: by its own commands as well. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const each of command.commands) inheriting(each, command);
  return command;
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics report users --store ./bot-analytics.db
  $ botbuilder-analytics report messages --store ./bot-analytics.db --period lastMonth --csv > messages.csv
  $ botbuilder-analytics export --xlsx --out october.xlsx --period lastMonth --store ./bot-analytics.db
  $ botbuilder-analytics import old/*.transcript --store ./bot-analytics.db
  $ botbuilder-analytics health --store ./bot-analytics.db
  $ botbuilder-analytics outbox list --store ./bot-analytics.db
  $ botbuilder-analytics web --store ./bot-analytics.db

BOT_ANALYTICS_STORE can name the store in place of --store.`;
