/** Texts as PostgreSQL takes them. */

/** What JSON writes as an escape and PostgreSQL refuses: NUL, and half a surrogate pair. */
const ESCAPE = /\\(?:\\|u(?:0000|d[89a-f][0-9a-f]{2}))/gi;

/**
 * Writes a value as JSON that PostgreSQL reads, whatever texts are in it: NUL and half a surrogate pair
 * become U+FFFD. What is JSON within a text keeps its escapes.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(ESCAPE, (escape) =>
    escape === '\\\\' ? escape : '\\ufffd',
  );
}
