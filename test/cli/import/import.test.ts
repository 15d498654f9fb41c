import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createReplay } from '../../../src/capture/replay.ts';
import { readEntries } from '../../../src/cli/import/files.ts';
import type { ImportSummary } from '../../../src/cli/import/run.ts';
import { runCli } from '../../../src/cli/run.ts';
import { openDatabase, single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { NOW, cli } from '../run.ts';
import type { CliRun } from '../run.ts';

const TRANSCRIPTS = join(__dirname, '..', '..', 'transcripts');

let folder: string;
let store: string;
beforeEach(() => {
  folder = temporaryFolder();
  store = join(folder, 'bot.db');
});

const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const run = (files: readonly string[], ...more: readonly string[]) =>
  cli(['import', ...files, '--store', store, ...more]);

async function summaryOf(
  files: readonly string[],
  ...more: readonly string[]
): Promise<ImportSummary> {
  const { stdout, stderr, code } = await run(files, '--json', ...more);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as ImportSummary;
}

/** After all that is imported: what lies ahead has no time. */
const LATER = Date.parse('2031-01-01T00:00:00Z');

async function cliAt(now: number, argv: readonly string[]): Promise<CliRun> {
  const [stdout, stderr] = [sink(), sink()];
  const code = await runCli(argv, { stdout, stderr, env: {}, now: () => now });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

async function summaryAt(now: number, files: readonly string[]): Promise<ImportSummary> {
  const { code, stdout, stderr } = await cliAt(now, [
    'import',
    ...files,
    '--store',
    store,
    '--json',
  ]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as ImportSummary;
}

/** All that the store holds, but for who wrote it and what is only remembered about activities. */
function rows(path: string): Record<string, unknown[]> {
  const db = openDatabase(path, { readonly: true });
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name != 'writers'`)
    .all() as { readonly name: string }[];
  const found = tables.map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]);
  db.close();
  return Object.fromEntries(found) as Record<string, unknown[]>;
}

const iso = (seconds: number): string =>
  new Date(Date.parse('2026-03-02T10:00:00Z') + seconds * 1_000).toISOString();

function activity(from: 'user' | 'bot', seconds: number, more: object = {}): object {
  const [user, bot] = [
    { id: 'ann', role: 'user' },
    { id: 'the-bot', role: 'bot' },
  ];
  return {
    type: 'message',
    id: `${from}-${seconds}`,
    timestamp: iso(seconds),
    channelId: 'webchat',
    conversation: { id: 'c1' },
    from: from === 'user' ? user : bot,
    recipient: from === 'user' ? bot : user,
    text: `said by the ${from}`,
    ...more,
  };
}

/** One of everything that is known again in a way of its own. */
const CONVERSATION: readonly object[] = [
  activity('bot', 0, { text: 'a campaign' }),
  activity('user', 60),
  activity('bot', 61),
  activity('bot', 61, { type: 'messageUpdate' }),
  activity('bot', 62, { type: 'messageUpdate', id: 'bot-61' }),
  activity('bot', 63, { type: 'messageDelete', id: 'bot-61' }),
  activity('user', 70, { id: undefined }),
  activity('user', 70, { id: undefined, timestamp: undefined }),
  activity('user', 70, { id: undefined, timestamp: undefined }),
  activity('bot', 71, { id: undefined }),
  activity('bot', 72, { type: 'trace', name: 'OnTurnError Trace' }),
  activity('user', 80, {
    type: 'messageReaction',
    replyToId: 'bot-0',
    reactionsAdded: [{ type: 'like' }],
  }),
  activity('user', 90, { type: 'event', name: 'ContinueConversation' }),
  activity('user', 100, { text: 'is anybody there?' }),
];

const LINES = CONVERSATION.map((each) => JSON.stringify(each)).join('\n');
/** The activities, and the event that begins the campaign. */
const FACTS = CONVERSATION.length + 1;

describe('a file', () => {
  test.for([
    { form: 'NDJSON', content: LINES },
    { form: 'a list', content: JSON.stringify(CONVERSATION, null, 2) },
    { form: 'an object', content: JSON.stringify({ transcript: CONVERSATION }) },
    { form: 'with a byte order mark', content: `\uFEFF${JSON.stringify(CONVERSATION)}` },
  ])('that is $form is imported', async ({ content }) => {
    const summary = await summaryOf([file('a', content)], '--bot-id', 'pizza');

    expect(summary).toEqual({
      files: 1,
      unreadable: 0,
      withoutActivity: 0,
      activities: CONVERSATION.length,
      facts: FACTS,
      turns: 8,
      stored: FACTS,
      duplicates: 0,
      bad: 0,
      dropped: {},
      withoutTime: 2,
      testTurns: 0,
    });
  });

  test('holds what reports tell, at the time when it happened', async () => {
    await run([file('a', LINES)], '--bot-id', 'pizza');
    const span = ['--from', '2026-03-02T10:00:00Z', '--to', '2026-03-02T10:15:00Z'];
    const argv = ['report', 'messages', '--store', store, '--json', '--bot', 'pizza', ...span];
    const { stdout } = await cli(argv);

    expect(JSON.parse(stdout)).toMatchObject({
      summary: { received: 5, recognized: 1, unrecognized: 4, sent: 3 },
    });
  });

  test('may be stdin', async () => {
    const [stdout, stderr] = [sink(), sink()];
    const code = await runCli(['import', '-', '--store', store, '--json'], {
      stdin: Readable.from([LINES.slice(0, 99), LINES.slice(99)]),
      stdout,
      stderr,
      env: {},
      now: () => NOW,
    });

    expect({ code, ...JSON.parse(stdout.text()) }).toMatchObject({ code: 0, stored: FACTS });
  });

  test('may be several, put together', async () => {
    const [list, object] = [
      JSON.stringify(CONVERSATION.slice(0, 3), null, 2),
      JSON.stringify({ activities: CONVERSATION.slice(3, 6) }),
    ];
    const lines = CONVERSATION.slice(6).map((each) => JSON.stringify(each));
    const summary = await summaryOf([file('a', [list, object, ...lines].join('\n'))]);

    expect(summary).toMatchObject({ activities: CONVERSATION.length, stored: FACTS, bad: 0 });
  });

  test('adds to what the store holds of other files', async () => {
    await run([file('a', JSON.stringify(CONVERSATION.slice(0, 3)))]);
    const summary = await summaryOf([
      file('b', JSON.stringify([activity('user', 900, { conversation: { id: 'c2' } })])),
    ]);

    expect(summary).toMatchObject({ stored: 1, duplicates: 0 });
  });
});

describe('a second import', () => {
  const transcripts = readdirSync(TRANSCRIPTS)
    .filter((name) => name.endsWith('.transcript'))
    .map((name) => join(TRANSCRIPTS, name));

  test('changes nothing, and all is duplicate', async () => {
    const files = [file('a.ndjson', LINES), ...transcripts];
    const first = await summaryAt(LATER, files);
    const before = rows(store);
    const second = await summaryAt(LATER, files);

    expect(rows(store)).toEqual(before);
    expect(first).toMatchObject({ stored: first.facts, duplicates: 0, bad: 0, dropped: {} });
    expect(second).toEqual({ ...first, stored: 0, duplicates: first.facts });
  });

  test('within the same run changes nothing either', async () => {
    const path = file('a.ndjson', LINES);
    await run([path]);
    const before = rows(store);
    const summary = await summaryOf([path, path]);

    expect(rows(store)).toEqual(before);
    expect(summary).toMatchObject({ stored: 0, duplicates: 2 * FACTS });
  });

  test('of a file that has grown adds what is new', async () => {
    await run([file('a', JSON.stringify(CONVERSATION.slice(0, 2)))]);
    const summary = await summaryOf([file('a', JSON.stringify(CONVERSATION))]);

    expect(summary).toMatchObject({ stored: FACTS - 3, duplicates: 3 });
    expect(summary.facts).toBe(FACTS);
  });

  test('has the same events and sessions in a fresh store', async () => {
    const path = file('a.ndjson', LINES);
    const ids = (): unknown => {
      const db = openDatabase(store, { readonly: true });
      const found = db.prepare('SELECT id, kind, at FROM events ORDER BY seq').all();
      db.close();
      return found;
    };
    await run([path]);
    const first = ids();
    store = join(folder, 'another.db');
    await run([path]);

    expect(ids()).toEqual(first);
  });
});

test('what a transcript leaves unanswered is told to nobody later', async () => {
  await run([file('a', LINES)]);
  const db = openDatabase(store, { readonly: true });

  expect(single(db, 'SELECT count(*) FROM conversations WHERE settle_at IS NOT NULL')).toBe(1);
  expect(single(db, 'SELECT DISTINCT settle_for FROM conversations')).toBe('[]');
  db.close();
});

describe('what cannot be read', () => {
  test('is told with its place, counted, and does not stop the rest', async () => {
    const [good] = LINES.split('\n');
    const lines = file('a.ndjson', `\n${good}\nnonsense\n{"text":"no type"}\n`);
    const list = file(
      'b.transcript',
      `[\n${JSON.stringify(activity('user', 5))},\n7,\n{"type" 1}]`,
    );
    const { code, stdout, stderr } = await run([lines, list], '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ files: 2, unreadable: 0, activities: 2, bad: 4 });
    expect(stderr.split('\n')).toEqual([
      `${lines}:3: is no JSON`,
      `${lines}:4: is no activity: an object with a "type" is expected`,
      `${list}:3 (element 1): is no activity: an object with a "type" is expected`,
      `${list}:4 (element 2): is no JSON, and what follows cannot be read`,
      '',
    ]);
  });

  test('is told twenty times', async () => {
    const content = `${'x\n'.repeat(1_021)}${LINES}`;
    const { stderr, stdout } = await run([file('a', content)], '--json');

    expect(stderr.match(/is no JSON/g)).toHaveLength(20);
    expect(stderr).toContain('… and 1,001 more');
    expect(JSON.parse(stdout)).toMatchObject({ bad: 1_021 });
  });

  test('is a file that is not there, or a folder: the others are imported, and it failed', async () => {
    mkdirSync(join(folder, 'sub'));
    const { code, stdout, stderr } = await run(
      [join(folder, 'none'), join(folder, 'sub'), file('a', LINES)],
      '--json',
    );

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ files: 3, unreadable: 2, stored: FACTS });
    expect(stderr).toMatch(/none: cannot be read: ENOENT/);
    expect(stderr).toMatch(/sub: cannot be read: EISDIR/);
    expect(stderr).toContain('error: 2 of 3 files could not be read');
  });

  test('is a file without a single activity: the others are imported, and it failed', async () => {
    const files = [file('a', '{"text":"no type"}'), file('b', 'nonsense'), file('c', LINES)];
    const { code, stdout, stderr } = await run(files, '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ withoutActivity: 2, unreadable: 0, stored: FACTS });
    expect(stderr).toMatch(/^error: 2 of 3 files hold no activity$/m);
  });

  test.for([
    { content: '' },
    { content: ' \n' },
    { content: '[]' },
    { content: '{"transcript":[]}' },
  ])('is not a file in which nothing stands: $content', async ({ content }) => {
    expect(await summaryOf([file('a', content)])).toMatchObject({ bad: 0, withoutActivity: 0 });
  });

  test('is a store that is none', async () => {
    writeFileSync(store, 'these are notes and no database. '.repeat(100));
    const { code, stderr } = await run([file('a', LINES)]);

    expect(code).toBe(1);
    expect(stderr).toContain('STORE_NOT_A_DATABASE');
  });
});

describe('what is told', () => {
  test('is a table', async () => {
    const { stdout, stderr } = await run([file('a', LINES)]);

    expect(stdout.replace(/ +\n/g, '\n')).toBe(
      [
        'imported',
        'files        1',
        'bad          0',
        'activities  14',
        'turns        8',
        'facts       15',
        'stored      15',
        'duplicates   0',
        '',
      ].join('\n'),
    );
    expect(stderr).toContain('2 activities have no time of their own');
  });

  test('is that reports leave out what comes from the Emulator', async () => {
    const { stderr } = await run([
      file('a', JSON.stringify(activity('user', 1, { channelId: 'emulator' }))),
    ]);

    expect(stderr).toContain('1 turns are test traffic');
    expect(stderr).toContain('--include-test');
  });

  test.for([{ isTTY: true }, { isTTY: false }])(
    'is a bar only to a person who looks: $isTTY',
    async ({ isTTY }) => {
      const [stdout, stderr] = [sink(), Object.assign(sink(), TERMINAL, { isTTY })];
      const io = { stdout, stderr, env: {}, now: () => NOW };
      const path = file('a', `${LINES}\nnonsense\n`);
      const code = await runCli(['import', path, '--store', store, '--json'], io);

      expect(code).toBe(0);
      expect(stderr.text().includes('activities\u001b') || stderr.text().includes('░')).toBe(isTTY);
      expect(stderr.text().trimEnd()).toMatch(/activities have no time.*$/);
      expect(stderr.text()).toContain(`${path}:15: is no JSON\n`);
      expect(JSON.parse(stdout.text())).toMatchObject({ bad: 1 });
    },
  );
});

describe('wrong usage', () => {
  const ID = 'BOT_ANALYTICS_GA_TRACKING_ID';
  test.for([
    { what: 'no file', argv: [], says: 'files' },
    { what: 'stdin twice', argv: ['-', '-'], says: '- can be read once' },
    { what: 'an unknown option', argv: ['a', '--texts'], says: '--texts' },
    { what: 'a way of keeping texts', argv: ['a', '--text=all'], says: 'full, redacted' },
    { what: 'a file where a way is expected', argv: ['--text', 'a'], says: 'full, redacted' },
    {
      what: 'no destination',
      argv: ['a', '--forward'],
      says: 'BOT_ANALYTICS_MIXPANEL_ACTIVE=true',
    },
    {
      what: 'a destination that is switched off',
      argv: ['a', '--forward'],
      env: { BOT_ANALYTICS_MIXPANEL_TOKEN: 't' },
      says: 'no destination is active',
    },
    {
      what: 'a destination that lacks something',
      argv: ['a', '--forward'],
      env: { [ID]: 'G-1', BOT_ANALYTICS_GA_ACTIVE: 'true' },
      says: 'BOT_ANALYTICS_GA_API_SECRET',
    },
    { what: 'no name', argv: ['a', '--bot-id', ''], says: '--bot-id ""' },
    {
      what: 'a short timeout',
      argv: ['a', '--session-timeout-ms', '7'],
      says: '--session-timeout-ms 7',
    },
    { what: 'no number', argv: ['a', '--session-timeout-ms', 'x'], says: 'no number' },
    { what: 'two words', argv: ['a', '--system-command', 'a b'], says: '--system-command "a b"' },
    { what: 'no time', argv: ['a', '--timeout-ms', '0'], says: "'0' is invalid" },
    { what: 'a negative time', argv: ['a', '--timeout-ms', '-5'], says: "'-5' is invalid" },
    { what: 'half a millisecond', argv: ['a', '--timeout-ms', '1.5'], says: "'1.5' is invalid" },
    {
      what: 'a time that no timer takes',
      argv: ['a', '--timeout-ms', '2147483648'],
      says: "'2147483648' is invalid. It must be a whole number of milliseconds from 1 to 2147483647",
    },
    { what: 'no end of time', argv: ['a', '--timeout-ms', 'Infinity'], says: "'Infinity'" },
    {
      what: 'a pattern that is none',
      argv: ['a', '--fallback-text', '/(sorry/'],
      says: "'/(sorry/' is invalid. It is no regular expression",
    },
    {
      what: 'flags that there are not',
      argv: ['a', '--handover-phrase', '/human/q'],
      says: "'/human/q' is invalid",
    },
    {
      what: 'an empty pattern',
      argv: ['a', '--handover-phrase', '//'],
      says: '--handover-phrase /(?:)/ must not be empty',
    },
    {
      what: 'an empty text',
      argv: ['a', '--fallback-text', 'Sorry?', '--fallback-text', ' '],
      says: '--fallback-text " " must not be empty',
    },
    {
      what: 'a text that is too long',
      argv: ['a', '--fallback-text', 'x'.repeat(4_097)],
      says: `--fallback-text "${'x'.repeat(79)}… must have at most 4096 characters`,
    },
    {
      what: 'a score alone',
      argv: ['a', '--threshold', '0.5'],
      says: "'0.5' is invalid. It is no name=score",
    },
    {
      what: 'a score that is none',
      argv: ['a', '--threshold', 'luis=high'],
      says: "'luis=high' is invalid. It is no number",
    },
    {
      what: 'a score in percent',
      argv: ['a', '--threshold', 'luis=60'],
      says: '--threshold luis=60 must be a number from 0 to 1',
    },
    {
      what: 'a recognizer that there is not',
      argv: ['a', '--threshold', 'luiz=0.6'],
      says: 'error: --threshold luiz there is no option of this name; known are luis, clu',
    },
    {
      what: 'a recognizer that there cannot be',
      argv: ['a', '--threshold', '__proto__=0.6'],
      says: '__proto__',
    },
    {
      what: 'a region that there is not',
      argv: ['a', '--forward'],
      env: { BOT_ANALYTICS_MIXPANEL_REGION: 'mars' },
      says: 'BOT_ANALYTICS_MIXPANEL_REGION "mars"',
    },
    {
      what: 'an address that is not safe',
      argv: ['a', '--forward'],
      env: { [ID]: 'UA-1-1', BOT_ANALYTICS_GA_COLLECTOR_URL: 'http://x.example/?short' },
      says: 'BOT_ANALYTICS_GA_COLLECTOR_URL must be an https:// address',
    },
    {
      what: 'a short key',
      argv: ['a'],
      env: { BOT_ANALYTICS_ID_KEY: 'short' },
      says: 'BOT_ANALYTICS_ID_KEY',
    },
  ])('$what', async ({ argv, env, says }) => {
    const { code, stderr } = await cli(['import', ...argv, '--store', store], env as never);

    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('short\n');
  });

  test('no store', async () => {
    expect((await cli(['import', 'a'])).code).toBe(2);
  });
});

