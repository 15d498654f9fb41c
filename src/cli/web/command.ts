/** `web`: the pages and HTTP reports of a store, whether or not its bot runs. */

import { Command, Option } from 'commander';

import type { RecorderSettings } from '../../model/settings.ts';
import type { CliIo } from '../io.ts';
import { settingsOf, withStore } from '../store-option.ts';
import { isLoopback, readPort, readPublicUrl } from './address.ts';

const LOOPBACK = '127.0.0.1';
const DEFAULT_PORT = 3979;

interface Given {
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
}

export function webCommand(io: CliIo): Command {
  const command = new Command('web').description(
    'Serves the pages and the HTTP reports of a store until Ctrl+C, and prints a link to sign in.',
  );
  withStore(command)
    .addOption(
      new Option('--port <port>', '0 = any that is free').argParser(readPort).default(DEFAULT_PORT),
    )
    .option('--host <address>', 'where to listen; other than loopback needs --public-url', LOOPBACK)
    .addOption(
      new Option(
        '--public-url <url>',
        'address by which browsers reach the pages, through a proxy that speaks https',
      ).argParser(readPublicUrl),
    )
    .addHelpText('after', EXAMPLES)
    .action(() => run(command, io));
  return command;
}

async function run(command: Command, io: CliIo): Promise<void> {
  const { port, host, publicUrl } = command.opts<Given>();
  if (!isLoopback(host) && publicUrl === undefined) return command.error(PUBLIC);
  const settings: RecorderSettings = settingsOf(command, io);
  const { serve } = await import('./serve.ts'); // no other command has to load the pages
  await serve({ host, port, publicUrl, settings }, io);
}

const PUBLIC = `error: --host other than loopback needs --public-url https://…: browsers keep a sign-in on https alone,
and over http everybody on the way would read it. Let a proxy speak https, or listen on ${LOOPBACK}.`;

const EXAMPLES = `
Examples:
  $ botbuilder-analytics web --store ./bot-analytics.db
  $ botbuilder-analytics web --port 8080 --store postgres://reader@db.example/bot
  $ botbuilder-analytics web --host 0.0.0.0 --public-url https://numbers.example --store ./bot-analytics.db

It prints the link and nothing else on stdout. The link works once, within 10 minutes; later sign-ins, and
programs, need a token: see token create --help. The bot may run meanwhile, or not at all: nothing is recorded,
sent or removed from here but what somebody does on a page. A store that was begun with an idKey needs it here:
set BOT_ANALYTICS_ID_KEY.`;
