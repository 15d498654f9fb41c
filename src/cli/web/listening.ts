/** The server of the pages: listens, and lets go of everybody at once when it is told to. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { NodeHandler } from '../../web/index.ts';

export interface Address {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
}

export interface Listening {
  readonly port: number;
  /** Does not wait for requests that are open. */
  close(): Promise<void>;
}

/** @throws Error (rejects) if the address cannot be listened on, with what to do about it */
export async function listen(handler: NodeHandler, { host, port }: Address): Promise<Listening> {
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(problemOf(error, { host, port }))));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function problemOf(error: NodeJS.ErrnoException, { host, port }: Address): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use: give another one with --port, or 0 for any that is free`;
    case 'EACCES':
      return `port ${port} may not be used by you: give one above 1023 with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: give one of its own with --host`;
    default:
      return `${host}, port ${port}, cannot be listened on: ${error.message}`;
  }
}
