/** A part of a text that is taken out. */

export interface Span {
  readonly from: number;
  /** First unit behind it. */
  readonly to: number;
  /** What stands in its place, in brackets. */
  readonly kind: 'email' | 'phone' | 'card' | 'iban';
}

/**
 * Finds parts of a text, in their order and apart from each other.
 * @param plain the text, unit by unit, with one kind of digits, blanks, dashes and signs
 */
export type Find = (text: string, plain: string) => readonly Span[];
