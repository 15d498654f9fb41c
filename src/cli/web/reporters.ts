/** Several threads that answer reports: one that takes long does not keep all others waiting. */

import type { Reporter } from '../../runtime/reporter.ts';

type Asking = Pick<Reporter, 'ask' | 'export' | 'segments' | 'stop'>;

/** One that is slow, and one for all others; each is started when it is first asked. */
const THREADS = 2;

/** Puts them together; whoever has the least to do is asked. */
export function reporters(make: () => Asking): Asking {
  const members = Array.from({ length: THREADS }, () => ({ reporter: make(), open: 0 }));
  const idlest = () => members.reduce((best, each) => (each.open < best.open ? each : best));
  const asked = async <Answer>(ask: (reporter: Asking) => Promise<Answer>): Promise<Answer> => {
    const member = idlest();
    member.open++;
    try {
      return await ask(member.reporter);
    } finally {
      member.open--;
    }
  };
  return {
    ask: (...question) => asked((reporter) => reporter.ask(...question)),
    export: (...question) => asked((reporter) => reporter.export(...question)),
    segments: () => asked((reporter) => reporter.segments()),
    stop: async (timeoutMs) => {
      await Promise.all(members.map(({ reporter }) => reporter.stop(timeoutMs)));
    },
  };
}
