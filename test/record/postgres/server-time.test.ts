/** Instances whose clocks differ: leases are kept by the server's. */

import { expect, test, vi } from 'vitest';

import { serverAt } from '../../../src/record/postgres/connection.ts';
import { onServerTime } from '../../../src/record/postgres/server-time.ts';
import type { ClaimQuery, Outbox } from '../../../src/record/outbox.ts';
import { freshPostgres } from '../../support/postgres/database.ts';

/** Notes the time at which it is told to claim. */
function watched(): { readonly outbox: Outbox; readonly times: number[] } {
  const times: number[] = [];
  const claim = async ({ now }: ClaimQuery) => (times.push(now), []);
  return { outbox: { claim } as unknown as Outbox, times };
}

test.for([
  { clock: 'an hour ahead', by: 3_600_000 },
  { clock: 'an hour behind', by: -3_600_000 },
  { clock: 'right', by: 0 },
])('an instance whose clock is $clock claims at the time of the server', async ({ by }) => {
  const { options } = freshPostgres();
  const server = serverAt(options);
  const { outbox, times } = watched();
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + by);
  const query = { destination: 'ga4', owner: 'me', limit: 1, leaseMs: 7_000, now: now + by };
  await onServerTime(server, outbox).claim(query);
  clock.mockRestore();
  await server.close();

  expect(Math.abs((times[0] ?? 0) - now)).toBeLessThan(20_000);
});
