/** What stands behind a collector: it takes a request and says what becomes of it. */

import type { ProfileUpdate } from '../judge/mixpanel-profiles.ts';
import type { CollectedRequest } from '../loopback.ts';

export interface CollectorAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a service makes of a request. */
export interface Outcome extends CollectorAnswer {
  /** What it counts: of copies that it knows for such, the first. */
  readonly events?: readonly unknown[];
  /** What it takes in, every copy of it. */
  readonly copies?: readonly unknown[];
  readonly profiles?: readonly ProfileUpdate[];
  /** What breaks a published limit, in words. */
  readonly violations?: readonly string[];
}

export type Service = (request: CollectedRequest) => Outcome;

/** The time at a service. */
export type Now = () => number;

/** Makes a service of several, each at a path of its own, for POST only. */
export function atPaths(services: Readonly<Record<string, Service>>): Service {
  const byPath = new Map(Object.entries(services));
  return (request) => {
    const service = byPath.get(request.url.split('?')[0] ?? '');
    if (!service) return { status: 404 };
    return request.method === 'POST' ? service(request) : { status: 405 };
  };
}

export function queryOf({ url }: CollectedRequest): URLSearchParams {
  return new URLSearchParams(url.split('?')[1]);
}

export function json(status: number, value: unknown): CollectorAnswer {
  return {
    status,
    body: JSON.stringify(value),
    headers: { 'content-type': 'application/json' },
  };
}
