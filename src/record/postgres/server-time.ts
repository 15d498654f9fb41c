/**
 * The server's time, by which leases are kept: the clocks of instances on several machines differ, and
 * who is ahead would take over what others are sending.
 */

import { MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { Outbox } from '../outbox.ts';
import type { Server } from './connection.ts';

/** What a way there and back explains is no difference. */
const TOLERANCE_MS = SECOND_MS;

/** How long a difference is believed. */
const BELIEVED_MS = 10 * MINUTE_MS;

/** Makes an outbox that is told the server's time in place of this machine's. */
export function onServerTime(server: Server, outbox: Outbox): Outbox {
  const ahead = aheadOf(server);
  const shifted = async <Query extends { readonly now: number }>(query: Query): Promise<Query> => ({
    ...query,
    now: query.now + (await ahead()),
  });
  return {
    claim: async (query) => outbox.claim(await shifted(query)),
    settle: async (query) => outbox.settle(await shifted(query)),
    renew: async (query) => outbox.renew(await shifted(query)),
    release: (query) => outbox.release(query),
    expire: async ({ enqueuedBefore, now }) =>
      outbox.expire({ enqueuedBefore, now: now + (await ahead()) }),
  };
}

/** By how much the server's clock is ahead of this machine's, in milliseconds; asked for now and then. */
function aheadOf(server: Server): () => Promise<number> {
  let known: Promise<number> = Promise.resolve(0);
  let askedAt = -Infinity;
  return () => {
    if (performance.now() - askedAt > BELIEVED_MS) {
      askedAt = performance.now();
      const before = known;
      // who cannot be asked is asked again with the next query, which says so itself
      known = ask(server).catch(() => {
        askedAt = -Infinity;
        return before;
      });
    }
    return known;
  };
}

async function ask(server: Server): Promise<number> {
  const before = Date.now();
  const [row] = await server.transaction(
    (sql) =>
      sql.query<{ readonly at: number }>(
        `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at`,
      ),
    { readOnly: true },
  );
  const ahead = (row?.at ?? before) - (before + Date.now()) / 2;
  return Math.abs(ahead) < TOLERANCE_MS ? 0 : Math.round(ahead);
}
