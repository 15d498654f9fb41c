/**
 * The outbox on PostgreSQL, for several processes at once.
 *
 * Everybody locks in the same order, so that nobody waits in a circle: journal rows by their ids, dead
 * letters by theirs, then the books.
 */

import type { Outbox } from '../outbox.ts';
import type { Server, Sql } from './connection.ts';
import { expireOlder } from './expiry.ts';
import { journalOn } from './journal.ts';
import { claim } from './outbox-claim.ts';
import { release, settle } from './settle.ts';

export { outboxAdminOn, outboxReadsOn } from './outbox-admin.ts';

/** Makes the outbox of a server. */
export function outboxOn(server: Server): Outbox {
  const journal = journalOn();
  return {
    claim: (query) => server.transaction((sql) => claim(sql, journal, query)),
    settle: (query) => server.transaction((sql) => settle(sql, journal, query)),
    renew: (query) => server.transaction((sql) => renew(sql, query)),
    release: (query) => server.transaction((sql) => release(sql, query)),
    expire: (query) => server.transaction((sql) => expireOlder(sql, query)),
  };
}

function renew(
  sql: Sql,
  { destination, owner, leaseMs, now }: Parameters<Outbox['renew']>[0],
): Promise<number> {
  return sql.run(
    `WITH held AS MATERIALIZED (
       SELECT id FROM deliveries WHERE destination = $1 AND lease_owner = $2 ORDER BY id FOR UPDATE
     )
     UPDATE deliveries SET lease_until = $3 WHERE id = ANY(ARRAY(SELECT id FROM held))`,
    [destination, owner, now + leaseMs],
  );
}
