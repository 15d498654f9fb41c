/**
 * Takes out of a text what names or reaches a person: e-mail addresses, IBANs, payment cards and
 * phone numbers. In doubt it takes out. All of it takes time that grows with the length of the text
 * and no faster, whatever is written.
 */

import { emailsIn } from './emails.ts';
import { ibansIn } from './ibans.ts';
import { numbersIn } from './numbers.ts';
import type { Find } from './span.ts';

/** Each sees what those before it have left. */
const FINDERS: readonly Find[] = [emailsIn, ibansIn, numbersIn];

/** Returns a text with `[email]`, `[iban]`, `[card]` and `[phone]` in the place of such. */
export function redacted(text: string): string {
  return FINDERS.reduce(replaced, text);
}

function replaced(text: string, find: Find): string {
  let left = '';
  let at = 0;
  for (const { from, to, kind } of find(text, plain(text))) {
    left += `${text.slice(at, from)}[${kind}]`;
    at = to;
  }
  return left + text.slice(at);
}

/** Digits of other scripts, by their zero. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10] as const;

const FOREIGN =
  /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\uff10-\uff19]/gu;

const BLANK = /[\s\u0085]/gu;

/** Soft hyphens, joiners, marks of direction, and what makes a digit a key. */
const INVISIBLE = /[\u20e3\p{Default_Ignorable_Code_Point}]/gu;

/**
 * The same text, of the same length, with one kind of digits, blanks, dashes and signs. A line
 * break is a blank, and what nobody sees is a `_`.
 */
function plain(text: string): string {
  return text
    .replaceAll(FOREIGN, (digit) => {
      const unit = digit.charCodeAt(0);
      const zero = ZEROS.find((each) => unit >= each && unit < each + 10) ?? unit;
      return String(unit - zero);
    })
    .replaceAll(INVISIBLE, (found) => '_'.repeat(found.length))
    .replaceAll(BLANK, ' ')
    .replaceAll(/[\u2010-\u2015\u2212\uff0d]/gu, '-')
    .replaceAll('\uff20', '@')
    .replaceAll('\uff0b', '+');
}
