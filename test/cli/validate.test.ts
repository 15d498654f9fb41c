import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { startCollectors } from '../support/collectors.ts';
import type { Collectors } from '../support/collectors.ts';
import { listen } from '../../samples/local/loopback.ts';
import type { Validation } from '../../src/forward/validate/check.ts';
import { openStore } from '../../src/record/open.ts';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { FORWARDABLE } from '../forward/one-of-each.ts';
import { deps, SETTINGS, turn } from '../record/turns.ts';
import { cli } from './run.ts';

const API_SECRET = 'canary-api-secret-1A';
const TOKEN = 'canary-mixpanel-token';

type Env = Readonly<Record<string, string>>;

async function collectors(credentials?: readonly string[]): Promise<Collectors> {
  const started = await startCollectors(credentials && { mixpanelCredentials: credentials });
  onTestFinished(() => started.close());
  return started;
}

const ga4 = (endpoint: string, more: Env = {}): Env => ({
  BOT_ANALYTICS_GA_TRACKING_ID: 'G-1A2BC3D4E5',
  BOT_ANALYTICS_GA_API_SECRET: API_SECRET,
  BOT_ANALYTICS_GA_ACTIVE: 'true',
  BOT_ANALYTICS_GA_ENDPOINT: endpoint,
  ...more,
});

const mixpanel = (endpoint: string, more: Env = {}): Env => ({
  BOT_ANALYTICS_MIXPANEL_TOKEN: TOKEN,
  BOT_ANALYTICS_MIXPANEL_ACTIVE: 'true',
  BOT_ANALYTICS_MIXPANEL_ENDPOINT: endpoint,
  ...more,
});

const ua = (collectorUrl: string): Env => ({
  BOT_ANALYTICS_GA_TRACKING_ID: 'UA-1-1',
  BOT_ANALYTICS_GA_ACTIVE: 'true',
  BOT_ANALYTICS_GA_COLLECTOR_URL: collectorUrl,
});

/** Runs the command where there is no store, and takes its answer apart; no secret is in what it says. */
async function validated(env: Env, ...argv: readonly string[]) {
  const store = join(temporaryFolder(), 'none.db');
  const { code, stdout, stderr } = await cli(
    ['validate', '--json', ...(argv.length > 0 ? argv : ['--store', store])],
    env,
  );
  expect(stdout + stderr).not.toContain('canary');
  expect(stdout + stderr).not.toContain(Buffer.from(`${TOKEN}:`).toString('base64'));
  const { ok, checks } = JSON.parse(stdout) as Validation;
  const one = checks.find(({ name }) => name !== 'store');
  return { code, ok, stderr, checks, status: one?.status, said: one?.findings.join('\n') };
}

/** A server that answers every request alike. */
async function answering(status: number, body = ''): Promise<string> {
  return serving(createServer((_request, response) => void response.writeHead(status).end(body)));
}

async function serving(server: Server): Promise<string> {
  const url = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return url;
}

