/** What a bot's own code knows, told from wherever it runs: what bots of language models live on. */

import { describe, expect, test, vi } from 'vitest';
import { SDKS } from '../support/bots.ts';
import type { BotContext } from '../support/bots.ts';
import { chat } from './sdk/chat.ts';
import type { Watched } from './sdk/watch.ts';

vi.spyOn(console, 'error').mockImplementation(() => undefined);

const later = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A tool as agents call them: it has no context, and is far away from one. */
async function tool(depth: number, work: () => void): Promise<void> {
  await later();
  if (depth > 0) return tool(depth - 1, work);
  await Promise.resolve();
  return work();
}

type Tell = (analytics: Watched, context: BotContext) => Promise<unknown> | void;

const CASES: readonly { from: string; tell: Tell; heard: string }[] = [
  {
    from: 'its context',
    tell: ({ of }, context) => of(context).recognized('Order', { score: 0.9 }),
    heard: 'recognized developer Order',
  },
  {
    from: 'its context, of its own reason',
    tell: ({ of }, context) => of(context).unrecognized('off_topic'),
    heard: 'unrecognized off_topic',
  },
  {
    from: 'a tool deep down, without a context',
    tell: ({ of }) => tool(20, () => of().recognized('Search')),
    heard: 'recognized developer Search',
  },
  {
    from: 'one of several branches',
    tell: ({ of }) =>
      Promise.all([tool(3, () => undefined), tool(9, () => of().unrecognized()), later()]),
    heard: 'unrecognized developer',
  },
  {
    from: 'branches that disagree: the last one',
    tell: ({ of }) =>
      Promise.all([
        tool(9, () => of().recognized('Late')),
        tool(1, () => of().unrecognized('early')),
      ]),
    heard: 'recognized developer Late',
  },
  {
    from: 'a callback of an event',
    tell: async ({ of }) => {
      const events = new EventTarget();
      events.addEventListener('tool', () => of().recognized('Event'));
      await later();
      events.dispatchEvent(new Event('tool'));
    },
    heard: 'recognized developer Event',
  },
  {
    from: 'an async generator, as streams are read',
    tell: async ({ of }) => {
      async function* tokens() {
        for (const token of ['a', 'b']) {
          await later();
          yield token;
        }
        of().recognized('Stream');
      }
      for await (const token of tokens()) expect(token).toMatch(/[ab]/u);
    },
    heard: 'recognized developer Stream',
  },
];

describe.for(SDKS)('%s', (sdk) => {
  test.for(CASES)('told from $from', async ({ tell, heard }) => {
    const bot = await chat(sdk, {
      async logic(context, analytics) {
        await tell(analytics, context);
        await context.sendActivity('An answer.');
      },
    });
    await bot.say('hello');

    expect(await bot.heard()).toEqual([heard]);
  });

  test('a verdict that comes when the turn is over changes the class', async () => {
    const loose: Promise<void>[] = [];
    let over: () => void = () => undefined;
    const after = new Promise<void>((resolve) => (over = resolve));
    const { say, heard, told } = await chat(sdk, {
      async logic(context, { of }) {
        await context.sendActivity('An answer.');
        const turn = of(context);
        loose.push(
          tool(20, () => undefined)
            .then(() => after)
            .then(() => turn.unrecognized('judged')),
        );
      },
    });
    await say('hello');
    over();
    await Promise.all(loose);

    expect(await heard()).toEqual(['unrecognized judged']);
    expect(await told('message_reclassified')).toMatchObject([
      { from: 'recognized', to: 'unrecognized', reason: 'judged' },
    ]);
  });

  test.for([
    { how: 'without a context', find: ({ of }: Watched) => of() },
    { how: 'by its context', find: ({ of }: Watched, context: BotContext) => of(context) },
  ])('code that runs on after its turn finds it $how', async ({ find }) => {
    const loose: Promise<void>[] = [];
    const { say, heard } = await chat(sdk, {
      async logic(context, analytics) {
        await context.sendActivity('An answer.');
        loose.push(
          new Promise((resolve) => {
            setTimeout(() => {
              find(analytics, context).unrecognized('judged');
              resolve();
            }, 5);
          }),
        );
      },
    });
    await say('hello', 'again');
    await Promise.all(loose);

    expect(await heard()).toEqual(['unrecognized judged', 'unrecognized judged']);
  });

  test('what the handler of errors tells counts', async () => {
    let analytics: Watched | undefined;
    const bot = await chat(sdk, {
      logic: () => Promise.reject(new TypeError('broken')),
      async onTurnError(context) {
        await context.sendActivity('Sorry.');
        analytics?.of(context).recognized('Order');
      },
    });
    analytics = bot;
    await bot.say('order');

    expect(await bot.heard()).toEqual(['recognized developer Order']);
    expect(await bot.told('turn_failed')).toEqual([{ errorType: 'TypeError' }]);
  });

  test('turns at the same time keep apart what they tell', async () => {
    const { post, events } = await chat(sdk, {
      async logic(context, { of }) {
        const { text = '' } = context.activity;
        await tool(Number(text) % 5, () => of().recognized(`Intent${text}`));
        await context.sendActivity('An answer.');
      },
    });
    const ids = Array.from({ length: 10 }, (_, i) => String(i));
    await Promise.all(
      ids.map((id) => post({ text: id, conversation: { id: `c${id}` }, from: { id: `u${id}` } })),
    );

    const intents = (await events()).flatMap(({ kind, user, data }) =>
      kind === 'message_recognized' ? [[user, (data as { intent?: string }).intent]] : [],
    );
    expect(new Set(intents.map(([user]) => user)).size).toBe(10);
    expect(new Set(intents.map(([, intent]) => intent))).toEqual(
      new Set(ids.map((id) => `Intent${id}`)),
    );
  });
});
