/** Reads what users say: phrases by how often, by whom and when. */

import { quarterStart } from '../../model/time.ts';
import { CLASS_PLACE, phraseCount, PHRASE_PLACE, withClasses } from '../reading/phrase-places.ts';
import type { Phrase, PhraseCount, PhraseQuery, PhraseRow, ReportReads } from '../reads.ts';
import { rowsOf } from '../rows.ts';
import type { Columns } from '../rows.ts';
import { segmentsOf } from './columns.ts';
import type { ColumnQuery, ColumnReader, SliceReader } from './columns.ts';
import * as queries from './sql/reads.ts';

const PHRASE_COUNTS: ColumnQuery = {
  from: queries.PHRASE_COUNTS,
  columns: { place: PHRASE_PLACE, count: 'sum(count)' },
};
const PHRASE_USES: ColumnQuery = {
  from: queries.PHRASE_USES,
  columns: {
    phrase: 'phrase',
    class: CLASS_PLACE,
    count: 'count',
    at: 'at',
    segment: 'segment',
    user: 'nullif("user", 0)',
  },
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
    phrases: readonly number[] | null,
  ): Promise<Columns> => {
    const values = { segments: segmentsOf(query), classes: query.classes ?? null, phrases };
    return inSlices(query, columns, (from, to) => ({
      from: quarterStart(from),
      to: quarterStart(to),
      ...values,
    }));
  };
  return {
    phraseCounts: async (query) => summed(await slices(PHRASE_COUNTS, query, null)),
    phrases: async (query) =>
      rowsOf<PhraseRow>(withClasses(await slices(PHRASE_USES, query, query.phrases ?? null))),
    phraseTexts: async (wanted) => {
      const phrases = rowsOf<Phrase>(
        wanted === 'intents' ? await read(INTENTS, {}) : await read(PHRASES, { numbers: wanted }),
      );
      return phrases.map(({ number, kind, text }) => ({ number, kind, text }));
    },
  };
}

/** Adds up the sums of several slices. */
function summed(columns: Columns): readonly PhraseCount[] {
  const { place = [], count = [] } = columns as Readonly<Record<string, readonly number[]>>;
  const sums = new Map<number, number>();
  for (const [i, key] of place.entries()) sums.set(key, (sums.get(key) ?? 0) + (count[i] ?? 0));
  const ascending = [...sums].sort(([a], [b]) => a - b);
  return ascending.map(([key, sum]) => phraseCount(key, sum));
}
