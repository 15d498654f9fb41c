/** The options of `outbox`: which events are meant. */

import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

/** Adds what narrows down which events are meant. */
export function withFilter(command: Command): Command {
  return command
    .option('--destination <name>', 'only of this destination, or of all of this kind')
    .option('--reason <reason>', 'only dead letters that died for this reason');
}

/** Dead letters that are listed at most. */
export function limitOption(): Option {
  return new Option('--limit <n>', 'most dead letters that are listed (default: 100)').argParser(
    (text) => whole(text),
  );
}

/** Dead letters one by one. */
export function idOption(): Option {
  return new Option(
    '--id <n>',
    'only this dead letter; may be repeated, or name several with commas between them',
  ).argParser(readIds);
}

/** Reads the value of an option that may be repeated, or name several ids with commas between them. */
export function readIds(text: string, before: readonly number[] | undefined): readonly number[] {
  return [...(before ?? []), ...text.split(',').map((part) => whole(part))];
}

function whole(text: string): number {
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  if (value < 1) throw new InvalidArgumentError('It is no whole number of at least 1.');
  return value;
}
