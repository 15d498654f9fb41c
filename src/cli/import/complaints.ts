/** Tells what could not be read: the first ones one by one, the rest as a number. */

import type { CliIo } from '../io.ts';
import { write } from '../io.ts';

/** Lines or elements that are told one by one. */
const TOLD = 20;

export interface Complaints {
  /** Tells of a line or element, or counts it. */
  bad(place: string, problem: string): Promise<void>;
  /** Tells something else, always. */
  warn(text: string): Promise<void>;
  count(): number;
  /** Says what was held back, and how many were not told. */
  finish(): Promise<void>;
}

/** @param isHeld while it is true, a progress bar has the terminal, and what is told waits for the end */
export function complaints({ stderr }: Pick<CliIo, 'stderr'>, isHeld: boolean): Complaints {
  const held: string[] = [];
  let count = 0;

  const warn = async (text: string): Promise<void> => {
    if (isHeld) held.push(text);
    else await write(stderr, `${text}\n`);
  };

  return {
    warn,
    count: () => count,
    async bad(place, problem) {
      count++;
      if (count <= TOLD) await warn(`${place}: ${problem}`);
    },
    async finish() {
      const more = count > TOLD ? [`… and ${(count - TOLD).toLocaleString('en')} more`] : [];
      for (const text of [...held, ...more]) await write(stderr, `${text}\n`);
    },
  };
}