/** An address at which nobody listens. */
async function deadEnd(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

describe('Google Analytics 4', () => {
  test('an event of every kind is judged, made as it is sent, and none is counted', async () => {
    const { ga4: google } = await collectors();
    const { code, status, said } = await validated(ga4(google.url));
    const bodies = google.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    const names = bodies.flatMap(({ events }) => events as readonly { readonly name: string }[]);

    expect({ code, status }).toEqual({ code: 0, status: 'ok' });
    expect(said).toContain('Google finds no fault with an event of every kind');
    expect(said).toContain('Reports > Realtime');
    expect(google.requests.map(({ url }) => url.split('?')[0])).toEqual(
      google.requests.map(() => '/debug/mp/collect'),
    );
    expect(bodies.map(({ validation_behavior }) => validation_behavior)).toEqual(
      bodies.map(() => 'ENFORCE_RECOMMENDATIONS'),
    );
    expect(names).toHaveLength(FORWARDABLE.length);
    expect(google.events).toEqual([]);
  });

  test('what Google would not count is a fault, and names the event', async () => {
    const message = {
      fieldPath: 'events',
      description: `Event at index: [0] has invalid name. ${API_SECRET}`,
      validationCode: 'NAME_INVALID',
    };
    const url = await answering(200, JSON.stringify({ validationMessages: [message] }));
    const { code, ok, status, said, stderr } = await validated(ga4(url));

    expect({ code, ok, status }).toEqual({ code: 1, ok: false, status: 'failed' });
    expect(said).toContain(
      'bot_user_first_seen: events: Event at index: [0] has invalid name. *** (NAME_INVALID)',
    );
    expect(stderr).toContain('failed: ga4');
  });

  test('what Google only recommends is a warning', async () => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const isStrict = Buffer.concat(chunks).toString().includes('ENFORCE_RECOMMENDATIONS');
        const messages = isStrict
          ? [{ fieldPath: 'x', description: 'y', validationCode: 'Z' }]
          : [];
        response.end(JSON.stringify({ validationMessages: messages }));
      });
    });
    const { code, status, said } = await validated(ga4(await serving(server)));

    expect({ code, status }).toEqual({ code: 0, status: 'warning' });
    expect(said?.match(/recommended: x: y \(Z\)/g)).toHaveLength(1);
  });

  test.for([
    {
      behind: 'it has no validation',
      code: 0,
      status: 'warning',
      answer: [404] as [number, string?],
    },
    {
      behind: 'it takes nothing at that path',
      code: 0,
      status: 'warning',
      answer: [405] as [number, string?],
    },
    {
      behind: 'it answers something else',
      code: 0,
      status: 'warning',
      answer: [200, '<html>'] as [number, string?],
    },
  ])('a gateway that hands nothing on ($behind) is no fault', async (given) => {
    const url = await answering(...given.answer);
    const { code, status } = await validated(ga4(url));

    expect({ code, status }).toEqual({ code: given.code, status: given.status });
  });

  test.for([401, 403, 302, 503])('a gateway that answers %i is at fault', async (answered) => {
    const url = await answering(answered);
    const { code, status, said } = await validated(ga4(url));

    expect({ code, status }).toEqual({ code: 1, status: 'failed' });
    expect(said).toContain(String(answered));
  });

  test('nobody there', async () => {
    const url = await deadEnd();
    const { code, status, said } = await validated(ga4(url));

    expect({ code, status }).toEqual({ code: 1, status: 'failed' });
    expect(said).toContain(`${new URL(url).host} could not be reached (ECONNREFUSED)`);
  });

  test('ids and secrets that look like none are told, without the secret', async () => {
    const { ga4: google } = await collectors();
    const { code, status, said } = await validated(
      ga4(google.url, {
        BOT_ANALYTICS_GA_TRACKING_ID: 'G-1',
        BOT_ANALYTICS_GA_API_SECRET: 'canary',
      }),
    );

    expect({ code, status }).toEqual({ code: 0, status: 'warning' });
    expect(said).toContain('G-1 does not look like a measurement id');
    expect(said).toContain('the API secret does not look like one');
  });

  test('an inactive one is asked all the same, and it is said that nothing is sent', async () => {
    const { ga4: google } = await collectors();
    const { code, said } = await validated(ga4(google.url, { BOT_ANALYTICS_GA_ACTIVE: 'false' }));

    expect(code).toBe(0);
    expect(said).toContain('not active: nothing is sent');
    expect(said).toContain('Google finds no fault');
  });
});

describe('Mixpanel', () => {
  test('an empty batch with the real token is taken, and nothing is counted', async () => {
    const { mixpanel: service } = await collectors([`${TOKEN}:`]);
    const { code, status, said } = await validated(mixpanel(service.url));

    expect({ code, status }).toEqual({ code: 0, status: 'ok' });
    expect(said).toContain(`${new URL(service.url).host} takes the token`);
    expect(said).toContain('Simplified ID Merge');
    expect(service.requests.map(({ url, body }) => [url.split('?')[0], body])).toEqual([
      ['/import', '[]'],
    ]);
    expect(service.events).toEqual([]);
  });

  test('a token that is not taken is a fault', async () => {
    const { mixpanel: service } = await collectors(['another:']);
    const { code, status, said, stderr } = await validated(mixpanel(service.url));

    expect({ code, status }).toEqual({ code: 1, status: 'failed' });
    expect(said).toContain('does not take the token: check the token');
    expect(stderr).toContain('failed: mixpanel');
  });

  test.for([
    {
      answer: [400, `{"code":400,"error":"empty ${TOKEN}","status":"Bad Request"}`] as [
        number,
        string?,
      ],
      status: 'warning',
      says: 'refused an empty batch: empty ***; whether it takes the token is not known',
    },
    { answer: [503] as [number, string?], status: 'failed', says: 'answered 503' },
    {
      answer: [200, '<html>'] as [number, string?],
      status: 'failed',
      says: 'did not answer as Mixpanel does',
    },
    {
      answer: [302] as [number, string?],
      status: 'failed',
      says: 'answered with a redirect (302)',
    },
  ])('$answer: $status', async ({ answer, status, says }) => {
    const run = await validated(mixpanel(await answering(...answer)));

    expect(run.status).toBe(status);
    expect(run.said).toContain(says);
  });
});

