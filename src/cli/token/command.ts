/** `token create|list|revoke`: who may ask over HTTP, and sign in to the pages. */

import { Command, InvalidArgumentError, Option } from 'commander';

import { SCOPES } from '../../record/access.ts';
import type { Scope, Token } from '../../record/access.ts';
import type { AccessStore } from '../../record/store.ts';
import { MAX_TOKEN_DAYS, makeToken } from '../../runtime/tokens.ts';
import type { CliIo } from '../io.ts';
import { write } from '../io.ts';
import { useAccess, withStore } from '../store-option.ts';
import { createdText, listText, revokedText, statusOf } from './text.ts';

interface GivenNew {
  readonly scope: readonly Scope[];
  readonly days: number;
  readonly name?: string;
}

export function tokenCommand(io: CliIo): Command {
  const command = new Command('token').description(
    'Makes, lists and revokes tokens: who has one may ask for reports over HTTP, and sign in to the pages.',
  );
  for (const each of [createCommand(io), listCommand(io), revokeCommand(io)])
    command.addCommand(each);
  return command.addHelpText('after', EXAMPLES);
}

function createCommand(io: CliIo): Command {
  const command = new Command('create').description(
    'Makes a token and prints it, once: the store keeps only a hash of it.',
  );
  return withStore(command)
    .addOption(scopeOption())
    .addOption(daysOption())
    .addOption(
      new Option('--name <name>', 'what the audit log calls who uses it').argParser(readName),
    )
    .action(async () => {
      const { scope: scopes, days, name } = command.opts<GivenNew>();
      const { secret, token } = makeToken({ scopes, days, name, now: io.now() });
      await useAccess(command, io, async ({ access }) => {
        await access.addToken(token);
        const details = { name: token.name, scopes: scopes.join(','), days };
        await note(access, { at: io.now(), action: 'token.create', subject: token.id, details });
      });
      await write(io.stdout, `${secret}\n`);
      await write(io.stderr, createdText(token));
    });
}

function listCommand(io: CliIo): Command {
  const command = new Command('list').description(
    'Shows all tokens that were ever made, the latest first, but no secret.',
  );
  return withStore(command)
    .option('--json', 'the same as JSON, times as milliseconds since 1970')
    .action(async () => {
      const tokens = await useAccess(command, io, ({ access }) => access.tokens());
      const { json } = command.opts<{ readonly json?: true }>();
      await write(io.stdout, json ? asJson(tokens, io.now()) : listText(tokens, io.now()));
    });
}

function revokeCommand(io: CliIo): Command {
  const command = new Command('revoke')
    .description('Ends a token at once, and with it the sessions of who signed in by it.')
    .argument('<id>', 'id of the token, as list shows it');
  return withStore(command).action(async (id: string) => {
    const before = await useAccess(command, io, async ({ access }) => {
      const known = (await access.tokens()).find((each) => each.id === id);
      if (known && (await access.revokeToken(id, io.now())))
        await note(access, { at: io.now(), action: 'token.revoke', subject: id });
      return known;
    });
    if (!before) throw new Error(`${JSON.stringify(id)} is the id of no token: see token list`);
    await write(io.stdout, revokedText(before, io.now()));
  });
}

/** Adds to the audit log; who is at the command line has no name there. */
function note(
  access: AccessStore['access'],
  entry: Omit<Parameters<AccessStore['access']['log']>[0], 'by'>,
): Promise<void> {
  return access.log({ ...entry, by: 'command line' });
}

function asJson(tokens: readonly Token[], now: number): string {
  const rows = tokens.map((token) => ({ ...token, status: statusOf(token, now) }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function scopeOption(): Option {
  return new Option(
    '--scope <scopes>',
    `what it lets do, with commas between: ${SCOPES.join(', ')}`,
  )
    .argParser(readScopes)
    .makeOptionMandatory();
}

/** May be repeated. */
function readScopes(text: string, before: readonly Scope[] = []): readonly Scope[] {
  const words = text.split(',').map((word) => word.trim());
  const scopes = words.map((word) => {
    const scope = SCOPES.find((each) => each === word);
    if (!scope) {
      const known = `known are ${SCOPES.join(', ')}`;
      throw new InvalidArgumentError(`There is no scope ${JSON.stringify(word)}; ${known}.`);
    }
    return scope;
  });
  return [...new Set([...before, ...scopes])];
}

function daysOption(): Option {
  return new Option('--days <n>', `days that it is good for, 1 to ${MAX_TOKEN_DAYS}`)
    .argParser((text) => {
      const days = /^\d+$/.test(text) ? Number(text) : 0;
      if (days >= 1 && days <= MAX_TOKEN_DAYS) return days;
      throw new InvalidArgumentError(
        `It must be a whole number of days from 1 to ${MAX_TOKEN_DAYS}.`,
      );
    })
    .default(30);
}

const MAX_NAME = 64;

function readName(text: string): string {
  if (text.trim() !== '' && text.length <= MAX_NAME && !/\p{Cc}/u.test(text)) return text.trim();
  throw new InvalidArgumentError(
    `It must be a name of 1 to ${MAX_NAME} characters on one line, such as "sales dashboard".`,
  );
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics token create --scope reports:read --days 30 --store ./bot-analytics.db
  $ botbuilder-analytics token create --scope reports:read,audience:write --name "sales dashboard"
  $ botbuilder-analytics token list --json
  $ botbuilder-analytics token revoke 5f0c6a1b9d2e

create prints the token and nothing else on stdout: TOKEN=$(botbuilder-analytics token create …). Send it
as "Authorization: Bearer <token>". The bot may run meanwhile, and knows of it at once. The scope admin lets
do all. What was made and revoked stands in the audit log.`;
