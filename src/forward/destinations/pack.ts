/** Puts encoded events into as few requests as a vendor's limits allow. */

import type { OutboxEvent } from '../../record/outbox.ts';
import type { Encoded, Parcel } from '../destination.ts';

/** An event and its text in the body. */
export interface Piece {
  readonly event: OutboxEvent;
  readonly text: string;
  /** What was changed about the event to make it fit. */
  readonly trimmed?: readonly string[] | undefined;
}

export interface PackLimits {
  readonly maxCount: number;
  /** Bytes of all pieces of a request with a separator each, in UTF-8. */
  readonly maxBytes: number;
  /** Bytes of one piece. */
  readonly maxPieceBytes: number;
}

export interface Packed {
  readonly groups: readonly (readonly Piece[])[];
  /** Events that no request can take. */
  readonly tooLarge: readonly OutboxEvent[];
}

/** Fills requests in the order given. */
export function pack(pieces: readonly Piece[], limits: PackLimits): Packed {
  const groups: Piece[][] = [];
  const tooLarge: OutboxEvent[] = [];
  let group: Piece[] = [];
  let size = 0;
  for (const piece of pieces) {
    const bytes = Buffer.byteLength(piece.text);
    if (bytes > limits.maxPieceBytes) {
      tooLarge.push(piece.event);
      continue;
    }
    if (
      group.length === 0 ||
      group.length >= limits.maxCount ||
      size + bytes + 1 > limits.maxBytes
    ) {
      group = [];
      size = 0;
      groups.push(group);
    }
    group.push(piece);
    size += bytes + 1;
  }
  return { groups, tooLarge };
}

/** Makes requests out of packed pieces, with what was changed about their events; the rest is too large. */
export function encodedFrom<P extends Parcel>(
  { groups, tooLarge }: Packed,
  requestOf: (group: readonly Piece[]) => P,
): Encoded<P> {
  return {
    requests: groups.map((group) => {
      const changed = group.flatMap(
        ({ event, trimmed = [] }): [OutboxEvent, readonly string[]][] =>
          trimmed.length > 0 ? [[event, trimmed]] : [],
      );
      const request = requestOf(group);
      return changed.length > 0 ? { ...request, trimmed: new Map(changed) } : request;
    }),
    rejected: tooLarge.map((event) => ({ event, reason: 'too_large' })),
  };
}