describe('settings', () => {
  test('are those of the bot', async () => {
    const activities = [
      activity('user', 0, { text: '/help me' }),
      activity('user', 90, { text: 'again' }),
    ];
    const options = ['--session-timeout-ms', '60000', '--bot-version', '1.2'];
    await run([file('a', JSON.stringify(activities))], ...options, '--system-command', '/help');
    const report = async (name: string): Promise<unknown> =>
      JSON.parse(
        (await cli(['report', name, '--store', store, '--json', '--bot-version', '1.2'])).stdout,
      ).summary;

    expect(await report('messages')).toMatchObject({ received: 2, system: 1 });
    expect(await report('sessions')).toMatchObject({ total: 2 });
  });

  interface Labels {
    readonly options?: { readonly fallbackTexts?: string[]; readonly handoverPhrases?: string[] };
    readonly messages: readonly { readonly class: string }[];
  }
  const labelsOf = (name: string): Labels =>
    JSON.parse(readFileSync(join(TRANSCRIPTS, `${name}.labels.json`), 'utf8')) as Labels;
  const WITH_OPTIONS = readdirSync(TRANSCRIPTS)
    .filter((name) => name.endsWith('.labels.json'))
    .map((name) => name.replace('.labels.json', ''))
    .filter((name) => labelsOf(name).options);

  /** Imports a transcript into a store of its own; returns the messages of each class. */
  async function classesOf(name: string, options: readonly string[]): Promise<object> {
    store = join(temporaryFolder(), 'bot.db');
    const argv = ['import', join(TRANSCRIPTS, `${name}.transcript`), '--store', store];
    const { code, stderr } = await cliAt(LATER, [...argv, ...options]);
    expect(code, stderr).toBe(0);
    const span = ['--from', '2026-01-01', '--to', '2026-12-31', '--dimension', 'year', '--json'];
    const report = await cliAt(LATER, ['report', 'messages', '--store', store, ...span]);
    const { recognized, unrecognized, system } = JSON.parse(report.stdout).summary;
    return { recognized, unrecognized, system };
  }

  test('include the texts by which conversations are understood: there are some with them', () => {
    expect(WITH_OPTIONS.length).toBeGreaterThanOrEqual(5);
  });

  test.for(WITH_OPTIONS)('include the texts by which %s is understood', async (name) => {
    const { options: { fallbackTexts = [], handoverPhrases = [] } = {}, messages } = labelsOf(name);
    const count = (label: string) => messages.filter((each) => each.class === label).length;
    const options = [
      ...fallbackTexts.flatMap((text) => ['--fallback-text', text]),
      ...handoverPhrases.flatMap((text) => ['--handover-phrase', text]),
    ];

    expect(await classesOf(name, options)).toEqual({
      recognized: count('recognized'),
      unrecognized: count('unrecognized'),
      system: count('system'),
    });
  });

  test('include patterns', async () => {
    const text = await classesOf('bank-es', ['--fallback-text', 'Lo siento, no te he entendido.']);

    expect(await classesOf('bank-es', ['--fallback-text', '/^LO SIENTO/i'])).toEqual(text);
    expect(await classesOf('bank-es', ['--fallback-text', '/^LO SIENTO/'])).not.toEqual(text);
    expect(await classesOf('bank-es', ['--fallback-text', 'Lo siento'])).not.toEqual(text);
  });

  test('include phrases that ask for a human', async () => {
    const texts = ['Give me a HUMAN, please', 'agent', 'an agent of change'];
    const content = JSON.stringify(
      texts.map((text, i) => activity('user', i, { text, conversation: { id: `c${i}` } })),
    );
    await run([file('a', content)], '--handover-phrase', 'Agent', '--handover-phrase', '/human/i');
    const { stdout } = await cli(['report', 'handover', '--store', store, '--json']);

    expect(JSON.parse(stdout).summary).toMatchObject({ requests: 2 });
  });

  test('include the thresholds of recognizers', async () => {
    const trace = (seconds: number, score: number): object =>
      activity('bot', seconds, {
        type: 'trace',
        name: 'LuisRecognizer',
        valueType: 'https://www.luis.ai/schemas/trace',
        value: { recognizerResult: { text: 'x', intents: { Order: { score } } } },
      });
    const content = JSON.stringify([
      activity('user', 0),
      trace(1, 0.7),
      activity('bot', 2),
      activity('user', 10),
      trace(11, 0.9),
      activity('bot', 12),
    ]);
    const classes = async (...options: string[]): Promise<unknown> => {
      store = join(temporaryFolder(), 'bot.db');
      await run([file('a', content)], ...options);
      const { stdout } = await cli(['report', 'messages', '--store', store, '--json']);
      return JSON.parse(stdout).summary;
    };

    expect(await classes()).toMatchObject({ recognized: 2, unrecognized: 0 });
    expect(await classes('--threshold', 'qna=1', '--threshold', 'luis=0.8')).toMatchObject({
      recognized: 1,
      unrecognized: 1,
    });
  });

  test('include the key of the pseudonyms', async () => {
    const env = { BOT_ANALYTICS_ID_KEY: 'x'.repeat(32) };
    const path = file('a', LINES);
    const argv = ['import', path, '--store', store];

    expect((await cli(argv, env)).code).toBe(0);
    expect((await cli(argv, { BOT_ANALYTICS_ID_KEY: 'y'.repeat(32) })).stderr).toContain(
      'STORE_KEY_MISMATCH',
    );
  });
});

