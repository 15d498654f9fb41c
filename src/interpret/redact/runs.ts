/** Digits with what stands between them, as people write long numbers. */

/** Digits in one piece. */
export interface Group {
  readonly from: number;
  readonly to: number;
  readonly digits: string;
  /** Where the `+` or the bracket stands that it begins with; else where it begins itself. */
  readonly lead: number;
  /** It begins with a `+`. */
  readonly plus: boolean;
}

export interface Run {
  readonly plain: string;
  readonly groups: readonly Group[];
}

/** Reads a run of a text, which begins there. */
export function runOf(plain: string, index: number, words: string): Run {
  const groups: Group[] = [];
  for (const { index: at, 0: digits } of words.matchAll(/\d+/gu)) {
    const from = index + at;
    const lead = groups.length === 0 ? index : leadOf(plain, from, groups.at(-1)?.to ?? 0);
    const plus = groups.length === 0 && words.startsWith('+');
    groups.push({ from, to: from + digits.length, digits, lead, plus });
  }
  return { plain, groups };
}

function leadOf(plain: string, from: number, notBefore: number): number {
  return from > notBefore && plain.charAt(from - 1) === '(' ? from - 1 : from;
}

/** What stands between a group and the one before it. */
export function gapBefore({ plain, groups }: Run, i: number): string {
  const [before, group] = [groups[i - 1], groups[i]];
  return before && group ? plain.slice(before.to, group.from) : '';
}

/** All digits of a run. */
export function digitsIn({ groups }: Run): string {
  return groups.map(({ digits }) => digits).join('');
}

/** The first group that a blank stands before; without one the end. */
export function firstBlank(run: Run): number {
  const found = run.groups.findIndex((_, i) => gapBefore(run, i).includes(' '));
  return found < 0 ? run.groups.length : found;
}

/** The last one; without one the beginning. */
export function lastBlank(run: Run): number {
  return Math.max(
    0,
    run.groups.findLastIndex((_, i) => gapBefore(run, i).includes(' ')),
  );
}
