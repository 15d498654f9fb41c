/** `validate`: what the environment sets up, and whether it works. */

import { Command } from 'commander';

import type { Validation, ValidationCheck } from '../forward/validate/check.ts';
import { VARIABLES } from '../model/environment.ts';
import { present } from '../model/present.ts';
import { resolveOptions } from '../model/resolve.ts';
import type { RecorderSettings } from '../model/settings.ts';
import { checkStoreFile, validate } from '../runtime/validation.ts';
import { showCell } from './cells.ts';
import { unfinishedDestinations, unknownVariables } from './environment-checks.ts';
import type { CliIo } from './io.ts';
import { write } from './io.ts';
import { describeSetting, settingsOrError } from './settings-issues.ts';
import { withStore } from './store-option.ts';

interface Given {
  readonly store?: string;
  readonly json?: true;
}

export function validateCommand(io: CliIo): Command {
  const command = new Command('validate').description(
    'Says what BOT_ANALYTICS_… sets up and whether it works. Nothing of it counts anywhere.',
  );
  withStore(command)
    .option('--json', 'the same as JSON, in the shape of `await analytics.validate()`')
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const settings = settingsOf(command, io);
      const found = await validate(settings, {
        checkStore: () => checkStoreFile(settings.store),
        now: io.now(),
        unfinished: unfinishedDestinations(io.env, settings),
      });
      const checks = [...found.checks, ...unknownVariables(io.env)];
      const validation = { ...found, checks };
      const { json } = command.opts<Given>();
      await write(
        io.stdout,
        json ? `${JSON.stringify(validation, null, 2)}\n` : validationText(validation),
      );
      await write(io.stderr, `${VARIABLES_ONLY}\n`);
      if (!validation.ok) throw new Error(`failed: ${failedOf(validation).join(', ')}`);
    });
  return command;
}

/** The environment's, judged as a bot judges them when it starts. */
function settingsOf(command: Command, io: CliIo): RecorderSettings {
  const { store } = command.opts<Given>();
  const names = { ...VARIABLES, ...(store !== undefined && { store: '--store' }) };
  return settingsOrError(
    command,
    () => resolveOptions(present({ store }), io.env),
    (issue) => describeSetting(issue, names),
  );
}

const VARIABLES_ONLY =
  'the options in the bot’s code are not seen from here: `await analytics.validate()` checks those';

function validationText({ checks }: Validation): string {
  return checks.map(checkText).join('\n');
}

function checkText({ name, status, findings }: ValidationCheck): string {
  const lines = findings.map((finding) => `  - ${showCell(finding, '')}`);
  return [`${name}: ${status}`, ...lines, ''].join('\n');
}

function failedOf({ checks }: Validation): readonly string[] {
  return checks.filter(({ status }) => status === 'failed').map(({ name }) => name);
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics validate --store ./bot-analytics.db
  $ node --env-file=.env node_modules/.bin/botbuilder-analytics validate --json

Google Analytics judges an event of every kind without counting it; Mixpanel is sent an empty batch
with the real token; a UA collector is connected to and sent nothing. Secrets are never shown.

This command sees the variables BOT_ANALYTICS_… and not the bot's code: what is set up there,
\`await analytics.validate()\` checks.

Exit codes: 0 all is well, or there are warnings; 1 something failed; 2 a variable is wrong.`;