describe('texts and names', () => {
  const said = [
    activity('user', 0, {
      text: 'I am at ann@example.com',
      from: { id: 'ann', role: 'user', name: 'Ann Other' },
    }),
    activity('bot', 1, { text: 'canary of the bot', from: { id: 'the-bot', name: 'Canary Bot' } }),
  ];
  const SWITCHED_ON = { BOT_ANALYTICS_CAPTURE_TEXT: 'full', BOT_ANALYTICS_CAPTURE_NAMES: 'true' };
  const WORDS = ['I am at ann@example.com', 'I am at [email]', 'Ann Other'] as const;

  test.for<{ options: readonly string[]; kept: readonly (typeof WORDS)[number][] }>([
    { options: [], kept: [] },
    { options: ['--text'], kept: ['I am at ann@example.com'] },
    { options: ['--text', 'full'], kept: ['I am at ann@example.com'] },
    { options: ['--text=redacted'], kept: ['I am at [email]'] },
    { options: ['--names'], kept: ['Ann Other'] },
    { options: ['--text=redacted', '--names'], kept: ['I am at [email]', 'Ann Other'] },
  ])('with $options kept are $kept, whatever the environment says', async ({ options, kept }) => {
    const path = file('a', JSON.stringify(said));
    await cli(['import', path, '--store', store, ...options], SWITCHED_ON);

    const all = JSON.stringify(rows(store));
    expect(WORDS.filter((words) => all.includes(words))).toEqual(kept);
    expect(all.toLowerCase()).not.toContain('canary');
  });

  test('are never forwarded, and in no event', async () => {
    nock.disableNetConnect();
    const sent: string[] = [];
    nock('https://api.mixpanel.com')
      .persist()
      .post(/^\/(import|engage)/)
      .reply(200, (_path, body) => {
        sent.push(JSON.stringify(body));
        return { code: 200, num_records_imported: 99, status: 'OK' };
      });
    const argv = ['import', file('a', JSON.stringify(said)), '--store', store, '--forward'];
    const env = { BOT_ANALYTICS_MIXPANEL_TOKEN: 'token', BOT_ANALYTICS_MIXPANEL_ACTIVE: 'true' };
    const { code, stderr } = await cli([...argv, '--text=full', '--names'], env);
    nock.cleanAll();
    nock.enableNetConnect();

    expect(code, stderr).toBe(0);
    expect(sent.join()).toContain('Message Received');
    for (const words of WORDS) {
      expect(sent.join()).not.toContain(words);
      expect(JSON.stringify(rows(store)['events'])).not.toContain(words);
    }
    expect(sent.join()).not.toContain('phrase');
  });
});

