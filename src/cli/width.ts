/** How many columns of a terminal a text takes. */

/** Letters of the West, dashes and blocks: one column each. */
const PLAIN = /^[\u0020-\u007e\u00c0-\u024f\u2013\u2026\u2580-\u259f]*$/;
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji_Modifier_Base}|.\ufe0f/u;
const ZERO = /^[\p{Cc}\p{Cf}\p{Mn}\p{Me}]$/u;
/** Scripts and forms that are two columns wide (Unicode, East Asian Width: W and F). */
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]$/u;

const segmenter = new Intl.Segmenter();

/** Returns the columns of a text: 2 for a sign of Chinese or an emoji. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += signWidth(segment);
  return width;
}

/** Shortens a text to a number of columns, with `…` in place of what is left out. */
export function shortened(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let shown = '';
  let width = 1;
  for (const { segment } of segmenter.segment(text)) {
    width += signWidth(segment);
    if (width > columns) break;
    shown += segment;
  }
  return `${shown.trimEnd()}…`;
}

function signWidth(sign: string): number {
  if (EMOJI.test(sign)) return 2;
  let width = 0;
  for (const part of sign) width += ZERO.test(part) ? 0 : WIDE.test(part) ? 2 : 1;
  return width;
}
