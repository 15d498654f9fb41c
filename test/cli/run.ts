/** Runs a command of the command line and collects what it prints. */

import { Writable } from 'node:stream';

import { runCli } from '../../src/cli/run.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** 5 March 2026, a Thursday. */
export const NOW = Date.parse('2026-03-05T12:07:00Z');

/** @param terminal where stdout goes; without one it is a pipe */
export async function cli(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  terminal?: { readonly columns: number },
): Promise<CliRun> {
  const [stdout, stderr] = [collector(terminal), collector()];
  const code = await runCli(argv, { stdout, stderr, env, now: () => NOW });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

interface Collector extends NodeJS.WritableStream {
  text(): string;
}

function collector(terminal?: { readonly columns: number }): Collector {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const { columns } = terminal ?? {};
  const look = terminal ? { isTTY: true, columns } : {};
  return Object.assign(stream, look, { text: () => chunks.join('') });
}
