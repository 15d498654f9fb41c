/** What is wrong with settings, in the words of whoever typed them: by the flag, or by the variable. */

import type { Command } from 'commander';

import { AnalyticsError } from '../model/errors.ts';
import type { OptionIssue } from '../model/option-issues.ts';
import type { ResolvedOptions } from '../model/resolve.ts';
import type { RecorderSettings } from '../model/settings.ts';

/** Longest part of a value that is repeated. */
const MAX_SHOWN = 80;

/** Returns the settings. What is wrong with them ends the command as wrong usage. */
export function settingsOrError(
  command: Command,
  resolve: () => ResolvedOptions,
  describe: (issue: OptionIssue) => string,
): RecorderSettings {
  try {
    return resolve().recorder;
  } catch (error) {
    if (!AnalyticsError.is(error) || error.code !== 'INVALID_OPTIONS') throw error;
    const issues = error.details['issues'] as readonly OptionIssue[];
    return command.error(issues.map(describe).join('\n'));
  }
}

/**
 * Describes one issue.
 * @param names how each option is typed, by its path
 */
export function describeSetting(
  { path, value, problem }: OptionIssue,
  names: Readonly<Record<string, string>>,
): string {
  const name = names[path] ?? names[path.replace(/\[.*/, '')] ?? path;
  return `error: ${name}${shownAfter(' ', value)} ${problem}`;
}

/** Returns a value behind what joins it to its name; nothing if there is none. */
export function shownAfter(joint: string, value: unknown): string {
  return value === undefined ? '' : joint + shown(value);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
