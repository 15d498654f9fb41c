/** Bank accounts (IBAN), in one piece or in groups, with the check digits that belong to them. */

import type { Span } from './span.ts';

/** Length of the account numbers of each country. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 ' +
    'DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 ' +
    'IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 ' +
    'MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 ' +
    'SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((each): [string, number] => [each.slice(0, 2), Number(each.slice(2))]),
);

const BEGINNING = /(?<![\p{L}\p{N}])[A-Za-z]{2}[ _-]{0,3}\d[ _-]{0,3}\d/gu;
const SIGN = /[A-Za-z0-9]/u;

export function ibansIn(_text: string, plain: string): readonly Span[] {
  const found: Span[] = [];
  for (const { index } of plain.matchAll(BEGINNING)) {
    if (index < (found.at(-1)?.to ?? 0)) continue;
    const to = endOf(plain, index);
    if (to !== undefined) found.push({ from: index, to, kind: 'iban' });
  }
  return found;
}

/** Returns where the account number ends that begins there; `undefined` if it is none. */
function endOf(plain: string, from: number): number | undefined {
  const length = LENGTHS.get(plain.slice(from, from + 2).toUpperCase());
  if (length === undefined) return undefined;
  let signs = '';
  let at = from;
  while (signs.length < length) {
    at += gapAt(plain, at);
    const sign = plain.charAt(at);
    if (!SIGN.test(sign)) return undefined;
    signs += sign;
    at++;
  }
  const goesOn = /[\p{L}\p{N}]/u.test(plain.charAt(at));
  return !goesOn && isChecked(signs.toUpperCase()) ? at : undefined;
}

/** Units between two signs at most: a line break with a blank behind it. */
const MAX_GAP = 3;

function gapAt(plain: string, at: number): number {
  let length = 0;
  while (length < MAX_GAP && /[ _-]/u.test(plain.charAt(at + length))) length++;
  return length;
}

/** The number, with its first four signs behind the others and letters as 10 to 35, leaves 1 when divided by 97. */
function isChecked(signs: string): boolean {
  let rest = 0;
  for (const sign of signs.slice(4) + signs.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
