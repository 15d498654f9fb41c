/** Phrases with a class, as numbers: they cross faster than words. */

import type { MessageClass } from '../../model/event.ts';
import type { PhraseCount } from '../reads.ts';
import type { Columns } from '../rows.ts';

const CLASSES: readonly MessageClass[] = ['recognized', 'unrecognized', 'system'];

/** SQL: the class as a number. */
export const CLASS_PLACE = `CASE class ${CLASSES.map((name, place) => `WHEN '${name}' THEN ${place}`).join(' ')} END`;

/** SQL: a phrase and a class in one number. */
export const PHRASE_PLACE = `phrase * ${CLASSES.length} + ${CLASS_PLACE}`;

/** What a sum is about, by {@link PHRASE_PLACE}. */
export function phraseCount(place: number, count: number): PhraseCount {
  const ofClass = CLASSES[place % CLASSES.length] ?? 'system';
  return { phrase: Math.floor(place / CLASSES.length), class: ofClass, count };
}

/** Puts the words for {@link CLASS_PLACE} into the column `class`. */
export function withClasses(columns: Columns): Columns {
  const places = (columns['class'] ?? []) as readonly number[];
  return { ...columns, class: places.map((place) => CLASSES[place]) };
}
