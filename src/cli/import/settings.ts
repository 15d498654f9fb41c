/** The options of `import` that are those of `createBotAnalytics`. */

import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { MAX_TIMER_MS } from '../../forward/sleeper.ts';
import { VARIABLES } from '../../model/environment.ts';
import type { OptionIssue } from '../../model/option-issues.ts';
import type { AnalyticsOptions } from '../../model/options.ts';
import { present } from '../../model/present.ts';
import { resolveOptions } from '../../model/resolve.ts';
import type { CaptureText, RecorderSettings } from '../../model/settings.ts';
import type { CliIo } from '../io.ts';
import { describeSetting, settingsOrError, shownAfter } from '../settings-issues.ts';
import { storeText } from '../store-option.ts';

interface Given {
  readonly botId?: string;
  readonly botVersion?: string;
  readonly sessionTimeoutMs?: number;
  readonly systemCommand?: readonly string[];
  readonly fallbackText?: readonly (string | RegExp)[];
  readonly handoverPhrase?: readonly (string | RegExp)[];
  readonly threshold?: readonly Threshold[];
  readonly text?: Exclude<CaptureText, 'off'>;
  readonly names?: true;
  readonly forward?: true;
}

/** A recognizer and its score. */
type Threshold = readonly [name: string, score: number];

/** Adds the options. */
export function withSettings(command: Command): Command {
  return command
    .option('--bot-id <name>', 'name of the bot, as in its options (default: bot)')
    .option('--bot-version <version>', 'version of the bot at that time (default: unknown)')
    .option(
      '--session-timeout-ms <ms>',
      'silence that ends a session, or Infinity (default: 1800000)',
      number,
    )
    .addOption(
      repeatable('--system-command <word>', 'a message of class system (default: /start)', String),
    )
    .addOption(
      repeatable(
        '--fallback-text <text>',
        'an answer of the bot that means "I did not understand", or /pattern/flags',
        textOrPattern,
      ),
    )
    .addOption(
      repeatable(
        '--handover-phrase <text>',
        'a message of the user that asks for a human, or /pattern/flags',
        textOrPattern,
      ),
    )
    .addOption(
      repeatable(
        '--threshold <name=score>',
        'score from which a recognizer counts, e.g. luis=0.6',
        threshold,
      ),
    )
    .addOption(
      new Option('--text [how]', 'keep the texts of users, as they are or redacted (default: off)')
        .choices(['full', 'redacted'])
        .preset('full'),
    )
    .option('--names', 'keep the names of users');
}

/** An option that may be given several times, a value each. */
function repeatable<T>(flags: string, description: string, parse: (text: string) => T): Option {
  return new Option(flags, `${description}; may be repeated`).argParser(
    (text, before: readonly T[] | undefined) => [...(before ?? []), parse(text)],
  );
}

/** Reads `/pattern/flags` as a regular expression; all else is a text. */
function textOrPattern(text: string): string | RegExp {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/is.exec(text) ?? [];
  if (source === undefined) return text;
  try {
    return new RegExp(source, flags);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError(`It is no regular expression that can be read: ${problem}.`);
  }
}

function threshold(text: string): Threshold {
  const [, name, score] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || score === undefined) {
    throw new InvalidArgumentError('It is no name=score, e.g. luis=0.6.');
  }
  return [name, number(score)];
}

/** Reads a number as it is typed. */
function number(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError('It is no number.');
  return value;
}

/** Reads milliseconds that a timer can take. */
export function timerMs(text: string): number {
  const ms = number(text);
  if (!Number.isInteger(ms) || ms < 1 || ms > MAX_TIMER_MS) {
    throw new InvalidArgumentError(
      `It must be a whole number of milliseconds from 1 to ${MAX_TIMER_MS}.`,
    );
  }
  return ms;
}

/**
 * Returns the settings of an import: its destinations are those of the environment if it forwards,
 * else none. What is wrong with them ends the command as wrong usage.
 */
export function importSettings(command: Command, io: Pick<CliIo, 'env'>): RecorderSettings {
  const given = command.opts<Given>();
  const { text, name } = storeText(command, io);
  const options = { ...optionsOf(given), store: text };
  const environment = given.forward ? io.env : { [ID_KEY]: io.env[ID_KEY] };
  return settingsOrError(
    command,
    () => resolveOptions(options, environment),
    (issue) => describe(issue, { ...NAMES, store: name }),
  );
}

function optionsOf(given: Given): AnalyticsOptions {
  const { botId, botVersion, sessionTimeoutMs, threshold: thresholds } = given;
  const { text = 'off', names = false } = given;
  return present({
    botId,
    botVersion,
    sessionTimeoutMs,
    systemCommands: given.systemCommand,
    fallbackTexts: given.fallbackText,
    handoverPhrases: given.handoverPhrase,
    thresholds: thresholds && Object.fromEntries(thresholds),
    // said in any case: the environment describes the bot's destinations, and not the import
    captureText: text,
    captureNames: names,
  });
}

const ID_KEY = 'BOT_ANALYTICS_ID_KEY';

const FLAGS: Readonly<Record<string, string>> = {
  botId: '--bot-id',
  botVersion: '--bot-version',
  sessionTimeoutMs: '--session-timeout-ms',
  systemCommands: '--system-command',
  fallbackTexts: '--fallback-text',
  handoverPhrases: '--handover-phrase',
};

const THRESHOLD = 'thresholds.';

/** Names an option as it is typed, or the variable that it comes from. */
function describe(issue: OptionIssue, names: Readonly<Record<string, string>>): string {
  const { path, value, problem } = issue;
  if (!path.startsWith(THRESHOLD)) return describeSetting(issue, names);
  const name = path.slice(THRESHOLD.length);
  return `error: --threshold ${name}${shownAfter('=', value)} ${problem}`;
}

const NAMES: Readonly<Record<string, string>> = { ...VARIABLES, ...FLAGS };
