/** What is said about the outbox to people. */

import type { EpochMs } from '../../model/time.ts';
import type { DeadLetter, WaitingCounts } from '../../record/outbox.ts';
import type { OutboxDropped, OutboxList, OutboxRetried } from '../../runtime/outbox-desk.ts';
import { showCell } from '../cells.ts';
import { lineWidth } from '../fit.ts';
import type { Screen } from '../screen.ts';
import { columnWidths, drawTable } from '../table.ts';
import { shortened } from '../width.ts';

/**
 * Draws what waits and what died; on a terminal, the words of vendors are cut to its width.
 * @param none what is said if no dead letter fits
 */
export function listText(
  { waiting, dead, deadTotal }: OutboxList,
  none: string,
  now: EpochMs,
  screen: Screen,
): string {
  const parts = [
    waiting.length > 0 ? `${waitingTable(waiting, now)}${PAUSES}\n` : 'nothing waits\n',
    dead.length > 0 ? deadTable(dead, screen) : `${none}\n`,
  ];
  if (dead.length < deadTotal) {
    parts.push(`the latest ${showNumber(dead.length)} of ${showNumber(deadTotal)}: see --limit\n`);
  }
  return parts.join('\n');
}

/** The store has no notion of it. */
const PAUSES =
  'whether a destination is paused is known to the running bot: await analytics.health()';

/** @param none what is said if no dead letter fits */
export function retriedText({ retried, gone }: OutboxRetried, none: string): string {
  if (retried + gone === 0) return `${none}\n`;
  const lines = [`${letters(retried)} ${retried === 1 ? 'waits' : 'wait'} again`];
  if (gone > 0) {
    lines.push(`${letters(gone)} ${gone === 1 ? 'stays' : 'stay'} dead: no longer kept to be sent`);
  }
  return `${lines.join('\n')}\n`;
}

/** What a person should know who has put something back. */
export const SENT_BY_BOT =
  'the bot sends them within seconds if it runs and the destination is active, else when that is so';

/** @param none what is said if no dead letter fits */
export function droppedText(
  { dropped }: OutboxDropped,
  what: 'waiting' | 'dead',
  none: string,
): string {
  if (what === 'dead') return dropped === 0 ? `${none}\n` : `${letters(dropped)} removed\n`;
  return `${events(dropped)} cancelled\n`;
}

/** Says what would be dropped. */
export function wouldDrop({ waiting, deadTotal }: OutboxList, what: 'waiting' | 'dead'): string {
  if (what === 'dead') return `${letters(deadTotal)} would be removed for good`;
  const total = waiting.reduce((sum, each) => sum + each.events, 0);
  const whose = waiting.map(({ destination }) => destination).join(', ');
  return `${events(total)} would never be sent${whose && ` to ${whose}`}`;
}

function letters(count: number): string {
  return `${showNumber(count)} dead ${count === 1 ? 'letter' : 'letters'}`;
}

function events(count: number): string {
  return `${showNumber(count)} ${count === 1 ? 'event' : 'events'}`;
}

// ---- what waits --------------------------------------------------------------------------------

const WAITING = ['waiting for', 'events', 'size', 'oldest waits', 'attempts', 'next try'] as const;

function waitingTable(waiting: readonly WaitingCounts[], now: EpochMs): string {
  const lines = waiting.map((counts) => [
    showCell(counts.destination, ''),
    showNumber(counts.events),
    showBytes(counts.bytes),
    showDuration(now - counts.oldestAt),
    showNumber(counts.attempts),
    counts.nextAttemptAt <= now ? 'now' : `in ${showDuration(counts.nextAttemptAt - now)}`,
  ]);
  return drawTable(WAITING, lines, [true, false, false, false, false, false]);
}

/** A size by thousands, as disks have it. */
function showBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [unit, size] = bytes < 1_000_000 ? ['kB', 1_000] : ['MB', 1_000_000];
  return `${showNumber(Math.round((10 * bytes) / Number(size)) / 10)} ${unit}`;
}

/** By a clock that may differ a little from the bot's. */
function showDuration(ms: number): string {
  return showCell(Math.max(0, Math.round(ms)), 'waitMs');
}

function showNumber(value: number): string {
  return showCell(value, '');
}

// ---- what died ---------------------------------------------------------------------------------

const DEAD = [
  'id',
  'dead letter of',
  'event',
  'at (UTC)',
  'died (UTC)',
  'reason',
  'detail',
] as const;

/** Narrowest that the words of a vendor are cut to. */
const MIN_DETAIL = 20;

function deadTable(dead: readonly DeadLetter[], { isTerminal, columns }: Screen): string {
  const lines = dead.map(({ id, destination, kind, at, diedAt, reason, detail = '' }) => [
    String(id),
    ...[destination, kind].map((text) => showCell(text, '')),
    showMinute(at),
    showMinute(diedAt),
    ...[reason, detail].map((text) => showCell(text, '')),
  ]);
  const others = columnWidths([DEAD, ...lines]).slice(0, -1);
  const room = Math.max(MIN_DETAIL, columns - lineWidth([...others, 0]));
  const fitted = lines.map((cells) => [
    ...cells.slice(0, -1),
    shortened(cells.at(-1) ?? '', isTerminal ? room : Infinity),
  ]);
  return drawTable(DEAD, fitted, [false, true, true, true, true, true, true]);
}

/** `2026-10-25 02:15` */
function showMinute(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
