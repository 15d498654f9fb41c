/** How texts are compared: without regard to case, and to white space around and within. */

/** Returns a text as it is compared with others. */
export function normalized(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/gu, ' ');
}

/** Options of a list that are remembered. */
const MAX_CHOICES = 20;

/**
 * Returns the options of a list of choices as the SDK's ChoiceFactory writes it into a text where a
 * channel has no buttons: `(1) red, (2) blue, or (3) green`, or one `1. red` per line. Numbers and
 * titles; empty where the text is no such list (numbers from 1 on without a gap, at least two).
 */
export function choicesIn(text: string): readonly string[] {
  const lines = text.includes('1.') ? numbered(text, /^[ \t]*(\d{1,2})\.[ \t]+(\S.*)$/gmu) : [];
  return lines.length > 1 ? withNumbers(lines) : inlineChoicesIn(text);
}

/** The same for `(1) red, (2) blue` alone: nobody but a choice writes so. */
export function inlineChoicesIn(text: string): readonly string[] {
  const parts = text.includes('(1)') ? numbered(text, /\((\d{1,2})\) +([^()\n]+)/gu) : [];
  if (parts.length < 2) return [];
  const ofTwo = parts.length === 2;
  return withNumbers(
    parts.map((part, i) => withoutJoint(part, { isLast: i === parts.length - 1, ofTwo })),
  );
}

function withNumbers(titles: readonly string[]): readonly string[] {
  return titles.flatMap((title, i) => (title === '' ? [String(i + 1)] : [String(i + 1), title]));
}

/** The texts behind the numbers 1, 2, 3 …; empty if they are others, or too many. */
function numbered(text: string, pattern: RegExp): readonly string[] {
  const found: string[] = [];
  for (const [, number, rest = ''] of text.matchAll(pattern)) {
    if (Number(number) !== found.length + 1 || found.length === MAX_CHOICES) return [];
    found.push(rest.trim());
  }
  return found;
}

/** The commas of the languages that the SDK writes choices in. */
const COMMAS: readonly string[] = [',', '，', '、'];

/** Cuts off what joins a choice to the next one: a word such as "or" between two, a comma among more. */
function withoutJoint(
  part: string,
  { isLast, ofTwo }: { isLast: boolean; ofTwo: boolean },
): string {
  if (isLast) return part.replace(/[.,;:!?]$/u, '').trim();
  const comma = Math.max(...COMMAS.map((mark) => part.lastIndexOf(mark)));
  const space = part.lastIndexOf(' ');
  const end = (ofTwo && space >= 0) || comma < 0 ? space : comma;
  return end < 0 ? part : part.slice(0, end).trim();
}
