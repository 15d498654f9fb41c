/** Puts encoded events into as few requests as a vendor's limits allow. */

import type { OutboxEvent } from '../../record/store.ts';

/** An event and its text in the body. */
export interface Piece {
  readonly event: OutboxEvent;
  readonly text: string;
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
