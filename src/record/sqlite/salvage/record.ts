/** Takes the content of a row apart (https://sqlite.org/fileformat2.html#record_format). */

import { isUtf8 } from 'node:buffer';

import type { SqlValue } from '../driver.ts';
import { varint } from './cells.ts';

/** Bytes of the kinds of numbers. */
const BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0] as const;
const REAL = 7;
const ZERO = 8;
const ONE = 9;

/** Returns the values of a row; `undefined` if its parts do not fit together. */
export function valuesOf(payload: Buffer): SqlValue[] | undefined {
  try {
    return read(payload);
  } catch {
    return undefined; // it ends too early
  }
}

function read(payload: Buffer): SqlValue[] | undefined {
  const header = varint(payload, 0);
  const values: SqlValue[] = [];
  let at = header.value;
  let next = header.end;
  while (next < header.value) {
    const kind = varint(payload, next);
    const end = at + lengthOf(kind.value);
    const value =
      end <= payload.length ? valueAt(payload.subarray(at, end), kind.value) : undefined;
    if (value === undefined) return undefined;
    values.push(value);
    at = end;
    next = kind.end;
  }
  // a row is as long as it says
  return next === header.value && at === payload.length ? values : undefined;
}

function lengthOf(kind: number): number {
  return kind < 12 ? (BYTES[kind] ?? Infinity) : Math.floor((kind - 12) / 2);
}

function valueAt(bytes: Buffer, kind: number): SqlValue | undefined {
  if (kind >= 12) {
    if (kind % 2 === 0) return bytes;
    return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  }
  switch (kind) {
    case 0:
      return null;
    case ZERO:
      return 0;
    case ONE:
      return 1;
    case REAL:
      return bytes.readDoubleBE(0);
    default:
      return bytes.length === 8 ? safe(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
  }
}

/** No number of ours is larger. */
function safe(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
