/** What holds for all reports, by asking them twice: see `differential.test.ts`. */

import { expect, test } from 'vitest';

import type { Answer, Asked } from './asking.ts';
import { compare } from './asking.ts';
import { FILTERS, partOf } from './model/question.ts';
import { longAgo } from './random.ts';

/** Random cases; more with `FUZZ_RUNS`. */
const RUNS = 5;

const SERIES = [
  'users',
  'sessions',
  'messages',
  'automation',
  'evaluation',
  'handover',
  'feedback',
  'platforms',
  'outcomes',
  'conversations',
  'conversationUsers',
  'conversationMessages',
  'averageConversations',
];
const LISTS = [
  'topics',
  'results',
  'actions',
  'traffic',
  'clicks',
  'dialogs',
  'dropOff',
  'responseTimes',
  'languages',
  'phrases',
];

function optionsFor({ asked }: Asked, name: string): object {
  if (name === 'retention') return { dimension: asked.dimension === 'hour' ? 'day' : 'week' };
  return SERIES.includes(name) ? { dimension: asked.dimension } : {};
}

const GROUPS = FILTERS.map((group) => ({ group }));

test('a group answers what a filter for it answers', () =>
  compare(
    RUNS,
    async (which) => {
      const { ask, view, asked } = which;
      const { group } = GROUPS[(asked.to / 900_000) % GROUPS.length]!;
      const facts = [...view.acts, ...view.sent, ...view.signals, ...view.sessions];
      const keys = [...new Set(facts.map(({ segment }) => partOf(segment, group)))];
      for (const name of [...SERIES, ...LISTS, 'retention']) {
        const options = optionsFor(which, name);
        const { groups, summary } = await ask(name, { ...options, group });
        const whole = await ask(name, options);

        expect({ name, summary }).toEqual({ name, summary: whole.summary });
        expect(keys).toEqual(expect.arrayContaining(groups.map(({ key }) => key)));
        for (const { key, data, summary: ofGroup } of groups) {
          const alone = await ask(name, { ...options, [group]: key });
          const { data: dataAlone, summary: summaryAlone } = alone;
          expect({ name, key, data, summary: ofGroup }).toEqual({
            name,
            key,
            data: dataAlone,
            summary: summaryAlone,
          });
        }
      }
    },
    // a filter of the same name would be replaced by that for the group
    { cases: longAgo.map(({ asked, ...rest }) => ({ ...rest, asked: unfiltered(asked) })) },
  ));

function unfiltered(asked: Asked['asked']): Asked['asked'] {
  const { from, to, timezone, dimension, includeTest } = asked;
  return { from, to, timezone, dimension, includeTest };
}

test('compare answers what the range before answers', () =>
  compare(RUNS, async (which) => {
    const { ask } = which;
    for (const name of [...SERIES, ...LISTS, 'retention']) {
      const options = optionsFor(which, name);
      const { previous, summary } = await ask(name, { ...options, compare: 'previous' });
      const { from, to } = previous!;
      const before: Answer = await ask(name, {
        ...options,
        from: new Date(from),
        to: new Date(to),
      });

      expect({ name, summary }).toEqual({ name, summary: (await ask(name, options)).summary });
      expect({ name, summary: previous!.summary }).toEqual({ name, summary: before.summary });
    }
  }));
