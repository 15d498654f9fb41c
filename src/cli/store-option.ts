/** `--store`, which every command takes. */

import type { Command } from 'commander';

import { ADDRESS_PROBLEM, isAddress } from '../model/store-path.ts';
import type { StoreDescriptor } from '../model/settings.ts';
import type { OutboxStore, ReadableStore } from '../record/store.ts';
import { openOutbox, openReader } from '../record/open.ts';
import type { CliIo } from './io.ts';

const VARIABLE = 'BOT_ANALYTICS_STORE';

/** Adds the option to a command. */
export function withStore(command: Command): Command {
  return command.option('--store <path>', `database of the bot (or the variable ${VARIABLE})`);
}

/**
 * Returns the path of the store that a command names.
 * Ends the command as wrong usage if it names none, or an address, which is not repeated.
 */
export function storePath(command: Command, { env }: Pick<CliIo, 'env'>): string {
  const { store: given } = command.opts<{ store?: string }>();
  const path = given ?? env[VARIABLE];
  if (!path) return command.error(`error: no store: give --store <path> or set ${VARIABLE}`);
  if (isAddress(path)) {
    return command.error(`error: ${given ? '--store' : VARIABLE} ${ADDRESS_PROBLEM}`);
  }
  return path;
}

/**
 * Opens the store that a command names, for reading, and closes it when `use` is done.
 */
export async function useStore<Result>(
  command: Command,
  io: CliIo,
  use: (store: ReadableStore) => Promise<Result>,
): Promise<Result> {
  return closing(await openReader(descriptorOf(command, io)), use);
}

/**
 * Opens the store that a command names, to change what waits in it, and closes it when `use` is done.
 */
export async function useOutbox<Result>(
  command: Command,
  io: CliIo,
  use: (store: OutboxStore) => Promise<Result>,
): Promise<Result> {
  return closing(await openOutbox(descriptorOf(command, io)), use);
}

function descriptorOf(command: Command, io: CliIo): StoreDescriptor {
  return { kind: 'sqlite', options: { path: storePath(command, io) } };
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
