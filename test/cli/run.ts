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

export async function cli(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliRun> {
  const [stdout, stderr] = [collector(), collector()];
  const code = await runCli(argv, { stdout, stderr, env, now: () => NOW });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

interface Collector extends NodeJS.WritableStream {
  text(): string;
}

function collector(): Collector {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => chunks.join('') });
}
