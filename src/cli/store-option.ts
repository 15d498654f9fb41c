/** `--store`, which every command takes. */

import type { Command } from 'commander';

import { resolveOptions } from '../model/resolve.ts';
import type { RecorderSettings, StoreDescriptor } from '../model/settings.ts';
import type { AccessStore, OutboxStore, ReadableStore } from '../record/store.ts';
import { openAccess, openOutbox, openReader } from '../record/open.ts';
import type { CliIo } from './io.ts';
import { describeSetting, settingsOrError } from './settings-issues.ts';

const VARIABLE = 'BOT_ANALYTICS_STORE';

interface Given {
  readonly store?: string;
}

/** Adds the option to a command. */
export function withStore(command: Command): Command {
  return command.option(
    '--store <store>',
    `database of the bot: a file, or postgres://… (or the variable ${VARIABLE})`,
  );
}

/** What a command names as its store, as it was typed, and what it was typed behind. */
export interface StoreText {
  readonly text: string;
  readonly name: string;
}

/** Returns what a command names as its store. Ends the command as wrong usage if it names none. */
export function storeText(command: Command, { env }: Pick<CliIo, 'env'>): StoreText {
  const { store: given } = command.opts<Given>();
  const text = given ?? env[VARIABLE];
  if (!text) return command.error(`error: no store: give --store <store> or set ${VARIABLE}`);
  return { text, name: given === undefined ? VARIABLE : '--store' };
}

/**
 * Returns the store that a command names. Ends the command as wrong usage if it names none, or what is
 * none; an address is not repeated.
 */
export function storeOf(command: Command, io: Pick<CliIo, 'env'>): StoreDescriptor {
  const { text, name } = storeText(command, io);
  return settingsOrError(
    command,
    () => resolveOptions({ store: text }),
    (issue) => describeSetting(issue, { store: name }),
  ).store;
}

/**
 * Returns the store that a command names, with all else that the environment says. Ends the command as wrong
 * usage if something is wrong with it.
 */
export function settingsOf(command: Command, io: Pick<CliIo, 'env'>): RecorderSettings {
  const { text, name } = storeText(command, io);
  return settingsOrError(
    command,
    () => resolveOptions({ store: text }, io.env),
    (issue) => describeSetting(issue, { store: name }),
  );
}

/**
 * Opens the store that a command names, for reading, and closes it when `use` is done.
 */
export async function useStore<Result>(
  command: Command,
  io: CliIo,
  use: (store: ReadableStore) => Promise<Result>,
): Promise<Result> {
  return closing(await openReader(storeOf(command, io)), use);
}

/**
 * Opens the store that a command names, to change what waits in it, and closes it when `use` is done.
 */
export async function useOutbox<Result>(
  command: Command,
  io: CliIo,
  use: (store: OutboxStore) => Promise<Result>,
): Promise<Result> {
  return closing(await openOutbox(storeOf(command, io)), use);
}

/**
 * Opens the store that a command names, to say who may look, and closes it when `use` is done.
 */
export async function useAccess<Result>(
  command: Command,
  io: CliIo,
  use: (store: AccessStore) => Promise<Result>,
): Promise<Result> {
  return closing(await openAccess({ store: storeOf(command, io) }), use);
}

async function closing<Opened extends { close(): Promise<void> }, Result>(
  store: Opened,
  use: (store: Opened) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
