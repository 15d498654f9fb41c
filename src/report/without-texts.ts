/** The store as one sees it who may not read what users said: as if no text had been kept. */

import type { Phrase, PhraseCount, PhraseRow, ReportReads } from '../record/reads.ts';
import type { Rows } from '../record/rows.ts';

/** Stands for all texts: an intent without a name. Phrases are numbered from 1. */
const UNSAID: Phrase = { number: 0, kind: 'intent', text: '' };

type PhraseReads = Pick<ReportReads, 'phraseCounts' | 'phrases' | 'phraseTexts'>;

/** Makes all texts one phrase that says nothing. */
export function withoutTexts(reads: ReportReads): ReportReads {
  const intents = async (): Promise<readonly Phrase[]> => reads.phraseTexts('intents');
  const known = async (): Promise<ReadonlySet<number>> =>
    new Set((await intents()).map(({ number }) => number));
  const own: PhraseReads = {
    async phraseCounts(query) {
      return merged(await reads.phraseCounts(query), await known());
    },
    async phrases({ phrases, ...query }) {
      const wanted = phrases && new Set(phrases);
      const isAsked = wanted?.has(UNSAID.number) === false;
      const rows = await reads.phrases(isAsked ? { ...query, phrases } : query);
      const hidden = unsaid(rows, await known());
      return wanted ? hidden.filter(({ phrase }) => wanted.has(phrase)) : hidden;
    },
    async phraseTexts(wanted) {
      const all = [...(await intents()), UNSAID];
      if (wanted === 'intents') return all;
      const numbers = new Set(wanted);
      return all.filter(({ number }) => numbers.has(number));
    },
  };
  return { ...reads, ...own };
}

function unsaid(rows: Rows<PhraseRow>, intents: ReadonlySet<number>): Rows<PhraseRow> {
  return rows.map((row) => ({
    at: row.at,
    segment: row.segment,
    phrase: intents.has(row.phrase) ? row.phrase : UNSAID.number,
    class: row.class,
    user: row.user,
    count: row.count,
  }));
}

function merged(
  counts: readonly PhraseCount[],
  intents: ReadonlySet<number>,
): readonly PhraseCount[] {
  const sums = new Map<string, PhraseCount>();
  for (const { phrase: given, class: of, count } of counts) {
    const phrase = intents.has(given) ? given : UNSAID.number;
    const key = `${phrase} ${of}`;
    sums.set(key, { phrase, class: of, count: count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}
