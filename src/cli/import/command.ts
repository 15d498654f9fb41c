/** `import FILE…`: backfills a store from transcripts. */

import { Command, Option } from 'commander';

import type { RecorderSettings } from '../../model/settings.ts';
import { openStore } from '../../record/open.ts';
import type { Store } from '../../record/store.ts';
import { randomId } from '../../runtime/ids.ts';
import { recordDepsOf } from '../../runtime/record-deps.ts';
import { complaints } from './complaints.ts';
import type { Complaints } from './complaints.ts';
import { STDIN, totalBytes } from './files.ts';
import { forward } from './forwarding.ts';
import { progress } from './progress.ts';
import { recording } from './recording.ts';
import { importFiles } from './run.ts';
import type { ImportSummary } from './run.ts';
import { importSettings, timerMs, withSettings } from './settings.ts';
import { importHints, importProblems, importText } from './text.ts';
import type { CliIo } from '../io.ts';
import { write } from '../io.ts';
import { withStore } from '../store-option.ts';

interface Given {
  readonly json?: true;
  readonly forward?: true;
  readonly names?: true;
  readonly timeoutMs: number;
}

export function importCommand(io: CliIo): Command {
  const command = new Command('import')
    .argument('<files...>', `.transcript files, NDJSON, or ${STDIN} for stdin`)
    .description('Records what stands in transcripts, at the time when it happened.');
  withSettings(withStore(command))
    .option(
      '--forward',
      'send it to the destinations that BOT_ANALYTICS_… describes and switches on',
    )
    .addOption(
      new Option('--timeout-ms <ms>', 'longest time for sending; what is left the bot sends')
        .default(60_000)
        .argParser(timerMs),
    )
    .option('--json', 'the summary as JSON')
    .addHelpText('after', EXAMPLES)
    .action((files: readonly string[]) => run(command, io, files));
  return command;
}

async function run(command: Command, io: CliIo, files: readonly string[]): Promise<void> {
  const given = command.opts<Given>();
  if (files.filter((file) => file === STDIN).length > 1) {
    return command.error(`error: ${STDIN} can be read once`);
  }
  const settings = importSettings(command, io);
  if (given.forward && !settings.destinations.some(({ active }) => active)) {
    return command.error(NO_DESTINATION);
  }
  const store = await openStore(settings);
  try {
    const problems = await importInto(store, { io, files, settings, given });
    if (problems.length > 0) throw new Error(problems.join('\nerror: '));
  } finally {
    await store.close();
  }
}

interface Import {
  readonly io: CliIo;
  readonly files: readonly string[];
  readonly settings: RecorderSettings;
  readonly given: Given;
}

/** Returns what went wrong and did not stop the rest. */
async function importInto(
  store: Store,
  { io, files, settings, given }: Import,
): Promise<readonly string[]> {
  const writer = `import-${randomId()}`;
  const names = given.names === true;
  const summary = await readInto(store, { io, files, settings, writer, names });
  const forwarded = given.forward
    ? await forward({
        store,
        settings,
        writer,
        now: io.now,
        timeoutMs: given.timeoutMs,
        onProblem: (problem) => void io.stderr.write(`${problem}\n`),
      })
    : undefined;
  const json = { ...summary, ...(forwarded && { forwarded }) };
  await write(
    io.stdout,
    given.json ? `${JSON.stringify(json, null, 2)}\n` : importText(summary, forwarded),
  );
  for (const hint of importHints(summary)) await write(io.stderr, `${hint}\n`);
  return importProblems(summary, forwarded);
}

interface Reading extends Omit<Import, 'given'> {
  readonly writer: string;
  /** Keep the names of users. */
  readonly names: boolean;
}

/** The bar is gone before anything is told, also when the store fails in the middle. */
async function readInto(
  store: Store,
  { io, files, settings, writer, names }: Reading,
): Promise<ImportSummary> {
  const bar = progress(io, await totalBytes(files));
  const told: Complaints = complaints(io, bar.isDrawn);
  const recordDeps = recordDepsOf(settings, (error) => void told.warn(messageOf(error)));
  try {
    return await importFiles(files, {
      io,
      now: io.now(),
      names,
      recording: recording({ store, recordDeps, writer }),
      complaints: told,
      progress: bar,
    });
  } finally {
    bar.stop();
    await told.finish();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const NO_DESTINATION = `error: --forward, but no destination is active: set
BOT_ANALYTICS_GA_TRACKING_ID, BOT_ANALYTICS_GA_API_SECRET and BOT_ANALYTICS_GA_ACTIVE=true, or
BOT_ANALYTICS_MIXPANEL_TOKEN and BOT_ANALYTICS_MIXPANEL_ACTIVE=true`;

const EXAMPLES = `
Examples:
  $ botbuilder-analytics import old/*.transcript --store ./bot-analytics.db
  $ zcat log.ndjson.gz | botbuilder-analytics import - --store ./bot-analytics.db --bot-id pizza
  $ botbuilder-analytics import log.ndjson --store ./bot-analytics.db --forward

A file is a JSON array of activities, an object with such a list under "transcript" or "activities",
or NDJSON (an activity or such a list per line); several may stand one behind the other. Importing it
again changes nothing: what is in the store is counted as duplicate. Lines and elements that are no
activity are told, counted as bad, and do not stop the rest.

Neither texts nor names are kept, unless --text and --names say so, which mean what the options
captureText and captureNames of the bot mean. --text alone keeps texts as they are; --text=redacted
puts [email], [phone], [card] and [iban] in the place of such. What a file was imported without,
importing it again does not add.

With --forward, give the --bot-id of the bot: what is not sent in time, the bot sends. What was
imported without --forward cannot be forwarded later: all of it is duplicate then.

To classify messages as the bot does, give its options. --fallback-text and --handover-phrase take a
text, which is compared as a whole, or a regular expression, which is looked for:
  $ botbuilder-analytics import log.ndjson --fallback-text 'Sorry?' --fallback-text '/not sure/i'
Recognizers of --threshold are luis, clu, qna, orchestrator, regex, adaptive and other.

Exit codes: 0 done, also if some lines were bad; 1 a file could not be read or holds no activity, the
store cannot be written, or with --forward a destination refuses or events still wait; 2 wrong usage.`;
