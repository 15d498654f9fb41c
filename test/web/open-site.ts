/** The pages of two busy weeks, asked as programs and browsers ask. */

import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { createBotAnalytics } from '../../src/analytics.ts';
import type { BotAnalytics } from '../../src/analytics.ts';
import type { Scope } from '../../src/record/access.ts';
import { makeToken } from '../../src/runtime/tokens.ts';
import { webPortsOf } from '../../src/runtime/web-ports.ts';
import type { WebPorts } from '../../src/runtime/web-ports.ts';
import { bearer, web } from '../../src/web/index.ts';
import type { WebOptions } from '../../src/web/index.ts';
import { NOW, writeBusyWeeks } from '../export/busy-weeks.ts';
import { temporaryFolder } from '../support/folder.ts';

export const BASE = 'http://localhost:3979';

export interface OpenedSite {
  readonly analytics: BotAnalytics;
  readonly ports: WebPorts;
  /** What was told to `onError`. */
  readonly problems: unknown[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** With a token of these scopes. */
  get(path: string, ...scopes: Scope[]): Promise<Response>;
  token(scopes: readonly Scope[], days?: number): Promise<string>;
}

/**
 * Opens it on a store of its own, which is closed with the test.
 * @param write puts something into the file; else the two weeks
 */
export async function openSite(
  options: Partial<WebOptions> = {},
  write: (path: string) => Promise<unknown> = writeBusyWeeks,
): Promise<OpenedSite> {
  const store = join(temporaryFolder(), 'bot.db');
  await write(store);
  const problems: unknown[] = [];
  const analytics = createBotAnalytics({
    store,
    thread: false,
    clock: () => NOW,
    onError: (error) => problems.push(error),
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  const ports = webPortsOf(analytics)!;
  const site = web(analytics, { auth: bearer(), ...options });
  const fetch = (path: string, init?: RequestInit): Promise<Response> =>
    site.fetch(new Request(`${BASE}${path}`, init));
  const token = async (scopes: readonly Scope[], days = 1): Promise<string> => {
    const made = makeToken({ scopes, days, now: Date.now(), name: 'Ann' });
    await ports.access.addToken(made.token);
    return made.secret;
  };
  return {
    analytics,
    ports,
    problems,
    fetch,
    token,
    get: async (path, ...scopes) =>
      fetch(path, {
        headers: {
          authorization: `Bearer ${await token(scopes.length > 0 ? scopes : ['reports:read'])}`,
        },
      }),
  };
}
