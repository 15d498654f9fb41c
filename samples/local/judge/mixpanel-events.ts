/**
 * Mixpanel's strict import.
 *
 * https://docs.mixpanel.com/reference/import-events
 * https://docs.mixpanel.com/docs/tracking-methods/id-management
 */

import { isFields, parseJson, type Fields } from './fields.ts';
import {
  first,
  MAX_RECORDS,
  wrongId,
  wrongSize,
  wrongValues,
  type Wrong,
} from './mixpanel-values.ts';
import { isUuidV4 } from './uuid.ts';

export interface MixpanelRecord {
  readonly event: string;
  readonly properties: Fields;
}

/** A record that is refused, as the answer lists it. */
export interface FailedRecord extends Wrong {
  readonly index: number;
  readonly insert_id: string;
}

/** Why a request is refused as a whole: nothing of it is taken in. */
export interface Refusal {
  readonly status: 400 | 413;
  readonly error: string;
}

export interface MixpanelJudgement {
  readonly records: readonly MixpanelRecord[];
  readonly failed: readonly FailedRecord[];
  readonly refusal?: Refusal | undefined;
}

export interface MixpanelContext {
  /** Epoch milliseconds; without it, no time is too early. */
  readonly now?: number | undefined;
  /** Says that the request named its project: its events need no token then. */
  readonly isProjectKnown?: boolean | undefined;
}

const MAX_BYTES = 10_000_000;

export function judgeMixpanelEvents(
  body: string,
  context: MixpanelContext = {},
): MixpanelJudgement {
  const refuse = (status: 400 | 413, error: string): MixpanelJudgement => ({
    records: [],
    failed: [],
    refusal: { status, error },
  });
  if (Buffer.byteLength(body) > MAX_BYTES) return refuse(413, 'body: at most 10 MB');
  const list = parseJson(body);
  if (!Array.isArray(list)) return refuse(400, 'body: a JSON array');
  if (list.length > MAX_RECORDS) return refuse(413, 'body: at most 2,000 events');
  const records: MixpanelRecord[] = [];
  const failed: FailedRecord[] = [];
  for (const [index, record] of (list as readonly unknown[]).entries()) {
    if (!isRecord(record)) {
      failed.push({ index, insert_id: '', field: '', message: 'an event with properties' });
      continue;
    }
    const wrong = first(RULES, (rule) => rule(record, context));
    if (!wrong) records.push(record);
    else failed.push({ index, insert_id: String(record.properties['$insert_id']), ...wrong });
  }
  return { records, failed };
}

function isRecord(value: unknown): value is MixpanelRecord {
  return isFields(value) && isFields(value['properties']);
}

type Rule = (record: MixpanelRecord, context: MixpanelContext) => Wrong | undefined;

/** In the order in which the first mistake is looked for. */
const RULES: readonly Rule[] = [
  wrongName,
  (record) => wrongSize(record, 'event'),
  wrongTime,
  wrongInsertId,
  wrongToken,
  (record) => (record.event === IDENTIFY ? wrongIdentify(record) : wrongIdentity(record)),
  ({ properties }) => wrongValues(properties, 'properties'),
];

/** The event that joins two ids where the project merges ids in the original way. */
const IDENTIFY = '$identify';

function wrongName({ event }: { readonly event: unknown }): Wrong | undefined {
  if (typeof event !== 'string' || event === '' || event.length > 255) {
    return { field: 'event', message: '1 to 255 characters' };
  }
  const isReserved = event.startsWith('$') && event !== IDENTIFY;
  return isReserved ? { field: 'event', message: 'a reserved name' } : undefined;
}

const EARLIEST = Date.UTC(1971, 0);
const HOUR_MS = 3_600_000;

/** Seconds are allowed as well, but they would lie in January 1970 here. */
function wrongTime(
  { properties: { time } }: MixpanelRecord,
  { now = Infinity }: MixpanelContext,
): Wrong | undefined {
  const field = 'properties.time';
  if (!Number.isSafeInteger(time)) return { field, message: 'whole milliseconds since 1970' };
  if (Number(time) < EARLIEST) return { field, message: 'not before 1971' };
  return Number(time) > now + HOUR_MS ? { field, message: 'not in the future' } : undefined;
}

function wrongInsertId({ properties: { $insert_id } }: MixpanelRecord): Wrong | undefined {
  const field = 'properties.$insert_id';
  const isFine = typeof $insert_id === 'string' && /^[A-Za-z0-9-]{1,36}$/.test($insert_id);
  return isFine ? wrongId($insert_id, field) : { field, message: '1 to 36 of A-Z, a-z, 0-9 and -' };
}

function wrongToken(
  { properties: { token } }: MixpanelRecord,
  { isProjectKnown = false }: MixpanelContext,
): Wrong | undefined {
  const isFine = token === undefined ? isProjectKnown : typeof token === 'string' && token !== '';
  return isFine ? undefined : { field: 'properties.token', message: 'the token of a project' };
}

/**
 * Simplified merge: `distinct_id` follows from `$user_id`, else from `$device_id`. With neither of
 * them, it is the original merge, where every id may stand.
 */
function wrongIdentity({ properties }: MixpanelRecord): Wrong | undefined {
  const { distinct_id, $device_id, $user_id } = properties as Ids;
  const given = Object.entries({ distinct_id, $device_id, $user_id }).filter(
    ([name, id]) => name === 'distinct_id' || id !== undefined,
  );
  const wrong = first(given, ([name, id]) => wrongId(id, `properties.${name}`));
  if (wrong) return wrong;
  const field = 'properties.distinct_id';
  if ($user_id !== undefined) {
    return distinct_id === $user_id ? undefined : { field, message: 'the same as $user_id' };
  }
  const isFine = $device_id === undefined || distinct_id === `$device:${$device_id}`;
  return isFine ? undefined : { field, message: '$device: and the $device_id' };
}

/** What ids are once they were found to be fine. */
type Ids = Readonly<Record<string, string | undefined>>;

/** https://docs.mixpanel.com/reference/create-identity */
function wrongIdentify({ properties }: MixpanelRecord): Wrong | undefined {
  const { distinct_id, $identified_id, $anon_id } = properties;
  const wrong = wrongId($identified_id, 'properties.$identified_id');
  if (wrong) return wrong;
  if (!isUuidV4($anon_id)) {
    return { field: 'properties.$anon_id', message: 'a UUID version 4' };
  }
  const isFine = distinct_id === undefined || distinct_id === $identified_id;
  return isFine
    ? undefined
    : { field: 'properties.distinct_id', message: 'the same as $identified_id' };
}
