/** Reads what users say: phrases by how often, by whom and when. */

import { quarterStart } from '../../model/time.ts';
import { CLASS_PLACE, phraseCount, PHRASE_PLACE, withClasses } from '../reading/phrase-places.ts';
import type { Phrase, PhraseCount, PhraseQuery, PhraseRow, ReportReads } from '../reads.ts';
import { rowsOf } from '../rows.ts';
import type { Columns } from '../rows.ts';
import { segmentsOf } from './columns.ts';
import type { ColumnQuery, ColumnReader, SliceReader } from './columns.ts';
import * as queries from './sql/reads.ts';

const COUNTED = { phrase: 'phrase', class: CLASS_PLACE, count: 'count' };
const PHRASE_COUNTS: ColumnQuery = {
  from: queries.PHRASE_USES,
  columns: { place: PHRASE_PLACE, count: 'count' },
};
const PHRASE_USES: ColumnQuery = {
  from: queries.PHRASE_USES,
  columns: { ...COUNTED, at: 'at', segment: 'segment', user: 'nullif(user, 0)' },
};

const PHRASE = { number: 'p.number', kind: 'p.kind', text: 'p.text' };
const PHRASES: ColumnQuery = { from: queries.PHRASES, columns: PHRASE };
const INTENTS: ColumnQuery = { from: queries.INTENTS, columns: PHRASE };

type PhraseReads = Pick<ReportReads, 'phrases' | 'phraseCounts' | 'phraseTexts'>;

/** Prepares the reads of phrases. */
export function phraseReads(read: ColumnReader, inSlices: SliceReader): PhraseReads {
  const slices = (
    columns: ColumnQuery,
    query: PhraseQuery,
    phrases?: readonly number[],
  ): Columns => {
    const values = {
      segments: segmentsOf(query),
      classes: query.classes ? JSON.stringify(query.classes) : null,
      phrases: phrases ? JSON.stringify(phrases) : null,
    };
    return inSlices(query, columns, (from, to) => ({
      from: quarterStart(from),
      to: quarterStart(to),
      ...values,
    }));
  };
  return {
    phraseCounts: async (query) => phraseCounts(slices(PHRASE_COUNTS, query)),
    phrases: async (query) =>
      rowsOf<PhraseRow>(withClasses(slices(PHRASE_USES, query, query.phrases))),
    phraseTexts: async (wanted) => {
      const phrases = rowsOf<Phrase>(
        wanted === 'intents'
          ? read(INTENTS, {})
          : read(PHRASES, { numbers: JSON.stringify(wanted) }),
      );
      return phrases.map(({ number, kind, text }) => ({ number, kind, text }));
    },
  };
}

/** Sums up by phrase and class: numbers that have no gaps worth the name are looked up in a list. */
function phraseCounts(columns: Columns): readonly PhraseCount[] {
  const { place = [], count = [] } = columns as Readonly<Record<string, readonly number[]>>;
  const counts: number[] = [];
  for (const [i, key] of place.entries()) counts[key] = (counts[key] ?? 0) + (count[i] ?? 0);
  const sums: PhraseCount[] = [];
  counts.forEach((sum, key) => sums.push(phraseCount(key, sum)));
  return sums;
}
