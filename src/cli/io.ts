/** What the command line reads and writes, and how a pipe that is closed early is told from a failure. */

import type { Clock } from '../model/settings.ts';

/** The world as a command sees it: the process', or that of a test. */
export interface CliIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** @defaultValue the process' own */
  readonly stdin?: NodeJS.ReadableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Clock;
  /** What `--version` prints; without one there is no such option. */
  readonly version?: string;
  /** Ends a command that else goes on. @defaultValue SIGINT or SIGTERM */
  readonly stop?: AbortSignal;
}

/** Writes a text and waits until the stream has taken it. */
export async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Tells whether a reader has closed the pipe (`| head`). */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

/**
 * Keeps the streams' `error` events from ending the process: {@link write} rejects with the same
 * error. They may come after the last write, so that the listeners stay.
 */
export function watchStreams({ stdout, stderr }: CliIo): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
}
