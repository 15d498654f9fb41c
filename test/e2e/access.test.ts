/** What pages find on a bot's analytics: the same in every instance, on threads and without. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { BotAnalytics } from 'botbuilder-analytics';
import { describe, expect, test } from 'vitest';

import { hashOfSecret } from '../../src/runtime/tokens.ts';
import { webPortsOf } from '../../src/runtime/web-ports.ts';
import type { WebPorts } from '../../src/runtime/web-ports.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ANYWHERE, open } from '../support/opened.ts';

const NOW = Date.parse('2026-11-02T10:00:00Z');

function portsOf(analytics: BotAnalytics): WebPorts {
  const ports = webPortsOf(analytics);
  if (!ports) throw new Error('no ports');
  return ports;
}

const code = (secret: string) => ({
  hash: hashOfSecret(secret),
  name: 'link',
  scopes: ['admin'] as const,
  expiresAt: NOW + 1_000,
});

describe.for(ANYWHERE)('in $name', ({ options }) => {
  test('who may look is asked at once, also while the store is being opened', async () => {
    const analytics = open({ ...options(), botId: 'pizza', captureText: 'redacted' });
    const { access, deriveKey, settings } = portsOf(analytics);
    await access.addCode(code('link'));
    const visitors = [
      await access.useCode(hashOfSecret('link'), NOW),
      await access.useCode(hashOfSecret('link'), NOW),
    ];
    await access.log({ at: NOW, by: 'link', action: 'sign-in', details: { page: 'overview' } });
    const key = await deriveKey('pages');

    expect(visitors).toEqual([{ name: 'link', scopes: ['admin'] }, undefined]);
    expect(await access.audit({ limit: 5 })).toEqual([
      { seq: 1, at: NOW, by: 'link', action: 'sign-in', details: { page: 'overview' } },
    ]);
    expect(key).toMatch(/^[0-9a-f]{64}$/u);
    expect(await deriveKey('other')).not.toBe(key);
    expect(settings).toMatchObject({
      store: { kind: 'sqlite', place: expect.stringMatching(/bot\.db$|:memory:/u) },
      bot: {
        botId: 'pizza',
        captureText: 'redacted',
        captureNames: false,
        retention: { eventsDays: expect.any(Number) },
      },
    });
    await analytics.close();
    await expect(access.tokens()).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

test('nobody comes across the ports, and the password of a server is not in them', () => {
  const analytics = open({ store: 'postgres://bot:geheim@127.0.0.1:1/numbers?schema=s1' });

  expect(Object.keys(analytics)).toContain('middleware');
  expect(JSON.stringify(analytics)).not.toContain('captureText');
  expect(portsOf(analytics).settings.store).toEqual({
    kind: 'postgres',
    place: '127.0.0.1:1, numbers, schema s1',
  });
  expect(webPortsOf({})).toBeUndefined();
});

test('of 20 who use a code at once at two instances on one file, on threads, one gets in', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  const instances = [open({ store }), open({ store })].map(portsOf);
  const wins: number[] = [];
  for (let round = 0; round < 5; round++) {
    const secret = randomBytes(16).toString('hex');
    await instances[round % 2]!.access.addCode(code(secret));
    const asks = Array.from({ length: 20 }, (_, i) =>
      instances[i % 2]!.access.useCode(hashOfSecret(secret), NOW),
    );
    wins.push((await Promise.all(asks)).filter((visitor) => visitor !== undefined).length);
  }

  expect(wins).toEqual([1, 1, 1, 1, 1]);
});
