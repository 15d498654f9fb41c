/** Starts bots in processes of their own, and tells them what to do. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Activity } from 'botbuilder';
import type { AnalyticsOptions, Health } from 'botbuilder-analytics';
import { onTestFinished } from 'vitest';

const CHILD = join(__dirname, 'bot-child.cjs');

/** What a bot can be told to do. */
type Order =
  | { readonly do: 'turns'; readonly activities: readonly Partial<Activity>[] }
  | { readonly do: 'flush'; readonly deliver?: boolean; readonly timeoutMs?: number }
  | { readonly do: 'health' }
  | { readonly do: 'forget'; readonly userId: string }
  | { readonly do: 'report'; readonly name: 'messages' | 'sessions'; readonly options: object };

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

export interface BotProcess {
  turns(activities: readonly Partial<Activity>[]): Promise<void>;
  flush(order?: { readonly deliver?: boolean; readonly timeoutMs?: number }): Promise<unknown>;
  health(): Promise<Health & { readonly problems: readonly string[] }>;
  ask(order: Order): Promise<unknown>;
  /** SIGKILL; settles when it is gone. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly pid: number;
}

/** Starts a bot; settles when its store is open, or could not be. It is killed when the test is over. */
export async function startBot(options: AnalyticsOptions): Promise<BotProcess> {
  const child = fork(CHILD, [JSON.stringify(options)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  child.on('message', ({ id, answer, error }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(error));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the bot process has ended'));
  });
  let last = 0;
  const answerTo = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  const ask = (order: Order): Promise<unknown> => {
    const id = ++last;
    const answer = answerTo(id);
    child.send({ id, order });
    return answer;
  };
  await answerTo(0);
  return {
    turns: async (activities) => {
      await ask({ do: 'turns', activities });
    },
    flush: (order = {}) => ask({ do: 'flush', ...order }),
    health: () => ask({ do: 'health' }) as ReturnType<BotProcess['health']>,
    ask,
    kill: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
    signal: (signal) => void child.kill(signal),
    pid: child.pid ?? 0,
  };
}
