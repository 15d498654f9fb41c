/** A progress bar on stderr, where a person looks at it. */

import { SingleBar } from 'cli-progress';

import type { CliIo } from '../io.ts';

export interface Progress {
  /** A bar is drawn: nothing else may be written to stderr meanwhile. */
  readonly isDrawn: boolean;
  /** More was read. */
  advance(bytes: number): void;
  /** So many activities were taken in all. */
  show(activities: number): void;
  stop(): void;
}

const FORMAT = '{bar} {percentage} % of {megabytes} MB, {activities} activities';
const BYTES_PER_MB = 1_000_000;

/** @param total in bytes; where it is not known, or nobody looks, nothing is drawn */
export function progress({ stderr }: Pick<CliIo, 'stderr'>, total: number | undefined): Progress {
  const isTerminal = 'isTTY' in stderr && stderr.isTTY === true;
  if (!isTerminal || total === undefined || total === 0) return SILENT;
  const bar = new SingleBar({
    stream: stderr,
    format: FORMAT,
    clearOnComplete: true,
    stopOnComplete: false,
    // its handler would keep Ctrl+C from ending the import
    gracefulExit: false,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    formatValue: (value, _options, type) => (type === 'percentage' ? String(value) : `${value}`),
  });
  bar.start(total, 0, { activities: 0, megabytes: (total / BYTES_PER_MB).toFixed(1) });
  return {
    isDrawn: true,
    advance: (bytes) => bar.increment(bytes),
    show: (activities) => bar.update({ activities: activities.toLocaleString('en') }),
    stop: () => bar.stop(),
  };
}

const SILENT: Progress = {
  isDrawn: false,
  advance: () => undefined,
  show: () => undefined,
  stop: () => undefined,
};
