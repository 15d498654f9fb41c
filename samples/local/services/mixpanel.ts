/** Mixpanel's strict import and its profiles: what is valid is taken in, the rest is listed. */

import type { IncomingHttpHeaders } from 'node:http';
import { judgeMixpanelEvents, judgeMixpanelProfiles } from '../judge.ts';
import type { MixpanelRecord, Refusal } from '../judge/mixpanel-events.ts';
import type { Wrong } from '../judge/mixpanel-values.ts';
import type { CollectedRequest } from '../loopback.ts';
import { atPaths, json, queryOf, type Now, type Outcome, type Service } from './service.ts';

export interface MixpanelOptions {
  /** The time of the service. */
  readonly now: Now;
  /**
   * The pairs that are let in: `token:` or `account:secret`.
   * @defaultValue every pair
   */
  readonly credentials?: readonly string[] | undefined;
}

export function mixpanelService(options: MixpanelOptions): Service {
  return atPaths({ '/import': importService(options), '/engage': engage });
}

/** Counts copies once, as Mixpanel's reports do: https://docs.mixpanel.com/reference/event-deduplication */
function importService({ now, credentials }: MixpanelOptions): Service {
  const seen = new Set<string>();
  return (request) => {
    const pair = pairOf(request.headers);
    if (pair === undefined || (credentials && !credentials.includes(pair))) return unauthorized();
    const query = queryOf(request);
    const isToken = pair.endsWith(':');
    if (!isToken && !query.get('project_id')) {
      return refused({ status: 400, error: 'query: project_id of the service account' });
    }
    const { records, failed, refusal } = judgeMixpanelEvents(request.body, {
      now: now(),
      isProjectKnown: true,
    });
    if (refusal) return refused(refusal);
    const fresh = records.filter(
      (record) => !seen.has(copyKey(record)) && seen.add(copyKey(record)),
    );
    const answer = answerOf({ num_records_imported: records.length }, failed);
    const violations = [...missing(query, ['strict']), ...answer.violations];
    return { ...answer, events: fresh, copies: records, violations };
  };
}

/** Profiles name their project themselves. */
function engage(request: CollectedRequest): Outcome {
  // https://docs.mixpanel.com/reference/profile-set: "This API does not support gzip encoding."
  if (request.headers['content-encoding'] !== undefined) {
    return refused({ status: 400, error: 'headers: no content-encoding' });
  }
  const { updates, failed, refusal } = judgeMixpanelProfiles(request.body);
  if (refusal) return refused(refusal);
  const answer = answerOf({ num_good_records: updates.length }, failed);
  const violations = [...missing(queryOf(request), ['strict', 'verbose']), ...answer.violations];
  return { ...answer, profiles: updates, violations };
}

/** Returns `user:password` of the basic authentication. */
function pairOf({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization) ?? [];
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return /^[^:]+:/.test(pair) ? pair : undefined;
}

function copyKey({ event, properties }: MixpanelRecord): string {
  const { $insert_id, distinct_id, time } = properties;
  return JSON.stringify([event, $insert_id, distinct_id, time]);
}

function unauthorized(): Outcome {
  return json(401, { code: 401, error: 'Unauthorized', status: 'Unauthorized' });
}

/** Nothing is taken in, and no record is listed. */
function refused({ status, error }: Refusal): Outcome {
  const words = status === 413 ? 'Request Entity Too Large' : 'Bad Request';
  return { ...json(status, { code: status, error, status: words }), violations: [error] };
}

function answerOf(
  counted: Readonly<Record<string, number>>,
  failed: readonly Wrong[],
): Outcome & { readonly violations: readonly string[] } {
  if (failed.length === 0) {
    return { ...json(200, { code: 200, ...counted, status: 'OK' }), violations: [] };
  }
  const answer = json(400, {
    code: 400,
    error: 'some data points in the request failed validation',
    status: 'Bad Request',
    ...counted,
    failed_records: failed,
  });
  return { ...answer, violations: failed.map(({ field, message }) => `${field}: ${message}`) };
}

/** Without them, Mixpanel answers 200 whatever it thinks of the records. */
function missing(query: URLSearchParams, names: readonly string[]): readonly string[] {
  return names.filter((name) => query.get(name) !== '1').map((name) => `query: ${name}=1`);
}