describe('a UA collector', () => {
  test('is connected to, and sent nothing', async () => {
    const { ua: collector } = await collectors();
    const { code, status, said } = await validated(ua(`${collector.url}/com.google.analytics/v1`));

    expect({ code, status }).toEqual({ code: 0, status: 'ok' });
    expect(said).toContain(`${new URL(collector.url).host} can be reached`);
    expect(said).toContain('counts whatever it is sent, so that nothing was');
    expect(collector.requests).toEqual([]);
  });

  test('that does not speak TLS where it should is a fault', async () => {
    const { ua: collector } = await collectors();
    const { code, status, said } = await validated(ua(collector.url.replace('http:', 'https:')));

    expect({ code, status }).toEqual({ code: 1, status: 'failed' });
    expect(said).toMatch(/could not be reached \(E\w+\)/);
  });

  test('where nobody listens is a fault', async () => {
    const { code, status, said } = await validated(ua(await deadEnd()));

    expect({ code, status }).toEqual({ code: 1, status: 'failed' });
    expect(said).toContain('could not be reached (ECONNREFUSED)');
  });
});

describe('the store', () => {
  async function recorded(): Promise<string> {
    const path = join(temporaryFolder(), 'bot.db');
    const store = await openStore({
      store: { kind: 'sqlite', options: { path } },
      durability: 'balanced',
      interpret: SETTINGS,
      patterns: { fallbackTexts: [], handoverPhrases: [] },
      destinations: [],
    });
    await store.record({ writer: 'w', number: 1, items: [turn({ id: 't1' })] }, deps());
    await store.close();
    return path;
  }

  test('that is there says its version and what is in it', async () => {
    const path = await recorded();
    const { code, checks } = await validated({}, '--store', path);

    expect(code).toBe(0);
    expect(checks).toEqual([
      {
        name: 'store',
        status: 'ok',
        findings: [expect.stringMatching(/: sqlite, schema version \d+, facts recorded: 1$/)],
      },
      {
        name: 'destinations',
        status: 'skipped',
        findings: ['none is set up: events stay in the store'],
      },
    ]);
  });

  test.for([
    { version: 1, code: 0, status: 'warning', says: 'the bot brings it up to date' },
    { version: 999, code: 1, status: 'failed', says: 'this release knows up to' },
  ])('of version $version: $status', async ({ version, code, status, says }) => {
    const path = await recorded();
    const db = openDatabase(path);
    db.exec(`PRAGMA user_version = ${version}`);
    db.close();
    const run = await validated({ BOT_ANALYTICS_STORE: path }, '--json');

    expect([run.code, run.checks[0]?.status]).toEqual([code, status]);
    expect(run.checks[0]?.findings.join()).toContain(says);
  });

  test('that is missing is no fault: the bot makes it', async () => {
    const { code, checks } = await validated({});

    expect(code).toBe(0);
    expect(checks[0]).toMatchObject({ name: 'store', status: 'warning' });
    expect(checks[0]?.findings.join()).toContain('a bot makes it');
  });
});

test('people read it part by part, and are told what is not seen from here', async () => {
  const { mixpanel: service } = await collectors();
  const { code, stdout, stderr } = await cli(['validate', '--store', 'none.db'], {
    ...mixpanel(service.url),
    BOT_ANALYTICS_MIXPANEL_ACTIVE: 'no',
  });

  expect(code).toBe(0);
  expect(stderr).toBe(
    'the options in the bot’s code are not seen from here: `await analytics.validate()` checks those\n',
  );
  expect(stdout.replaceAll(new URL(service.url).host, 'HOST')).toMatchInlineSnapshot(`
    "store: warning
      - none.db does not exist: a bot makes it when it starts for the first time

    mixpanel: ok
      - not active: nothing is sent, and what happens meanwhile never will be (active: true sends events to HOST)
      - users whom your code names, and who agree, are known by a pseudonym
      - the project must join users by Simplified ID Merge (Project Settings > Identity Merge): nobody can be asked whether it does
      - events are called like “Message Received”
      - user profiles are kept up to date as well
      - HOST takes the token
    "
  `);
});

