/**
 * Says every few seconds that this process is there, and looks whether another has gone without a word:
 * killed, with turns in memory of which nobody knows any more.
 */

import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import type { EpochMs } from '../model/time.ts';
import { isPassing } from '../record/loss.ts';
import { BEAT_MS } from '../record/writers.ts';
import type { GoneWriters, Writers } from '../record/writers.ts';
import type { FromRecorder } from './protocol.ts';
import { RESERVE } from './sender.ts';

export interface AttendingDeps {
  readonly writers: Writers;
  readonly writer: string;
  /** The bot's clock. */
  readonly now: () => EpochMs;
  readonly tell: (message: FromRecorder) => void;
}

export interface Attending {
  /** Settles when it was said for the first time, or could not be. */
  readonly begun: Promise<void>;
  stop(): void;
}

/** Begins at once; the process may end meanwhile. */
export function attending({ writers, writer, now, tell }: AttendingDeps): Attending {
  let isStopped = false;
  let atRisk = RESERVE; // until the first batch says more, or less
  const attend = async (): Promise<void> => {
    try {
      await writers.beat({ writer, atRisk, at: now(), now: Date.now() });
      atRisk = 0;
      const gone = await writers.gone(Date.now());
      if (gone.processes > 0) tell({ type: 'problem', error: errorToRecord(lost(gone)) });
    } catch (error) {
      // locked or failing: recording tells about that, and the next time it may be said
      if (!isStopped && !isPassing(error)) tell({ type: 'problem', error: errorToRecord(error) });
    }
  };
  const timer = setInterval(() => void attend(), BEAT_MS).unref();
  return {
    begun: attend(),
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

function lost({ processes, facts }: GoneWriters): AnalyticsError {
  const who = processes === 1 ? 'a process' : `${processes} processes`;
  const problem = `${who} ended without close(): at most ${facts} facts that were in memory are lost`;
  return new AnalyticsError('FACTS_LOST', problem, { details: { processes, facts } });
}
