/** Reads the audience: who is known, and what the bot's code has said about them. */

import type { AudienceQuery, AudienceReads } from '../audience.ts';
import { audienceCounts, audienceRows, filtersOf, startOf } from '../reading/audience-rows.ts';
import type { CountRow, PageRow, TagCountRow, TagRow } from '../reading/audience-rows.ts';
import { named, textOf, textsOf } from './columns.ts';
import type { NamedValues, Query } from './columns.ts';
import { CHANNELS, COUNTS, PAGE, TAG_COUNTS, TAGS, TEST_HIDDEN } from './sql/audience.ts';

/** Prepares the reads. */
export function audienceReads(query: Query): AudienceReads {
  return {
    page: async (asked) => {
      const { order, limit } = asked;
      const values = { ...valuesOf(asked), ...startOf(asked), limit };
      const rows = await named<PageRow>(query, PAGE[order], values);
      const users = rows.map(({ user }) => user);
      return audienceRows(rows, await named<TagRow>(query, TAGS, { users }));
    },
    counts: async (asked) => {
      const values = valuesOf(asked);
      const rows = await named<CountRow>(query, COUNTS, values);
      return audienceCounts(rows, await named<TagCountRow>(query, TAG_COUNTS, values));
    },
    testHidden: async (asked) => {
      if (asked.includeTest) return 0;
      const values = valuesOf(asked);
      const [row] = await named<{ readonly users: number }>(query, TEST_HIDDEN, values);
      return row?.users ?? 0;
    },
    channels: async () => {
      const rows = await query<{ readonly channel: string }>(CHANNELS);
      return rows.map(({ channel }) => channel);
    },
  };
}

function valuesOf(asked: AudienceQuery): NamedValues {
  const { search, ...bounds } = filtersOf(asked);
  const { channels, tags, roles } = asked;
  return {
    ...bounds,
    search: textOf(search),
    channels: textsOf(channels),
    tags: textsOf(tags),
    roles: textsOf(roles),
  };
}
