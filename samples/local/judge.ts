/**
 * The published limits of GA4, Mixpanel and Universal Analytics, written from the vendors' pages and
 * not from our encoders, so that the one can be held against the other.
 */

type Fields = Readonly<Record<string, unknown>>;

/** GA4: https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations */
export function judgeGa4(
  query: URLSearchParams,
  body: string,
): { readonly events: readonly Fields[]; readonly violations: readonly string[] } {
  const violations: string[] = [];
  const check = (isFine: boolean, rule: string): void => void (isFine || violations.push(rule));
  const { client_id, events = [] } = JSON.parse(body) as {
    readonly client_id?: string;
    readonly events?: readonly { readonly name: string; readonly params: Fields }[];
  };
  check(Boolean(query.get('measurement_id') && query.get('api_secret')), 'query: id and secret');
  check(/^[1-9]\d*\.[1-9]\d*$/.test(client_id ?? ''), 'client_id: two positive numbers');
  check(Buffer.byteLength(body) < 130_000, 'body: less than 130 kB');
  check(events.length > 0 && events.length <= 25, 'events: 1 to 25');
  for (const { name, params } of events) {
    check(isGa4Name(name) && !GA4_RESERVED.has(name), `event name: ${name}`);
    const entries = Object.entries(params);
    check(entries.length <= 25, `${name}: at most 25 params`);
    for (const [param, value] of entries) {
      check(isGa4Name(param), `${name}: param name ${param}`);
      check(isGa4Value(param, value), `${name}: value of ${param}`);
    }
  }
  return { events: events.map((event) => ({ client_id, ...event })), violations };
}

const GA4_RESERVED = new Set(['error', 'first_visit', 'session_start', 'user_engagement']);
const GA4_LONG: Readonly<Record<string, number>> = { page_title: 300, page_location: 1_000 };

function isGa4Name(name: string): boolean {
  return /^(?!ga_|google_|firebase_)[A-Za-z][A-Za-z0-9_]{0,39}$/.test(name);
}

function isGa4Value(param: string, value: unknown): boolean {
  if (param === 'session_id') return typeof value === 'string' && /^\d+$/.test(value);
  if (typeof value === 'number') return true;
  return typeof value === 'string' && value.length <= (GA4_LONG[param] ?? 100);
}

export interface MixpanelRecord {
  readonly event: string;
  readonly properties: Fields;
}

export interface FailedRecord {
  readonly index: number;
  readonly insert_id: string;
  readonly field: string;
  readonly message: string;
}

/** Mixpanel: https://developer.mixpanel.com/reference/import-events#common-issues */
export function judgeMixpanel(body: string): {
  readonly records: readonly MixpanelRecord[];
  readonly failed: readonly FailedRecord[];
} {
  const records: MixpanelRecord[] = [];
  const failed: FailedRecord[] = [];
  for (const [index, record] of (JSON.parse(body) as readonly MixpanelRecord[]).entries()) {
    const wrong = wrongField(record);
    if (!wrong) records.push(record);
    else failed.push({ index, insert_id: String(record.properties['$insert_id']), ...wrong });
  }
  return { records, failed };
}

const FORBIDDEN_IDS = new Set([
  '',
  'anonymous',
  'nil',
  'none',
  'null',
  'undefined',
  'unknown',
  '0',
]);

function wrongField({
  event,
  properties,
}: MixpanelRecord): Pick<FailedRecord, 'field' | 'message'> | undefined {
  const { time, distinct_id, $insert_id } = properties;
  const wrong = (field: string, message: string) => ({ field, message });
  if (!event || event.length > 255) return wrong('event', '1 to 255 characters');
  if (typeof time !== 'number' || time <= 0) return wrong('properties.time', 'must be a time');
  if (time > Date.now() + 3_600_000) return wrong('properties.time', 'lies in the future');
  if (typeof distinct_id !== 'string' || FORBIDDEN_IDS.has(distinct_id))
    return wrong('properties.distinct_id', 'missing');
  if (!/^[A-Za-z0-9-]{1,36}$/.test(String($insert_id)))
    return wrong('properties.$insert_id', '1 to 36 of [A-Za-z0-9-]');
  if (Object.keys(properties).length >= 255) return wrong('properties', 'fewer than 255');
  const long = Object.entries(properties).find(
    ([, value]) => typeof value === 'string' && value.length > 255,
  );
  return long && wrong(`properties.${long[0]}`, 'at most 255 characters');
}

const UA_TYPES = new Set(['pageview', 'event', 'exception']);

/** UA: https://developers.google.com/analytics/devguides/collection/protocol/v1/reference */
export function judgeUa(body: string): {
  readonly hits: readonly Fields[];
  readonly violations: readonly string[];
} {
  const violations: string[] = [];
  const check = (isFine: boolean, rule: string): void => void (isFine || violations.push(rule));
  const lines = body.split('\n');
  check(lines.length <= 20, 'at most 20 hits');
  check(Buffer.byteLength(body) <= 16_384, 'at most 16 kB');
  const hits = lines.map((line) => Object.fromEntries(new URLSearchParams(line)));
  for (const [index, hit] of hits.entries()) {
    check(Buffer.byteLength(lines[index] ?? '') <= 8_192, 'a hit: at most 8 kB');
    check(Boolean(hit['v'] && hit['tid'] && hit['cid']), 'v, tid and cid');
    check(UA_TYPES.has(hit['t'] ?? ''), `hit type ${hit['t']}`);
    check(/^\d*$/.test(hit['ev'] ?? ''), `ev ${hit['ev']}`);
  }
  return { hits, violations };
}
