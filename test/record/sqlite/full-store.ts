/** A store in a file in which every table has rows, and most have many pages. */

import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import type { Store } from '../../../src/record/store.ts';
import { deps, turn } from '../turns.ts';
import { T0 } from '../turns.ts';

const DESTINATIONS = ['ga4', 'mixpanel'];
const TURNS_A_BATCH = 200;

/** Who said what: users come back, dialogs and topics differ. */
function said(n: number) {
  const user = `user-${(n * 7919) % 900}`;
  return turn({
    id: `t${n}`,
    at: T0 + n * 20_000,
    user,
    conversation: `c-${user}`,
    channel: ['webchat', 'msteams', 'slack'][n % 3] ?? 'webchat',
    text: `this is what number ${n % 700} says`,
    replies: [`r${n}`],
    calls: [
      ...(n % 3 === 0 ? [{ name: 'recognized', intent: `intent-${n % 40}` } as const] : []),
      ...(n % 5 === 0 ? [{ name: 'setTopic', topic: `topic-${n % 30}` } as const] : []),
      ...(n % 7 === 0 ? [{ name: 'startDialog', dialog: `dialog-${n % 20}` } as const] : []),
      ...(n % 11 === 0 ? [{ name: 'recordFeedback', vote: 'positive' } as const] : []),
      ...(n % 13 === 0
        ? [{ name: 'requestHandover', reason: 'direct', via: 'takeover' } as const]
        : []),
    ],
  });
}

/** Records turns into a file; about 1.5 kB each. */
export async function fillStore(path: string, turns: number): Promise<void> {
  const store = openSqliteStore({ path, durability: 'balanced' });
  for (let n = 0, number = 1; n < turns; n += TURNS_A_BATCH, number++) {
    const items = Array.from({ length: Math.min(TURNS_A_BATCH, turns - n) }, (_, i) => said(n + i));
    await store.record({ writer: 'w', number, items }, deps({ destinations: DESTINATIONS }));
  }
  const query = { owner: 'o', limit: 500, leaseMs: 60_000, now: Date.now() };
  const claimed = await store.outbox.claim({ ...query, destination: 'ga4' });
  await store.outbox.settle({
    destination: 'ga4',
    owner: 'o',
    now: query.now,
    settlements: claimed.map(({ delivery, seq }, i) =>
      i % 10 === 0
        ? { delivery, seq, outcome: 'dead', reason: 'rejected' }
        : { delivery, seq, outcome: 'delivered' },
    ),
  });
  await store.setProfile(
    { channel: 'webchat', userId: 'user-3', test: false },
    { tags: ['a', 'b'], role: 'admin', traits: { plan: 'pro' } },
  );
  await letIn(store);
  await store.close();
}

/** Somebody has a token, is signed in, has a link, and has changed a setting. */
async function letIn({ access, settings }: Store): Promise<void> {
  const pass = { name: 'ann', scopes: ['admin'] as const, expiresAt: Date.now() + 3_600_000 };
  const hash = (n: number): Uint8Array => Buffer.alloc(32, n);
  await access.addToken({ ...pass, id: 't1', hash: hash(1), createdAt: T0 });
  await access.addCode({ ...pass, hash: hash(2) });
  await access.addSession({ ...pass, hash: hash(3), token: 't1' }, T0);
  await access.log({ at: T0, by: 'ann', action: 'sign-in' });
  const subject = 'destination.ga4';
  await access.log({ at: T0, by: 'ann', action: 'settings.set', subject, details: { on: true } });
  await settings.set(subject, hash(4), T0);
}