describe('forwarding', () => {
  const MIXPANEL = { BOT_ANALYTICS_MIXPANEL_TOKEN: 'token', BOT_ANALYTICS_MIXPANEL_ACTIVE: 'true' };
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
    nock.activate();
  });

  const eventsIn = (path: string): Record<string, number> => {
    const db = openDatabase(path, { readonly: true });
    const ofEvents = `destination LIKE 'mixpanel#%'`;
    const found = db
      .prepare(`SELECT outcome, events FROM destination_totals WHERE ${ofEvents}`)
      .all();
    const waiting = single(
      db,
      `SELECT coalesce(sum(pending), 0) FROM deliveries WHERE ${ofEvents}`,
    );
    db.close();
    const totals = (found as { outcome: string; events: number }[]).map((row) => [
      row.outcome,
      row.events,
    ]);
    return { ...Object.fromEntries(totals), waiting };
  };

  test('is off, whatever the environment says', async () => {
    nock.disableNetConnect();
    await cli(['import', file('a', LINES), '--store', store], MIXPANEL);

    expect(eventsIn(store)).toEqual({ waiting: 0 });
  });

  test('delivers when it is asked for', async () => {
    nock.disableNetConnect();
    const scope = nock('https://api.mixpanel.com')
      .persist()
      .post(/^\/(import|engage)/)
      .reply(200, { code: 200, num_records_imported: 99, status: 'OK' });
    const argv = ['import', file('a', LINES), '--store', store, '--forward', '--json'];
    const { code, stdout } = await cli(argv, MIXPANEL);
    const { forwarded } = JSON.parse(stdout);

    expect(code).toBe(0);
    expect(scope.isDone()).toBe(true);
    expect(forwarded.mixpanel).toMatchObject({ state: 'ok', pending: 0, dead: 0, expired: 0 });
    expect(forwarded.mixpanel.delivered).toBeGreaterThan(5);
    expect(eventsIn(store)).toMatchObject({ enqueued: forwarded.mixpanel.delivered, waiting: 0 });
  });

  test('tells what is left when the time is over', async () => {
    nock.disableNetConnect();
    nock('https://api.mixpanel.com')
      .persist()
      .post(/^\/(import|engage)/)
      .reply(503);
    const argv = ['import', file('a', LINES), '--store', store, '--forward', '--timeout-ms', '300'];
    const { code, stdout, stderr } = await cli(argv, MIXPANEL);
    const { waiting } = eventsIn(store);

    expect(code).toBe(1);
    expect(waiting).toBeGreaterThan(5);
    expect(stdout).toMatch(new RegExp(`mixpanel +0 +${waiting} +0 +0`));
    expect(stderr).toContain(`error: ${waiting} events wait for mixpanel`);
    expect(stderr).toMatch(/error: \d+ events wait for mixpanel_profiles/);
  });

  test('fails where a destination refuses', async () => {
    nock.disableNetConnect();
    nock('https://api.mixpanel.com')
      .persist()
      .post(/^\/(import|engage)/)
      .reply(401);
    const argv = ['import', file('a', LINES), '--store', store, '--forward', '--json'];
    const { code, stdout, stderr } = await cli(argv, MIXPANEL);

    expect(code).toBe(1);
    expect(JSON.parse(stdout).forwarded.mixpanel).toMatchObject({ state: 'paused', delivered: 0 });
    expect(stderr).toContain('DELIVERY_PAUSED: mixpanel');
    expect(stderr).toContain('error: mixpanel refuses what it is sent');
  });

  test('goes to the address and the region that the environment names', async () => {
    nock.disableNetConnect();
    const answer = { code: 200, num_records_imported: 99, status: 'OK' };
    const region = nock('https://api-eu.mixpanel.com')
      .persist()
      .post(/^\/(import|engage)/)
      .reply(200, answer);
    const proxy = nock('https://proxy.example')
      .persist()
      .post(/^\/mixpanel\/(import|engage)/)
      .reply(200, answer);
    const path = file('a', LINES);
    const to = async (name: string, env: object): Promise<number> =>
      (
        await cli(['import', path, '--store', join(folder, name), '--forward'], {
          ...MIXPANEL,
          ...env,
        })
      ).code;

    expect(await to('eu.db', { BOT_ANALYTICS_MIXPANEL_REGION: 'eu' })).toBe(0);
    expect([region.isDone(), proxy.isDone()]).toEqual([true, false]);
    expect(
      await to('proxy.db', { BOT_ANALYTICS_MIXPANEL_ENDPOINT: 'https://proxy.example/mixpanel/' }),
    ).toBe(0);
    expect(proxy.isDone()).toBe(true);
  });

  test('cannot be made good later: all is duplicate then', async () => {
    nock.disableNetConnect();
    const path = file('a', LINES);
    await run([path]);
    const { code, stdout } = await cli(
      ['import', path, '--store', store, '--forward', '--json'],
      MIXPANEL,
    );

    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, stored: 0 });
    expect(eventsIn(store)).toEqual({ waiting: 0 });
  });
});

