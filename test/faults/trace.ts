/** Watches what a process does to its files, with strace where that is there. */

import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { Durability } from '../../src/model/settings.ts';

const CHILD = join(__dirname, 'writing-child.cjs');

export interface Writing {
  readonly store: string;
  readonly durability: Durability;
  readonly batches: number;
  readonly turns: number;
}

/** Why nothing can be traced here; `undefined` if it can. */
export function noTrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-e', 'trace=none', 'true']);
  if (error) return `strace: ${error.message}`;
  return status === 0 ? undefined : `strace: ${String(stderr).trim()}`;
}

/** Has batches recorded under strace; returns what the process said, line by line. */
export function recordTraced(options: readonly string[], writing: Writing): readonly string[] {
  const args = [...options, process.execPath, CHILD, JSON.stringify(writing)];
  const said = execFileSync('strace', ['-f', '-qq', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 600_000,
    maxBuffer: 64 * 1_024 * 1_024,
  });
  return said.trim().split('\n');
}

/** What was done to a file, or said. */
export type Step =
  | { readonly do: 'write'; readonly path: string; readonly at: number; readonly bytes: Buffer }
  | { readonly do: 'cut'; readonly path: string; readonly length: number }
  | { readonly do: 'sync'; readonly path: string }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'recorded'; readonly batch: number };

const TRACED = 'trace=pwrite64,write,ftruncate,fdatasync,fsync,unlink';

export const TRACE_OPTIONS = ['-y', '-xx', '-s', '65536', '-e', TRACED];

const CALL = /^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)/;
const FILE = /^\d+<([^>]*)>/;

/** Reads what `-o` has written with {@link TRACE_OPTIONS}. */
export async function stepsIn(trace: string): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for await (const line of createInterface({ input: createReadStream(trace) })) {
    const [, call, args, result] = CALL.exec(line) ?? [];
    const step = args === undefined || Number(result) < 0 ? undefined : stepOf(call, args);
    if (step) steps.push(step);
  }
  return steps;
}

function stepOf(call: string | undefined, args: string): Step | undefined {
  const path = decoded(FILE.exec(args)?.[1] ?? '').toString();
  const last = Number(/(\d+)$/.exec(args)?.[1]);
  switch (call) {
    case 'pwrite64':
      return { do: 'write', path, at: last, bytes: quoted(args) };
    case 'write': {
      const [, batch] = /^recorded (\d+)/.exec(quoted(args).toString()) ?? [];
      return batch === undefined ? undefined : { do: 'recorded', batch: Number(batch) };
    }
    case 'ftruncate':
      return { do: 'cut', path, length: last };
    case 'fdatasync':
    case 'fsync':
      return { do: 'sync', path };
    case 'unlink':
      return { do: 'remove', path: quoted(args).toString() };
    default:
      return undefined;
  }
}

function quoted(args: string): Buffer {
  return decoded(/"([^"]*)"/.exec(args)?.[1] ?? '');
}

/** `\x53\x51` or plain. */
function decoded(text: string): Buffer {
  if (!text.startsWith('\\x')) return Buffer.from(text);
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}
