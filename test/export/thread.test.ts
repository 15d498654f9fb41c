/** `analytics.export` as a bot calls it: in the report thread, and inline. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';
import { describe, expect, onTestFinished, test } from 'vitest';

import { temporaryFolder } from '../support/folder.ts';
import { NOW, writeBusyWeeks } from './busy-weeks.ts';
import { readWorkbook } from './unzip.ts';

async function start(thread: boolean) {
  const folder = temporaryFolder();
  const store = join(folder, 'bot.db');
  await writeBusyWeeks(store);
  const analytics = createBotAnalytics({ store, thread, clock: () => NOW });
  onTestFinished(async () => void (await analytics.close()));
  return { analytics, folder };
}

describe.each([
  { where: 'in the report thread', thread: true },
  { where: 'inline', thread: false },
])('$where', ({ thread }) => {
  test('writes what the reports answer', async () => {
    const { analytics, folder } = await start(thread);
    const [json, xlsx] = [join(folder, 'users.json'), join(folder, 'all.xlsx')];

    const result = await analytics.export({
      reports: ['users'],
      format: 'json',
      to: json,
      from: '2026-02-23',
      until: '2026-03-01',
    });
    const all = await analytics.export({ format: 'xlsx', to: xlsx, timezone: 'Europe/Vienna' });

    expect(result).toMatchObject({ files: [json], rows: 7 });
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(
      await analytics.reports.users({ from: '2026-02-23', to: '2026-03-01' }),
    );
    expect(all.files).toEqual([xlsx]);
    expect(Object.keys(readWorkbook(xlsx))).toEqual([
      'Export',
      ...all.reports.map(({ report }) => report),
      'Summary',
    ]);
  });

  test('rejects what is wrong, by the names that it has here', async () => {
    const { analytics, folder } = await start(thread);
    const to = join(folder, 'x');

    await expect(
      analytics.export({ reports: ['users'], format: 'csv', to, until: '2026-13-01' }),
    ).rejects.toMatchObject({
      code: 'INVALID_REPORT_OPTIONS',
      details: { issues: [{ path: 'until', value: '2026-13-01' }] },
    });
    await expect(
      analytics.export({ reports: ['users'], format: 'csv', to: join(to, 'no') }),
    ).rejects.toMatchObject({ code: 'EXPORT_UNWRITABLE', details: { path: join(to, 'no') } });
  });

  test('is complete or not there when the bot is closed meanwhile', async () => {
    const { analytics, folder } = await start(thread);
    const to = join(folder, 'all.json');

    const outcome = analytics.export({ format: 'json', to }).then(
      () => 'written',
      ({ code }: { readonly code: string }) => code,
    );
    await analytics.reports.users();
    await analytics.close();

    expect(['written', 'CLOSED']).toContain(await outcome);
    expect(existsSync(to)).toBe((await outcome) === 'written');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await expect(analytics.export({ format: 'json', to })).rejects.toMatchObject({
      code: 'CLOSED',
    });
  });
});

test('a long export lets other questions through', async () => {
  const { analytics, folder } = await start(true);
  const order: string[] = [];

  await Promise.all([
    analytics
      .export({ format: 'json', to: join(folder, 'all.json') })
      .then(() => order.push('export')),
    analytics.reports.users().then(() => order.push('users')),
  ]);

  expect(order).toEqual(['users', 'export']);
});
