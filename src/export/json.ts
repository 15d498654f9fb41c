/** Answers as JSON text, in pieces: the whole of a list with a million rows is never in memory. */

interface Paged {
  readonly data: readonly object[];
  readonly nextCursor?: unknown;
}

/** Returns an answer as text; the pages of one are one answer, with all their rows. */
export async function* answerJson(
  answers: AsyncIterable<unknown>,
  isPaged: boolean,
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const answer of answers) {
    if (!isPaged) {
      yield JSON.stringify(answer, null, 2);
      return;
    }
    const { data, nextCursor: _, ...head } = answer as Paged;
    if (isFirst) yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "data": [`;
    const lines = data.map((row) => `\n    ${JSON.stringify(row)}`).join(',');
    if (lines !== '') yield isFirst ? lines : `,${lines}`;
    isFirst = false;
  }
  yield '\n  ]\n}';
}

/** Puts a value that is written in pieces one level deeper. */
export async function* indented(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) yield piece.replaceAll('\n', '\n  ');
}
