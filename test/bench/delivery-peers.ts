/**
 * SDKs of services, each sending events to a collector as its documentation says: from memory, which is lost
 * with the process. Batches are as large as each takes: by default Segment sends 15 events at a time.
 */

import mixpanel from 'mixpanel';

import { requirePeer } from './peer-packages.ts';

/** An event as all of them take it. */
export interface PeerEvent {
  readonly name: string;
  readonly user: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Segment {
  track(event: object): void;
  closeAndFlush(): Promise<void>;
  on(event: 'error', listener: (error: unknown) => void): void;
}

interface PostHog {
  capture(event: object): void;
  shutdown(timeoutMs: number): Promise<void>;
  on(event: 'error', listener: (error: unknown) => void): void;
}

const PATIENCE_MS = 600_000;
const BATCH = 100;

const ignore = (): void => undefined;
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Sends events and waits until all are there. */
export type Send = (url: string, events: readonly PeerEvent[]) => Promise<void>;

export const PEERS: Readonly<Record<string, Send>> = {
  mixpanel: async (url, events) => {
    const { host } = new URL(url);
    // other credentials need TLS
    const config = { host, protocol: 'http', key: 'k', logger: SILENT };
    const client = mixpanel.init('t', config);
    const all = events.map(({ name, properties }) => ({ event: name, properties }));
    await new Promise<void>((resolve, reject) => {
      const done = (errors: readonly Error[] | null | undefined): void => {
        if (errors && errors.length > 0) reject(errors[0] ?? new Error('unknown'));
        else resolve();
      };
      client.import_batch(all as never, { max_batch_size: 50, max_concurrent_requests: 10 }, done);
    });
  },
  segment: async (url, events) => {
    const { Analytics } = requirePeer<{ Analytics: new (settings: object) => Segment }>(
      '@segment/analytics-node',
    );
    const client = new Analytics({ writeKey: 'w', host: url, flushAt: BATCH });
    const problems: unknown[] = [];
    client.on('error', (error) => problems.push(error));
    for (const { name, user, properties } of events) {
      client.track({ userId: user, event: name, properties });
    }
    await client.closeAndFlush();
    if (problems.length > 0) throw new Error('segment failed', { cause: problems[0] });
  },
  posthog: async (url, events) => {
    const { PostHog } = requirePeer<{ PostHog: new (key: string, options: object) => PostHog }>(
      'posthog-node',
    );
    const options = { host: url, flushAt: BATCH, maxBatchSize: BATCH, maxQueueSize: 1_000_000 };
    const client = new PostHog('k', options);
    const problems: unknown[] = [];
    client.on('error', (error) => problems.push(error));
    for (const { name, user, properties } of events) {
      client.capture({ distinctId: user, event: name, properties });
    }
    await client.shutdown(PATIENCE_MS);
    if (problems.length > 0) throw new Error('posthog failed', { cause: problems[0] });
  },
};
