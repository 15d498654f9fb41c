/**
 * Reads the answers of Mixpanel's strict import: https://developer.mixpanel.com/reference/import-events
 *
 * A 400 is a partial success: what it lists is refused, the rest is taken in.
 */

import type { Answer } from '../delivery.ts';
import type { Rejection, Verdict } from '../destination.ts';
import type { OutboxEvent } from '../../record/outbox.ts';
import { clipUnits } from './clip.ts';
import { verdictByStatus } from './verdict.ts';

/** Longest part of Mixpanel's own words that is kept. */
const MAX_DETAIL = 200;

/** What was sent: an event per record, or the events that each record is made of. */
export interface Sent {
  readonly events: readonly OutboxEvent[];
  readonly records?: readonly (readonly OutboxEvent[])[] | undefined;
}

/**
 * Judges an answer.
 *
 * A refusal that names no record, or one that we did not send, is halved until it does. A 2xx that is
 * not Mixpanel's (somebody's login page) is tried again: `$insert_id` keeps the copies from counting.
 *
 * @param secrets kept out of the details, should an answer repeat them
 */
export function readAnswer(request: Sent, answer: Answer, context: Context): Verdict {
  const isRead = 'status' in answer && (answer.status === 400 || isSuccess(answer.status));
  return isRead ? readBody(request, answer, context) : verdictByStatus(answer, context.host);
}

interface Context {
  readonly host: string;
  readonly secrets: readonly string[];
}

function readBody(
  request: Sent,
  { status, body }: Extract<Answer, { readonly status: number }>,
  { host, secrets }: Context,
): Verdict {
  if (isSuccess(status) && body.trim() === '') return DELIVERED; // a gateway's
  const fields = parse(body);
  const clean: Clean = (words) =>
    clipUnits(
      secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text(words)),
      MAX_DETAIL,
    );
  const records = failedRecords(fields);
  if (records.length > 0) return refuse(request, records, clean);
  if (status === 400 || isRefusal(fields)) {
    return { outcome: 'split', reason: 'rejected', detail: clean(fields?.['error']) };
  }
  if (fields) return DELIVERED;
  const problem = `${host} did not answer as Mixpanel does`;
  return { outcome: 'retry', problem, isAmbiguous: true };
}

const DELIVERED: Verdict = { outcome: 'delivered', rejected: [] };

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

type Fields = Readonly<Record<string, unknown>>;

/** Words of an answer, without the token, clipped. */
type Clean = (words: unknown) => string;

function isRefusal(body: Fields | undefined): boolean {
  return body?.['status'] === 0 || Boolean(body?.['error']);
}

function parse(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (value === 1) return { status: 1 }; // the answer of `/track`
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failedRecords(body: Fields | undefined): readonly Fields[] {
  const records = body?.['failed_records'];
  return Array.isArray(records) ? records.filter(isFields) : [];
}

function refuse(request: Sent, records: readonly Fields[], clean: Clean): Verdict {
  const byId = new Map(request.events.map((event) => [event.event.id, event]));
  const rejected: Rejection[] = [];
  for (const record of records) {
    const events = recordEvents(record, request, byId);
    const detail = clean(`${text(record['field'])}: ${text(record['message'])}`);
    if (!events) return { outcome: 'split', reason: 'rejected', detail };
    for (const event of events) rejected.push({ event, reason: 'rejected', detail });
  }
  return { outcome: 'delivered', rejected };
}

/** The documentation writes the id both ways, and some answers have the index alone. */
function recordEvents(
  record: Fields,
  { events, records }: Sent,
  byId: ReadonlyMap<string, OutboxEvent>,
): readonly OutboxEvent[] | undefined {
  const id = record['insert_id'] ?? record['$insert_id'];
  const named = typeof id === 'string' ? byId.get(id) : undefined;
  if (named) return [named];
  const { index } = record;
  if (typeof index !== 'number') return undefined;
  if (records) return records[index];
  const event = events[index];
  return event && [event];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
