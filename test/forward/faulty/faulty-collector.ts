/**
 * A collector that fails as it is told to, in front of the judges of `samples/local`, and knows
 * exactly what the service behind it counted: whatever the sender believes, it is held against that.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isFields } from '../../../samples/local/judge/fields.ts';
import { collect, listen, type CollectedRequest } from '../../../samples/local/loopback.ts';
import { openBooks, type Books } from '../../../samples/local/services/books.ts';
import { ga4Service } from '../../../samples/local/services/ga4.ts';
import { mixpanelService } from '../../../samples/local/services/mixpanel.ts';
import type { Now, Service } from '../../../samples/local/services/service.ts';
import { uaService } from '../../../samples/local/services/ua.ts';
import { behave } from './behaviours.ts';
import { inOrder, type Mode, type Script } from './modes.ts';

type Vendor = 'ga4' | 'mixpanel' | 'ua';

export interface FaultyOptions {
  readonly vendor: Vendor;
  /**
   * What happens to the requests: a list, after which all is well, or a function.
   * @defaultValue all is well
   */
  readonly script?: readonly Mode[] | Script | undefined;
  /**
   * The time at the service.
   * @defaultValue GA4 takes events of any time; Mixpanel has the real time
   */
  readonly now?: Now | undefined;
}

/** A request that came in whole. */
interface Received {
  readonly mode: Mode;
  /** Epoch milliseconds at which it was whole. */
  readonly at: number;
  readonly request: CollectedRequest;
}

export interface FaultyCollector extends Omit<Books, 'events' | 'take'> {
  /** Base address, without a trailing slash. */
  readonly url: string;
  readonly received: readonly Received[];
  /** What the service shows in its reports: Mixpanel's events without copies, all of GA4 and UA. */
  readonly counted: readonly unknown[];
  /** What followed a redirect: it should be nothing. */
  readonly redirected: readonly CollectedRequest[];
  /** How many requests began, whole or not. */
  arrived(): number;
  /** How often each event is in the reports, by our event id. */
  timesCounted(): ReadonlyMap<string, number>;
  /** How often each event was taken in, by our event id. */
  timesTaken(): ReadonlyMap<string, number>;
  /** Says what happens from the next request on: a list, after which all is well, or a function. */
  play(script: readonly Mode[] | Script): void;
  /** Ends all connections, and what hangs or drips in them. */
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startFaultyCollector(options: FaultyOptions): Promise<FaultyCollector> {
  const { vendor, now } = options;
  let script = scriptOf(options.script ?? []);
  let arrived = 0;
  const received: Received[] = [];
  const { events: counted, take, ...books } = openBooks(serviceOf(vendor, now));
  const elsewhere = await startElsewhere();
  const { server, close } = closable((incoming, response) => {
    const mode = script({ number: arrived, url: incoming.url ?? '' });
    arrived += 1;
    if (mode === 'hangBeforeRead') return;
    collect(incoming, (request) => {
      received.push({ mode, at: Date.now(), request });
      const { socket } = incoming;
      behave(mode, { request, response, socket, elsewhere: elsewhere.url, count: take });
    });
  });
  const url = await listen(server);
  return {
    url,
    received,
    ...books,
    counted,
    redirected: elsewhere.requests,
    arrived: () => arrived,
    timesCounted: () => timesOf(counted, vendor),
    timesTaken: () => timesOf(books.copies, vendor),
    play: (next) => void (script = scriptOf(next)),
    close: async () => void (await Promise.all([close(), elsewhere.close()])),
  };
}

function scriptOf(script: readonly Mode[] | Script): Script {
  return typeof script === 'function' ? script : inOrder(script);
}

function serviceOf(vendor: Vendor, now: Now | undefined): Service {
  switch (vendor) {
    case 'ga4':
      return ga4Service(now);
    case 'mixpanel':
      return mixpanelService({ now: now ?? Date.now });
    case 'ua':
      return uaService();
  }
}

/** Where our event id travels. */
const ID_FIELD: Readonly<Record<Vendor, readonly [fields: string | undefined, name: string]>> = {
  ga4: ['params', 'event_id'],
  mixpanel: ['properties', '$insert_id'],
  ua: [undefined, 'cd9'],
};

function timesOf(events: readonly unknown[], vendor: Vendor): ReadonlyMap<string, number> {
  const [inside, name] = ID_FIELD[vendor];
  const times = new Map<string, number>();
  for (const event of events) {
    const fields = inside === undefined ? event : isFields(event) && event[inside];
    const id = String(isFields(fields) ? fields[name] : undefined);
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

async function startElsewhere() {
  const requests: CollectedRequest[] = [];
  const { server, close } = closable((incoming, response) =>
    collect(incoming, (request) => {
      requests.push(request);
      response.end();
    }),
  );
  return { url: await listen(server), requests, close };
}

/** A server that knows its sockets: it no longer does so of those that were reset or written to. */
function closable(handle: (incoming: IncomingMessage, response: ServerResponse) => void): {
  readonly server: Server;
  close(): Promise<void>;
} {
  const sockets = new Set<Socket>();
  const server = createServer(handle);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // resets are its business
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
