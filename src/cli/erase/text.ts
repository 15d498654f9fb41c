/** What is said about erasures to people. */

import type { DestinationErasure, Erased } from '../../runtime/erasure-desk.ts';
import { showCell } from '../cells.ts';
import { drawTable } from '../table.ts';

/** Says what was removed, and what is left to do. */
export function erasedText({ found, removed, destinations }: Erased): string {
  if (!found) return NOT_FOUND;
  const rows = Object.entries(removed).map(([name, count]) => [
    WORDS[name] ?? name,
    showCell(count, ''),
  ]);
  const table = drawTable(['erased', ''], rows, [true, false]);
  const told = Object.values(destinations);
  return [table, told.length > 0 ? statusText(told) : NO_DESTINATION].join('\n');
}

const NOT_FOUND =
  'nothing is known of this user; what is told of them late, from before this moment, is not recorded\n';
const NO_DESTINATION = 'no destination has ever got an event\n';

const WORDS: Readonly<Record<string, string>> = {
  pending: 'events that waited for destinations',
  deadLetters: 'dead letters',
  identities: 'pseudonyms',
  participants: 'places in conversations',
  texts: 'texts that nobody else has said',
  sessions: 'sessions cut loose',
};

/** Lists what destinations were asked. */
export function statusText(jobs: readonly DestinationErasure[]): string {
  if (jobs.length === 0) return 'no destination was ever asked to erase anybody\n';
  return jobs.map(jobText).join('\n');
}

function jobText({
  id,
  destination,
  status,
  problem,
  ids = {},
  toDo,
  ...times
}: DestinationErasure) {
  const lists = Object.entries(ids).map(([name, list]) => `  ${name}: ${list.join(', ')}`);
  return [
    `${id}  ${showCell(destination, '')}: ${status} since ${minuteOf(times.updatedAt)}`,
    ...(problem === undefined ? [] : [`  ${showCell(problem, '')}`]),
    ...(toDo === undefined ? [] : [`  ${toDo}`]),
    ...lists.map((line) => showCell(line, '')),
    '',
  ].join('\n');
}

/** `2026-10-25 02:15` */
function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function doneText(count: number): string {
  return `${count} ${count === 1 ? 'job is' : 'jobs are'} done\n`;
}

/** Whoever reads a file keeps it from being cut. */
export const SCRUB_LATER =
  'the file could not be wiped just now, as somebody is using it: the bot does it while it runs, or at its next start';