describe('a large file', () => {
  const collectGarbage = (): void => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
  };

  /** Long texts: few activities are many bytes. */
  const LONG = 'some words '.repeat(200);

  /** Writes messages of 50 users and their answers, one a second. */
  function largeFile(count: number, { head, separator, tail }: Form): string {
    const path = file('large', head);
    for (let from = 0; from < count; from += 1_000) {
      const lines = Array.from({ length: Math.min(1_000, count - from) }, (_, i) => {
        const n = from + i;
        const conversation = { id: `c${Math.trunc(n / 2) % 50}` };
        const more = { id: `a${n}`, timestamp: iso(n), conversation, text: `${LONG}${n}` };
        return JSON.stringify(activity(n % 2 === 0 ? 'user' : 'bot', 0, more));
      });
      appendFileSync(path, `${from === 0 ? '' : separator}${lines.join(separator)}`);
    }
    appendFileSync(path, tail);
    return path;
  }

  interface Form {
    readonly head: string;
    readonly separator: string;
    readonly tail: string;
  }

  const FORMS = [
    { form: 'NDJSON', head: '', separator: '\n', tail: '\n' },
    { form: 'a list', head: '[', separator: ',\n', tail: ']' },
  ];

  test.for(FORMS)('is read piece by piece: $form', async (form) => {
    const count = process.env['NIGHTLY'] ? 25_000 : 2_500;
    let turns = 0;
    const replay = createReplay({ sink: () => void turns++, now: LATER });
    const heap: number[] = [];
    let seen = 0;
    for await (const entries of readEntries(largeFile(count, form), {}, () => undefined)) {
      for (const entry of entries) if ('value' in entry) replay.add(entry.value);
      seen += entries.length;
      if (seen < ((heap.length + 1) * count) / 5) continue;
      collectGarbage();
      heap.push(process.memoryUsage().heapUsed);
    }
    replay.end();

    expect({ seen, turns }).toEqual({ seen: count, turns: count / 2 });
    expect(heap).toHaveLength(5);
    expect((heap[4] ?? 0) - (heap[1] ?? 0)).toBeLessThan(2_000_000);
  });

  test('is recorded in bounded memory', async () => {
    const count = process.env['NIGHTLY'] ? 1_000_000 : 500;
    const path = largeFile(count, FORMS[0]!);
    let largest = 0;
    const timer = setInterval(() => {
      largest = Math.max(largest, process.memoryUsage().heapUsed);
    }, 50);
    const summary = await summaryAt(LATER, [path]);
    clearInterval(timer);

    expect(summary).toMatchObject({ activities: count, stored: count, turns: count / 2 });
    expect(largest).toBeLessThan(512 * 1024 * 1024);
  });
});

const TERMINAL = { columns: 80, rows: 24, cursorTo: () => true, clearLine: () => true };

interface Sink extends NodeJS.WritableStream {
  text(): string;
}

function sink(): Sink {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => chunks.join('') });
}
