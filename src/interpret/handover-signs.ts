/** What activities say about handovers: the SDK's events, the tags of Omnichannel, the developer's predicate. */

import type { EpochMs } from '../model/time.ts';
import type { HandoverSign } from '../model/turn.ts';
import type { Draft } from './draft.ts';
import {
  acceptHandover,
  completeHandover,
  failHandover,
  openHandover,
  requestHandover,
} from './handover.ts';
import { whenInSession } from './sessions-of-draft.ts';

/** What an activity says about a handover. An answer to what nobody asked for changes nothing. */
export function applyHandoverSign(draft: Draft, at: EpochMs, sign: HandoverSign): void {
  if (sign === 'requested') {
    whenInSession(draft, at, (session) => requestHandover(draft, at, session));
    return;
  }
  const open = openHandover(draft, at);
  if (!open) return;
  if (sign === 'failed') failHandover(draft, at);
  else if (sign === 'completed') completeHandover(draft, at);
  else if (open.acceptedAt === undefined) acceptHandover(draft, at);
}
