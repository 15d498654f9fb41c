/** The middlewares that are compared, each as its own documentation sets it up. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBotAnalytics } from 'botbuilder-analytics';
import { TelemetryLoggerMiddleware } from 'botbuilder';
import type { BotTelemetryClient, Middleware, MiddlewareHandler } from 'botbuilder';
import { loadDriver } from '../../src/record/sqlite/driver.ts';
import { requirePeer } from './peer-packages.ts';
import { NO_OP } from './turns.ts';

export type SubjectName = 'no-op' | 'ours' | 'telemetry logger' | 'dashbot' | 'naive';

export interface Subject {
  readonly middleware: Middleware | MiddlewareHandler;
  /** Resolves when what it does after its turns is done, as far as it can say so. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface SubjectPlace {
  /** A folder of its own. */
  readonly folder: string;
  /** Where it sends to. */
  readonly collector: string;
}

export function openSubject(name: SubjectName, place: SubjectPlace): Promise<Subject> {
  switch (name) {
    case 'no-op':
      return Promise.resolve({ middleware: NO_OP, settle: none, close: none });
    case 'ours':
      return ours(place);
    case 'telemetry logger':
      return Promise.resolve(telemetryLogger(place));
    case 'dashbot':
      return Promise.resolve(dashbot(place));
    case 'naive':
      return Promise.resolve(naive(place));
    default:
      return name satisfies never;
  }
}

async function ours({ folder }: SubjectPlace): Promise<Subject> {
  const quiet = { warn: () => undefined, error: () => undefined };
  const analytics = createBotAnalytics({ store: storeFile(folder), logger: quiet });
  await analytics.health();
  return {
    middleware: analytics.middleware,
    settle: async () => void (await analytics.flush()),
    close: async () => void (await analytics.close()),
  };
}

/** What our store, and that of the naive middleware, is called. */
export function storeFile(folder: string): string {
  return join(folder, 'turns.db');
}

/** What this needs of `botbuilder-applicationinsights`. */
interface InsightsPackage {
  readonly ApplicationInsightsTelemetryClient: new (connection: string) => BotTelemetryClient & {
    readonly defaultClient: { flush(options: { callback: () => void }): void };
  };
}

function telemetryLogger({ collector }: SubjectPlace): Subject {
  const { ApplicationInsightsTelemetryClient } = requirePeer<InsightsPackage>(
    'botbuilder-applicationinsights',
  );
  const client = new ApplicationInsightsTelemetryClient(
    `InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=${collector}`,
  );
  const settle = (): Promise<void> =>
    new Promise((resolve) => client.defaultClient.flush({ callback: () => resolve() }));
  return { middleware: new TelemetryLoggerMiddleware(client), settle, close: settle };
}

/** What this needs of `dashbot`. */
type DashbotPackage = (
  key: string,
  config: { readonly serverRoot: string; readonly printErrors: boolean },
) => { readonly microsoft: { middleware(): MiddlewareHandler } };

function dashbot({ collector }: SubjectPlace): Subject {
  const connect = requirePeer<DashbotPackage>('dashbot');
  const { microsoft } = connect('key', { serverRoot: collector, printErrors: false });
  // it cannot say when its requests are answered: a local server needs no longer for the last ones
  return { middleware: microsoft.middleware(), settle: () => sleep(500), close: none };
}

/** One row per turn, before the bot gets it: what people write who want to count first of all. */
function naive({ folder }: SubjectPlace): Subject {
  const Database = loadDriver();
  // the driver's own defaults
  const defaults = { readonly: false, fileMustExist: false, timeout: 5_000 };
  const database = new Database(storeFile(folder), defaults);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(
    `CREATE TABLE IF NOT EXISTS turns (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,
       channel TEXT, conversation TEXT, user TEXT, type TEXT, text TEXT)`,
  );
  const insert = database.prepare(
    'INSERT INTO turns (at, channel, conversation, user, type, text) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return {
    middleware: {
      async onTurn({ activity }, next) {
        await Promise.resolve(
          insert.run(
            Date.now(),
            activity.channelId,
            activity.conversation.id,
            activity.from.id,
            activity.type,
            activity.text ?? null,
          ),
        );
        await next();
      },
    },
    settle: none,
    close: () => Promise.resolve(void database.close()),
  };
}

async function none(): Promise<void> {
  // it has nothing to wait for
}
