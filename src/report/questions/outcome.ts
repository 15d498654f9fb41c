/** How a session with messages ended: what `outcomes` counts and `dropOff` looks into. */

import type { EpochMs } from '../../model/time.ts';
import type {
  DialogQuery,
  ReportReads,
  SessionField,
  SessionFields,
  SessionRow,
} from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Scope } from '../scope.ts';

/**
 * What became of a session, by the first that holds.
 *
 * `open`: its timeout has not passed at the end of the range, or now. `escalated`: a human was asked
 * for. `resolved`: it has a result, or its automation status is `true`. `abandoned`: the bot had the
 * last word with a question, or did not understand the last message of the user. Else `none`.
 */
export type Outcome = 'escalated' | 'resolved' | 'abandoned' | 'none' | 'open';

const FIELDS = [
  'messages',
  'closesAt',
  'handovers',
  'hasResult',
  'automated',
  'promptOpen',
  'lastClass',
] as const satisfies readonly SessionField[];

type Field = (typeof FIELDS)[number];

/**
 * Reads the sessions that began in a span and have at least one message that was neither empty nor
 * a command, with these fields and those that tell the outcome.
 */
export async function sessionsWithMessages<F extends SessionField>(
  reads: ReportReads,
  query: DialogQuery & { readonly fields: readonly F[] },
): Promise<Rows<SessionRow<F | Field>>> {
  const fields: readonly (F | Field)[] = [...FIELDS, ...query.fields];
  const sessions = await reads.sessions({ ...query, by: 'start', fields });
  return sessions.filter(({ messages }) => messages > 0);
}

/** Tells what had become of a session at the end of the range, or has until now. */
export function outcomeOf(session: Pick<SessionFields, Field>, { range, now }: Scope): Outcome {
  const { closesAt, lastClass } = session;
  if (isOpenAt(Math.min(range.to, now), closesAt)) return 'open';
  if (session.handovers > 0) return 'escalated';
  if (session.hasResult === 1 || session.automated === 1) return 'resolved';
  return session.promptOpen === 1 || lastClass === 'unrecognized' ? 'abandoned' : 'none';
}

function isOpenAt(at: EpochMs, closesAt: EpochMs | null): boolean {
  return closesAt === null || closesAt > at;
}
