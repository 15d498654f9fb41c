/**
 * A pooler in transaction mode: each transaction of a client goes to whichever connection to the server
 * comes next. What a client leaves behind in its session is not there for its next transaction.
 */

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

import { onTestFinished } from 'vitest';

const SSL_REQUEST = 80_877_103;
const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

/** Connections to the server for each client. */
const BACKENDS = 3;

export interface Pooler {
  readonly port: number;
  /** Transactions so far, each on another connection than the one before. */
  hops(): number;
}

/** Starts a pooler in front of a server on loopback; it ends with the test. */
export async function startPooler(serverPort: number): Promise<Pooler> {
  const sockets = new Set<Socket>();
  let hops = 0;
  const server = createServer((client) => {
    track(sockets, client);
    void serve(client, { serverPort, sockets, hopped: () => hops++ }).catch(() => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, hops: () => hops };
}

interface Serving {
  readonly serverPort: number;
  readonly sockets: Set<Socket>;
  readonly hopped: () => void;
}

async function serve(client: Socket, { serverPort, sockets, hopped }: Serving): Promise<void> {
  const startup = await startupOf(client);
  const backends = Array.from({ length: BACKENDS }, () => connect(serverPort, '127.0.0.1'));
  for (const backend of backends) track(sockets, backend);
  // all log in with the same words; the client hears the answers of the first
  const greetings = await Promise.all(backends.map((backend) => loggedIn(backend, startup)));
  client.write(greetings[0] ?? Buffer.alloc(0));
  let current = 0;
  let isIdle = true;
  backends.forEach((backend, own) => {
    const read = messages((message) => {
      if (message[0] === READY_FOR_QUERY) isIdle = message[5] === IDLE;
    });
    backend.on('data', (data) => {
      read(data);
      if (own === current) client.write(data);
    });
  });
  client.on('data', (data) => {
    if (isIdle) {
      current = (current + 1) % backends.length;
      hopped();
      isIdle = false;
    }
    backends[current]?.write(data);
  });
  client.on('close', () => {
    for (const backend of backends) backend.destroy();
  });
}

/** The first words of a client that wants no encryption. */
async function startupOf(client: Socket): Promise<Buffer> {
  for (;;) {
    const [data] = (await once(client, 'data')) as [Buffer];
    if (data.readInt32BE(4) !== SSL_REQUEST) return data;
    client.write('N');
  }
}

async function loggedIn(backend: Socket, startup: Buffer): Promise<Buffer> {
  backend.write(startup);
  const parts: Buffer[] = [];
  let isReady = false;
  const read = messages((message) => (isReady ||= message[0] === READY_FOR_QUERY));
  while (!isReady) {
    const [data] = (await once(backend, 'data')) as [Buffer];
    parts.push(data);
    read(data);
  }
  return Buffer.concat(parts);
}

/** Cuts what comes from the server into messages. */
function messages(each: (message: Buffer) => void): (data: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const end = rest.readInt32BE(1) + 1;
      each(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}

function track(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
}
