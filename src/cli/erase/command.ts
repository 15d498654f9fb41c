/** `erase`: removes a user from everything, and says what has become of it at the destinations. */

import { Command, Option } from 'commander';

import { AnalyticsError } from '../../model/errors.ts';
import type { OptionIssue } from '../../model/option-issues.ts';
import type { RecorderSettings } from '../../model/settings.ts';
import { openPeople } from '../../record/open.ts';
import type { AudiencePerson } from '../../record/audience.ts';
import type { PeopleStore } from '../../record/store.ts';
import { checkedPerson } from '../../runtime/audience.ts';
import type { AudienceKey } from '../../runtime/audience.ts';
import type { CliIo } from '../io.ts';
import { write } from '../io.ts';
import { readIds } from '../outbox/options.ts';
import { describeSetting } from '../settings-issues.ts';
import { settingsOf, withStore } from '../store-option.ts';
import { eraseFrom, storeDesk } from './erasing.ts';
import { SCRUB_LATER, doneText, erasedText, statusText } from './text.ts';

interface Given {
  readonly channel?: string;
  readonly user?: string;
  readonly status?: true;
  readonly done?: readonly number[];
  readonly json?: true;
}

export function eraseCommand(io: CliIo): Command {
  const command = new Command('erase').description(
    'Removes a user from everything: for good, and without asking again. No count of a report changes.',
  );
  withStore(command)
    .option('--channel <channel>', 'channelId of the activities, e.g. msteams')
    .option('--user <id>', 'from.id of the activities of the user')
    .addOption(
      new Option('--status', 'list what destinations were asked to erase').conflicts(PERSON),
    )
    .addOption(new Option('--done <ids>', DONE).argParser(readIds).conflicts([...PERSON, 'status']))
    .option('--json', 'the same as JSON')
    .addHelpText('after', EXAMPLES)
    .action(() => run(command, io));
  return command;
}

const PERSON = ['channel', 'user'];
const DONE = 'note that somebody has done by hand what these jobs ask for, by the ids of --status';

async function run(command: Command, io: CliIo): Promise<void> {
  const { channel, user, status, done, json } = command.opts<Given>();
  const print = (answer: unknown, text: string): Promise<void> =>
    write(io.stdout, json ? `${JSON.stringify(answer, null, 2)}\n` : text);
  if (done) {
    const finished = await using(command, io, ({ store }) =>
      store.erasure.finishJobs(done, Date.now()),
    );
    return print({ done: finished }, doneText(finished));
  }
  if (status) {
    const jobs = await using(command, io, ({ store, settings }) =>
      storeDesk(store, settings).list(),
    );
    return print(jobs, statusText(jobs));
  }
  if (channel === undefined || user === undefined) {
    return command.error('error: who is to be erased? Give --channel and --user, or --status');
  }
  const person = personOf(command, { channelId: channel, userId: user });
  const erased = await using(command, io, ({ store, settings }) =>
    eraseFrom(store, settings, { person, at: io.now() }),
  );
  await print(erased, erasedText(erased));
  if (erased.scrubbed === false) await write(io.stderr, `${SCRUB_LATER}\n`);
}

/** What is wrong with a name ends the command as wrong usage. */
function personOf(command: Command, user: AudienceKey): AudiencePerson {
  try {
    return checkedPerson(user);
  } catch (error) {
    if (!AnalyticsError.is(error)) throw error;
    const issues = error.details['issues'] as readonly OptionIssue[];
    return command.error(issues.map((issue) => describeSetting(issue, FLAGS)).join('\n'));
  }
}

const FLAGS = { channelId: '--channel', userId: '--user' };

/** Opens the store that the command names, and closes it when `use` is done. */
async function using<Result>(
  command: Command,
  io: CliIo,
  use: (opened: {
    readonly store: PeopleStore;
    readonly settings: RecorderSettings;
  }) => Promise<Result>,
): Promise<Result> {
  const settings = settingsOf(command, io);
  const store = await openPeople(settings);
  try {
    return await use({ store, settings });
  } finally {
    await store.close();
  }
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics erase --channel msteams --user 29:1a2b --store ./bot-analytics.db
  $ botbuilder-analytics erase --status --store ./bot-analytics.db
  $ botbuilder-analytics erase --done 3 --store ./bot-analytics.db

Erased are also the other channels and names of a user whom the bot's code has identified. The bot may run
meanwhile: it is the bot that asks destinations to erase the user, within a minute, where it can
(Mixpanel with a gdprToken, destinations of one's own with a function forget). Ids that are shown are
those by which a destination knows the user.

A store that was begun with an idKey needs it here: set BOT_ANALYTICS_ID_KEY.
Backups that were made before, and files that were set aside, still hold the user.`;
