/**
 * Stand-ins for what analytics services listen on, over real HTTP on loopback: GA4's Measurement
 * Protocol, Mixpanel's strict import and profiles, and a collector of Universal Analytics hits.
 *
 * They answer as the services do (`services/`), judge what they get by the published limits
 * (`judge.ts`) and keep all of it, so that a sample can print it and a test can look at it.
 */

import { createServer, type Server } from 'node:http';
import type { Fields } from './judge/fields.ts';
import type { ProfileUpdate } from './judge/mixpanel-profiles.ts';
import { collect, listen, type CollectedRequest } from './loopback.ts';
import { openBooks } from './services/books.ts';
import { ga4Service } from './services/ga4.ts';
import { mixpanelService } from './services/mixpanel.ts';
import type { CollectorAnswer, Now, Service } from './services/service.ts';
import { uaService } from './services/ua.ts';

export interface Collector {
  /** Base address, without a trailing slash. */
  readonly url: string;
  readonly requests: readonly CollectedRequest[];
  /** What was accepted, decoded: GA4 events with their client, Mixpanel events counted once, UA hits. */
  readonly events: readonly unknown[];
  /** What broke a published limit, in words. Empty where all is well. */
  readonly violations: readonly string[];
  /** Answers the next requests in place of the service, in order; nothing of them is accepted. */
  answerNext(...answers: readonly CollectorAnswer[]): void;
}

export interface MixpanelCollector extends Collector {
  /** The updates that were accepted, in order, every copy of them. */
  readonly profiles: readonly ProfileUpdate[];
  /** What they add up to, by distinct id. */
  readonly profilesById: ReadonlyMap<string, Fields>;
}

export interface Collectors {
  readonly ga4: Collector;
  readonly mixpanel: MixpanelCollector;
  readonly ua: Collector;
  /** Closes all servers and their connections. */
  close(): Promise<void>;
}

export interface CollectorOptions {
  /**
   * The time at the services.
   * @defaultValue GA4 takes events of any time, which a played past needs; Mixpanel has the real time
   */
  readonly now?: Now | undefined;
  /**
   * What Mixpanel's import lets in: `token:` or `account:secret`.
   * @defaultValue every token and account
   */
  readonly mixpanelCredentials?: readonly string[] | undefined;
}

/** Starts the three collectors, each on a free port of 127.0.0.1. */
export async function startCollectors(options: CollectorOptions = {}): Promise<Collectors> {
  const { now, mixpanelCredentials: credentials } = options;
  const started = await Promise.all([
    startCollector(ga4Service(now)),
    startCollector(mixpanelService({ now: now ?? Date.now, credentials })),
    startCollector(uaService()),
  ]);
  const [ga4, mixpanel, ua] = started;
  return {
    ga4,
    mixpanel,
    ua,
    async close() {
      await Promise.all(started.map((collector) => collector.close()));
    },
  };
}

async function startCollector(
  service: Service,
): Promise<MixpanelCollector & { close(): Promise<void> }> {
  const requests: CollectedRequest[] = [];
  const { take, events, violations, profiles, profilesById } = openBooks(service);
  const scripted: CollectorAnswer[] = [];
  const server = createServer((incoming, response) =>
    collect(incoming, (request) => {
      requests.push(request);
      const { status, headers, body } = scripted.shift() ?? take(request);
      response.writeHead(status, headers).end(body);
    }),
  );
  const url = await listen(server);
  return {
    url,
    requests,
    events,
    violations,
    profiles,
    profilesById,
    answerNext: (...answers: readonly CollectorAnswer[]) => void scripted.push(...answers),
    close: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