describe('a set-up that is begun is not called none', () => {
  test.for([
    {
      env: { GA_TRACKING_ID: 'G-1A2BC3D4E5' },
      name: 'ga4',
      says: 'not active; BOT_ANALYTICS_GA_API_SECRET is missing',
    },
    {
      env: { GA_API_SECRET: API_SECRET },
      name: 'ga4',
      says: 'not active; BOT_ANALYTICS_GA_TRACKING_ID is missing',
    },
    {
      env: { GA_ENDPOINT: 'https://gateway.example' },
      name: 'ga4',
      says: 'not active; BOT_ANALYTICS_GA_TRACKING_ID and BOT_ANALYTICS_GA_API_SECRET are missing',
    },
    {
      env: { GA_TRACKING_ID: 'UA-1-1' },
      name: 'ua',
      says: 'not active; BOT_ANALYTICS_GA_COLLECTOR_URL is missing: Google stores no Universal Analytics hits any more',
    },
    {
      env: { MIXPANEL_ENDPOINT: 'https://gateway.example' },
      name: 'mixpanel',
      says: 'not active; BOT_ANALYTICS_MIXPANEL_TOKEN is missing',
    },
  ])('$env', async ({ env, name, says }) => {
    const variables = Object.entries(env).map(([key, value]) => [`BOT_ANALYTICS_${key}`, value]);
    const { code, checks } = await validated(Object.fromEntries(variables) as Env);

    expect(code).toBe(0);
    expect(checks.slice(1)).toEqual([{ name, status: 'warning', findings: [says] }]);
  });

  test('that both are inactive, as in an example of a file .env, sets nothing up', async () => {
    const { checks } = await validated({
      BOT_ANALYTICS_GA_TRACKING_ID: '',
      BOT_ANALYTICS_GA_ACTIVE: 'false',
      BOT_ANALYTICS_GA_REGION: 'us',
      BOT_ANALYTICS_MIXPANEL_ACTIVE: 'false',
    });

    expect(checks.slice(1).map(({ name }) => name)).toEqual(['destinations']);
  });
});

test.for([
  { name: 'GA_SECRET', says: 'did you mean BOT_ANALYTICS_GA_API_SECRET?' },
  { name: 'MIXPANEL_TOKNE', says: 'did you mean BOT_ANALYTICS_MIXPANEL_TOKEN?' },
  { name: 'SOMETHING_QUITE_DIFFERENT', says: 'known are BOT_ANALYTICS_STORE, ' },
])('a variable that nobody reads, $name, is a warning', async ({ name, says }) => {
  const { code, checks } = await validated({ [`BOT_ANALYTICS_${name}`]: 'canary' });

  expect(code).toBe(0);
  expect(checks.at(-1)).toMatchObject({ name: 'environment', status: 'warning' });
  expect(checks.at(-1)?.findings).toEqual([
    expect.stringContaining(`BOT_ANALYTICS_${name} is read by nobody: ${says}`),
  ]);
});

test.for([
  {
    env: { BOT_ANALYTICS_MIXPANEL_ACTIVE: 'true' },
    says: 'BOT_ANALYTICS_MIXPANEL_TOKEN is missing, but active is true',
  },
  {
    env: { BOT_ANALYTICS_GA_TRACKING_ID: 'X-1' },
    says: 'BOT_ANALYTICS_GA_TRACKING_ID "X-1" must begin with G-',
  },
  {
    env: { BOT_ANALYTICS_GA_ACTIVE: 'maybe' },
    says: 'BOT_ANALYTICS_GA_ACTIVE "maybe" must be true or false',
  },
  {
    env: mixpanel('http://example.com/canary'),
    says: 'BOT_ANALYTICS_MIXPANEL_ENDPOINT must be an https:// address',
  },
  {
    env: { BOT_ANALYTICS_STORE: 'mysql://user:canary@db.example/bot' },
    says: 'BOT_ANALYTICS_STORE is an address, but not one of PostgreSQL',
  },
  {
    env: {},
    argv: ['--store', 'mysql://user:canary@db.example/bot'],
    says: '--store is an address, but not one of PostgreSQL',
  },
])('a wrong variable is wrong usage: $says', async ({ env, argv = [], says }) => {
  const { code, stdout, stderr } = await cli(['validate', ...argv], env);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(says);
  expect(stderr).not.toContain('canary');
});
