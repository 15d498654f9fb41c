/**
 * A bot in a process of its own, which does what its parent says: takes turns, flushes, tells its
 * books. Its one argument is JSON of the options of `createBotAnalytics`.
 */

import type { Activity } from 'botbuilder';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions } from 'botbuilder-analytics';

import { adapterWith } from '../bench/turns.ts';

export type Order =
  | { readonly do: 'turns'; readonly activities: readonly Partial<Activity>[] }
  | { readonly do: 'flush'; readonly deliver?: boolean; readonly timeoutMs?: number }
  | { readonly do: 'health' }
  | { readonly do: 'forget'; readonly userId: string }
  | { readonly do: 'report'; readonly name: 'messages' | 'sessions'; readonly options: object };

const problems: string[] = [];
const analytics = createBotAnalytics({
  ...(JSON.parse(process.argv[2] ?? '{}') as AnalyticsOptions),
  logger: { warn: () => undefined, error: () => undefined },
  onError: (error) => void problems.push(error.message),
});
const adapter = adapterWith(analytics.middleware);

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'turns':
      for (const activity of order.activities) {
        const timestamp = activity.timestamp && new Date(activity.timestamp);
        await adapter.turn({ ...activity, ...(timestamp && { timestamp }) });
      }
      return undefined;
    case 'flush':
      return analytics.flush(order);
    case 'health':
      return { ...(await analytics.health()), problems };
    case 'forget':
      return analytics.forget({ channelId: 'webchat', userId: order.userId });
    case 'report':
      return analytics.reports[order.name](order.options);
    default:
      return order satisfies never;
  }
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  obey(order).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
void analytics.health().then(() => process.send?.({ id: 0 }));
