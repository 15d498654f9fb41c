/** Order of texts in answers: by code unit, the same wherever the report runs. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
