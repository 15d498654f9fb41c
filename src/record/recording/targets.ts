/** Whom the events of a batch are for. */

import type { EventKind } from '../../model/event.ts';
import type { RecordDeps } from '../store.ts';
import type { ShapeStatements } from './statements.ts';

/** A destination, and the number of the shape that its payloads are made by. */
export interface Target {
  readonly destination: string;
  readonly shape: number | null;
  /** The kinds of events that it wants, `undefined` = all; absent where only the number is known. */
  readonly kinds?: ReadonlySet<EventKind> | undefined;
}

/** Stands between the two in the text of a target; no destination has it in its name. */
const SEPARATOR = '@';

/** The active destinations; to be called in a transaction, as it may write their shapes. */
export function targetsOf(
  { destinations, shapes }: Pick<RecordDeps, 'destinations' | 'shapes'>,
  { numberOf }: Pick<ShapeStatements, 'numberOf'>,
): readonly Target[] {
  return destinations.map((destination) => {
    const shape = shapes?.[destination];
    return {
      destination,
      shape: shape ? numberOf(shape) : null,
      // not by the number, which is of no use if the transaction is rolled back
      kinds: shape?.kinds && new Set(shape.kinds),
    };
  });
}

/** Targets as a conversation remembers who is to be told of what waits in it. */
export function targetsToText(targets: readonly Target[]): string {
  return JSON.stringify(
    targets.map(({ destination, shape }) =>
      shape === null ? destination : `${destination}${SEPARATOR}${shape}`,
    ),
  );
}

/** The other way round; nobody is remembered as nobody. */
export function targetsFromText(text: string | null): readonly Target[] {
  return (JSON.parse(text ?? '[]') as string[]).map((target) => {
    const end = target.lastIndexOf(SEPARATOR);
    if (end < 0) return { destination: target, shape: null };
    return { destination: target.slice(0, end), shape: Number(target.slice(end + 1)) };
  });
}
