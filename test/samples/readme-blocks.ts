/** The commands that the README shows together with what they print. */

import { join } from 'node:path';
import { Writable } from 'node:stream';

import { runCli } from '../../src/cli/run.ts';

/** A fenced block that begins with a command. */
export interface Block {
  /** What is typed behind `$ `. */
  readonly command: string;
  /** What stands below it. */
  readonly output: string;
}

const BLOCK = /^```text\n\$ (npx botbuilder-analytics .+)\n([^]*?)^```$/gm;

export function blocksIn(readme: string): readonly Block[] {
  return [...readme.matchAll(BLOCK)].map(([, command = '', output = '']) => ({ command, output }));
}

/** Returns the text with these outputs in place of its own, in the order of the blocks. */
export function withOutputs(readme: string, outputs: readonly string[]): string {
  const left = [...outputs];
  return readme.replaceAll(
    BLOCK,
    (_, command: string) => `\`\`\`text\n$ ${command}\n${left.shift() ?? ''}\`\`\``,
  );
}

/** Where a command finds the store, writes its files, and what time it is. */
export interface Place {
  readonly store: string;
  readonly folder: string;
  readonly now: number;
}

/**
 * Types a command: `./bot-analytics.db` is the store, and what it writes goes into the folder.
 * @throws Error (rejects) if it fails
 */
export async function type(command: string, { store, folder, now }: Place): Promise<string> {
  const printed: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      printed.push(String(chunk));
      done();
    },
  });
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare!,
  );
  const argv = words.slice(2).map((word, i, all) => {
    if (word === './bot-analytics.db') return store;
    return all[i - 1] === '--out' ? join(folder, word) : word;
  });
  const env = { BOT_ANALYTICS_STORE: store };
  const code = await runCli(argv, { stdout: stream, stderr: stream, env, now: () => now });
  // lines of CSV end as its standard says, those of the README as all others
  const text = printed.join('').replaceAll(`${folder}/`, '').replaceAll('\r\n', '\n');
  if (code !== 0) throw new Error(`${command}: exit code ${code}\n${text}`);
  return text;
}

const DURATION = /\b\d+ (?:ms|s|min|h)\b(?: \d+ (?:ms|s|min)\b)*/g;
const PSEUDONYM = /\b[0-9a-f]{32}\b/g;
const SESSION = /\b[0-9a-z]+-[0-9a-z]+-s[0-9a-z]+\b/g;

/**
 * Returns an output without what is another one each time: durations and ids made at random, and the
 * white space that the columns of these are filled up with.
 */
export function masked(output: string): string {
  const shown = output
    .replaceAll(DURATION, '‹time›')
    .replaceAll(PSEUDONYM, '‹id›')
    .replaceAll(SESSION, '‹id›');
  if (shown === output) return output;
  return shown
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '))
    .join('\n');
}
